// What is one mail of the outbox log? To whom, what, when, how it fared; the text when it is opened.
import { useState } from 'react'
import type { OutboxMail } from '../../api/types.ts'
import { cx } from '../../components/cx.ts'
import { Time } from '../../components/Time.tsx'
import { MailDetails } from './MailDetails.tsx'
import { kinds, stateOf } from './words.ts'

const tones = {
  good: 'bg-open-soft text-open',
  quiet: 'bg-sunken text-muted',
  held: 'bg-held-soft text-held',
  bad: 'bg-bad-soft text-bad',
}

export function MailLine({ mail, path }: { mail: OutboxMail; path: string | null }) {
  const [open, setOpen] = useState(false)
  const { label, tone, means } = stateOf(mail)
  return (
    <div>
      <div className="relative flex min-h-11 items-center gap-3 px-2 py-1.5 hover:bg-hover">
        <div className="flex min-w-0 grow flex-col md:flex-row md:items-center md:gap-4">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            dir="auto"
            className="min-w-0 grow truncate text-start font-medium text-sm after:absolute after:inset-0"
          >
            {mail.subject}
          </button>
          <span className="truncate text-muted text-sm md:w-64 md:shrink-0">
            {mail.recipient} <span className="text-faint text-xs">· {kinds[mail.kind]}</span>
          </span>
        </div>
        <span className={cx('shrink-0 rounded-full px-2 py-0.5 text-xs', tones[tone])} title={means}>
          {label}
        </span>
        <Time at={mail.sent_at ?? mail.created_at} className="w-18 shrink-0 text-right text-faint text-xs" />
      </div>
      {open && <MailDetails mail={mail} path={path} />}
    </div>
  )
}
