// What is one mail of the inbox log? Who, what, when, its ending; everything else when it is opened.
import { useState } from 'react'
import type { InboxMail } from '../../api/types.ts'
import { cx } from '../../components/cx.ts'
import { Time } from '../../components/Time.tsx'
import { MailDetails } from './MailDetails.tsx'
import type { Decide } from './useDecide.ts'
import { endings, reasonOf } from './words.ts'

const tones = {
  good: 'bg-open-soft text-open',
  quiet: 'bg-sunken text-muted',
  held: 'bg-held-soft text-held',
  bad: 'bg-bad-soft text-bad',
}

type Props = {
  mail: InboxMail
  path: string | null
  selected: boolean
  onSelect: () => void
  decide: Decide
}

export function MailLine({ mail, path, selected, onSelect, decide }: Props) {
  const [open, setOpen] = useState(false)
  const { label, tone } = endings[mail.ending ?? 'pending']
  const subject = mail.subject ?? '(not read yet)'
  return (
    <div className={cx(selected && 'bg-accent-soft')}>
      <div className="relative flex min-h-11 items-center gap-3 px-2 py-1.5 hover:bg-hover">
        <input
          type="checkbox"
          aria-label={`Choose “${subject}”`}
          checked={selected}
          onChange={onSelect}
          className="relative z-10 size-4 shrink-0 accent-accent"
        />
        <div className="flex min-w-0 grow flex-col md:flex-row md:items-center md:gap-4">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            dir="auto"
            className="min-w-0 grow truncate text-start font-medium text-sm after:absolute after:inset-0"
          >
            {subject}
          </button>
          <span dir="auto" className="truncate text-muted text-sm md:w-64 md:shrink-0">
            {mail.author_name || mail.author || mail.mail_from || 'nobody'}
          </span>
        </div>
        <span
          className={cx('shrink-0 rounded-full px-2 py-0.5 text-xs', tones[tone])}
          title={reasonOf(mail.reason)}
        >
          {label}
        </span>
        <Time at={mail.received_at} className="w-18 shrink-0 text-right text-faint text-xs" />
      </div>
      {open && <MailDetails mail={mail} path={path} decide={decide} />}
    </div>
  )
}
