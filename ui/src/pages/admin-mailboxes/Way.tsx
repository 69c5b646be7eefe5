// How is it with this way of mail? Its state, its address, how much it carries, and the next thing to do.
import { Link } from '@tanstack/react-router'
import { ArrowRight, TriangleAlert } from 'lucide-react'
import type { Mailbox } from '../../api/admin.ts'
import { Copy } from '../../components/Copy.tsx'
import { Time } from '../../components/Time.tsx'
import { StateMark } from '../../mail-log/StateMark.tsx'
import { Reader } from './Reader.tsx'
import { Trial, triedOf } from './Trial.tsx'

export function Way({ mailbox }: { mailbox: Mailbox }) {
  const { name, title, state, address, detail, last_error, missing, reader } = mailbox
  const { tested, mailed } = triedOf(mailbox)
  return (
    <article aria-label={title} className="flex flex-col gap-1.5 py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="w-44 shrink-0 font-semibold">{title}</h2>
        <StateMark state={state} />
        {address && (
          <span className="flex min-w-0 items-center gap-1">
            <code className="break-all font-mono text-muted text-sm">{address}</code>
            <Copy text={address} label={`Copy the address of ${title}`} />
          </span>
        )}
      </div>
      <p className="max-w-170 text-muted text-sm">{detail}</p>
      {last_error && state === 'failing' && (
        <p className="flex max-w-170 items-start gap-2 text-bad text-sm">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">{last_error}</span>
        </p>
      )}
      {missing.length > 0 && (
        <ul aria-label="What to do" className="flex max-w-170 flex-col gap-1 text-sm">
          {missing.map(said => (
            <li key={said} className="flex items-start gap-2">
              <ArrowRight aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-faint" />
              <span className="min-w-0 break-words">{said}</span>
            </li>
          ))}
        </ul>
      )}
      {reader && <Reader reader={reader} />}
      {state !== 'not_configured' && <Traffic mailbox={mailbox} outgoing={name === 'outgoing'} />}
      {(tested || mailed) && <Trial title={title} tested={tested} mailed={mailed} />}
    </article>
  )
}

function Traffic({ mailbox, outgoing }: { mailbox: Mailbox; outgoing: boolean }) {
  const { last_mail_at, mails_last_day, waiting } = mailbox
  return (
    <p className="tabular flex flex-wrap gap-x-4 text-faint text-xs">
      <span>
        {mails_last_day.toLocaleString()} {mails_last_day === 1 ? 'mail' : 'mails'} in 24 hours
      </span>
      {last_mail_at ? (
        <span>
          last one <Time at={last_mail_at} />
        </span>
      ) : (
        <span>none yet</span>
      )}
      {waiting > 0 && (
        <Link to={outgoing ? '/admin/outbox' : '/admin/inbox'} className="text-held hover:underline">
          {waiting.toLocaleString()} waiting
        </Link>
      )}
    </p>
  )
}
