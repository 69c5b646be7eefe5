// What does the mail say, how did it fare, and can it be sent again?
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { renderedMailQuery, resendMail } from '../../api/outbox.ts'
import type { OutboxMail } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Time } from '../../components/Time.tsx'
import { Facts } from '../../mail-log/Facts.tsx'
import { tell, tellError } from '../../toasts.ts'
import { kinds, stateOf } from './words.ts'

/** What is on its way needs no second one, and what was taken back stays so. */
const again = ({ state, delivery }: OutboxMail) =>
  state === 'failed' || state === 'suppressed' || delivery === 'bounced'

export function MailDetails({ mail, path }: { mail: OutboxMail; path: string | null }) {
  const client = useQueryClient()
  const rendered = useQuery(renderedMailQuery(path, mail.id))
  const resend = useMutation({
    mutationFn: () => resendMail(path, mail.id),
    onSuccess: () => tell(`Goes out again to ${mail.recipient}.`),
    onError: error => tellError(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['outbox'] }),
  })
  const { label, means } = stateOf(mail)
  const at = (time: string | null) => time && <Time at={time} look="short" />
  return (
    <div className="flex flex-col gap-3 px-2 pt-1 pb-4">
      <Facts
        facts={[
          ['State', `${label}: ${means}`],
          ['What', kinds[mail.kind]],
          ['To', [mail.recipient_name, `<${mail.recipient}>`].filter(Boolean).join(' ')],
          ['Issue', mail.issue_iid === null ? '' : `#${mail.issue_iid}`],
          ['Written', at(mail.created_at)],
          ['Sent', at(mail.sent_at)],
          ['Next try', at(mail.next_attempt_at)],
          ['Tries', mail.attempts > 0 ? String(mail.attempts) : ''],
          ['Server said', mail.smtp_response ?? mail.last_error],
          ['Report', mail.delivery_detail],
          ['Message-ID', mail.message_id],
        ]}
      />
      {rendered.data && (
        <pre
          dir="auto"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
          tabIndex={0}
          className="max-h-100 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-3 font-mono text-xs [overflow-wrap:anywhere]"
        >
          {rendered.data.text_body}
        </pre>
      )}
      {again(mail) && (
        <div>
          <Button small disabled={resend.isPending} onClick={() => resend.mutate()}>
            <Send aria-hidden="true" className="size-3.5" />
            Send again
          </Button>
        </div>
      )}
    </div>
  )
}
