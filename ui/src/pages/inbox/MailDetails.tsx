// Why did this mail end so, and what may be done about it?
import { Link } from '@tanstack/react-router'
import { Download, Send, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { rawMailUrl } from '../../api/inbox.ts'
import type { InboxMail } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Time } from '../../components/Time.tsx'
import { Facts } from '../../mail-log/Facts.tsx'
import { bytes, ingressNames } from '../../mail-log/words.ts'
import { pathParam } from '../../urls.ts'
import { RerouteDialog } from './RerouteDialog.tsx'
import type { Decide } from './useDecide.ts'
import { endings, isBraked, reasonOf, whyOf } from './words.ts'

type Props = { mail: InboxMail; path: string | null; decide: Decide }

export function MailDetails({ mail, path, decide }: Props) {
  const why = whyOf(mail.why)
  return (
    <div className="flex flex-col gap-3 px-2 pt-1 pb-4 md:pl-9">
      <Facts
        facts={[
          [
            'Ending',
            `${endings[mail.ending ?? 'pending'].label}${mail.reason ? `: ${reasonOf(mail.reason)}` : ''}`,
          ],
          ['Became', <Became key="became" mail={mail} />],
          [
            'Why',
            why.length > 0 && (
              <ul key="why">
                {why.map(line => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            ),
          ],
          ['From', [mail.author_name, mail.author && `<${mail.author}>`].filter(Boolean).join(' ')],
          ['To', mail.recipients.join(', ')],
          ['Project', mail.project_path],
          ['Envelope', mail.mail_from === '' ? '<> (a report or automatic mail)' : mail.mail_from],
          [
            'Came by',
            [ingressNames[mail.ingress], mail.client_name, mail.client_address].filter(Boolean).join(' · '),
          ],
          ['Received', <Time key="time" at={mail.received_at} look="short" />],
          ['Message-ID', mail.message_id],
          ['Size', bytes(mail.size)],
          [
            'Tries',
            mail.attempts > 0
              ? `${mail.attempts} failed; the last: ${mail.last_error ?? 'no reason known'}`
              : '',
          ],
          ['Released', mail.released_at && <Time key="released" at={mail.released_at} look="short" />],
        ]}
      />
      <OfSender mail={mail} decide={decide} />
      <Actions mail={mail} path={path} decide={decide} />
    </div>
  )
}

function Became({ mail }: { mail: InboxMail }) {
  if (mail.issue_iid === null || mail.project_path === null) return 'nothing that people see'
  return (
    <Link
      to="/p/$path/issues/$iid"
      params={{ path: pathParam(mail.project_path), iid: String(mail.issue_iid) }}
      {...(mail.note_id === null ? {} : { hash: `note_${mail.note_id}` })}
      className="text-accent underline underline-offset-2"
    >
      {mail.note_id === null ? 'ticket' : 'a note on'} {mail.project_path}#{mail.issue_iid}
    </Link>
  )
}

/** Too many mails of one sender are one question, not a hundred. */
function OfSender({ mail, decide }: Pick<Props, 'mail' | 'decide'>) {
  const { author } = mail
  if (author === null || !isBraked(mail)) return null
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="mb-1 text-muted text-xs">All held mails of {author}</legend>
      <Button small look="primary" onClick={() => decide.ofSender('release', author)}>
        <Send aria-hidden="true" className="size-3.5" />
        Let all through
      </Button>
      <Button small look="danger" onClick={() => decide.ofSender('discard', author)}>
        <Trash2 aria-hidden="true" className="size-3.5" />
        Discard all
      </Button>
    </fieldset>
  )
}

function Actions({ mail, path, decide }: Props) {
  const [rerouting, setRerouting] = useState(false)
  const held = mail.ending === 'held'
  const open = held || mail.ending === 'failed'
  return (
    <div className="flex flex-wrap gap-2">
      {held && (
        <Button small look="primary" onClick={() => decide('release', [mail.id])}>
          <Send aria-hidden="true" className="size-3.5" />
          Let through
        </Button>
      )}
      {mail.ending !== null && (
        <Button small onClick={() => setRerouting(true)}>
          <Undo2 aria-hidden="true" className="size-3.5" />
          Process again…
        </Button>
      )}
      {open && (
        <Button small look="danger" onClick={() => decide('discard', [mail.id])}>
          <Trash2 aria-hidden="true" className="size-3.5" />
          Discard
        </Button>
      )}
      <a
        href={rawMailUrl(path, mail.id)}
        download
        className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line px-2 font-medium text-xs hover:bg-hover"
      >
        <Download aria-hidden="true" className="size-3.5" />
        Raw mail
      </a>
      {rerouting && (
        <RerouteDialog ids={[mail.id]} path={path} decide={decide} onClose={() => setRerouting(false)} />
      )}
    </div>
  )
}
