// What is one mail of the outbox log?
import type { OutboxMail } from '../../api/types.ts'
import { Line } from '../../mail-log/Line.tsx'
import { MailDetails } from './MailDetails.tsx'
import { kinds, stateOf } from './words.ts'

export function MailLine({ mail, path }: { mail: OutboxMail; path: string | null }) {
  return (
    <Line
      subject={mail.subject}
      who={
        <>
          {mail.recipient} <span className="text-faint text-xs">· {kinds[mail.kind]}</span>
        </>
      }
      state={stateOf(mail)}
      at={mail.sent_at ?? mail.created_at}
      details={() => <MailDetails mail={mail} path={path} />}
    />
  )
}
