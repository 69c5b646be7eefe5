// What is one mail of the inbox log?
import type { InboxMail } from '../../api/types.ts'
import { Line } from '../../mail-log/Line.tsx'
import { MailDetails } from './MailDetails.tsx'
import type { Decide } from './useDecide.ts'
import { endings, reasonOf } from './words.ts'

type Props = {
  mail: InboxMail
  path: string | null
  selected: boolean
  onSelect: () => void
  decide: Decide
}

export function MailLine({ mail, path, selected, onSelect, decide }: Props) {
  const subject = mail.subject ?? '(not read yet)'
  return (
    <Line
      subject={subject}
      who={mail.author_name || mail.author || mail.mail_from || 'nobody'}
      state={{ ...endings[mail.ending ?? 'pending'], means: reasonOf(mail.reason) }}
      at={mail.received_at}
      marked={selected}
      before={
        <input
          type="checkbox"
          aria-label={`Choose “${subject}”`}
          checked={selected}
          onChange={onSelect}
          className="relative z-10 size-4 shrink-0 accent-accent"
        />
      }
      details={() => <MailDetails mail={mail} path={path} decide={decide} />}
    />
  )
}
