// Did the customers get it? One line if they did; a line each for those who did not, with what to do.
import { Check, Clock, MailX, RotateCw, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { resendMail } from '../../api/outbox.ts'
import type { Note } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Time } from '../../components/Time.tsx'
import { tell, tellError } from '../../toasts.ts'

type Delivery = NonNullable<Note['deliveries']>[number]
type Props = { path: string; deliveries: readonly Delivery[]; mayResend: boolean }

const arrived = ({ state, delivery }: Delivery) => state === 'sent' && delivery === null
const isOnItsWay = ({ state }: Delivery) => state === 'queued' || state === 'sending'

export function Deliveries({ path, deliveries, mayResend }: Props) {
  const sent = deliveries.filter(arrived)
  const going = deliveries.filter(isOnItsWay)
  const others = deliveries.filter(one => !arrived(one) && !isOnItsWay(one))
  if (deliveries.length === 0) return null
  return (
    <ul aria-label="Delivery" className="mt-2 flex flex-col gap-1 text-faint text-xs">
      {sent[0] && (
        <li className="flex min-w-0 items-center gap-1.5">
          <Check aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="truncate">Sent to {names(sent)}</span>
          {sent[0].sent_at && (
            <span className="shrink-0">
              · <Time at={sent[0].sent_at} look="short" />
            </span>
          )}
        </li>
      )}
      {going[0] && (
        <li className="flex min-w-0 items-center gap-1.5">
          <Clock aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="truncate">
            {going[0].reason ? 'Not yet sent to' : 'On its way to'} {names(going)}
            {going[0].reason && `: ${going[0].reason}`}
          </span>
        </li>
      )}
      {others.map(one => (
        <Undelivered key={one.outbox_id} path={path} one={one} mayResend={mayResend} />
      ))}
    </ul>
  )
}

const names = (some: readonly Delivery[]) => some.map(({ recipient }) => recipient).join(', ')

const words: Partial<Record<string, string>> = {
  waiting: 'Waits to be sent',
  failed: 'Not delivered',
  suppressed: 'Not sent',
  cancelled: 'Not sent, taken back',
  delayed: 'Delayed on the way',
  bounced: 'Not delivered, it came back',
  complained: 'Marked as unwanted by the recipient',
}
const reasons: Partial<Record<string, string>> = {
  waiting: 'no mail server is set up',
  suppressed: 'mail to this address came back before',
}

/** Others are on their way, or were taken back. */
const againKinds = new Set(['failed', 'suppressed', 'bounced'])

function Undelivered({ path, one, mayResend }: { path: string; one: Delivery; mayResend: boolean }) {
  const [asked, setAsked] = useState(false)
  const { recipient } = one
  const kind = one.delivery ?? one.state
  const reason = one.reason ?? reasons[kind]
  const isBad = kind === 'failed' || kind === 'bounced' || kind === 'complained'
  const resend = async () => {
    setAsked(true)
    try {
      await resendMail(path, one.outbox_id)
      tell(`Sent again to ${recipient}`)
    } catch (error) {
      tellError(error, () => void resend())
    } finally {
      setAsked(false)
    }
  }
  const Icon = isBad ? MailX : TriangleAlert
  return (
    <li className={`flex items-start gap-1.5 leading-6 ${isBad ? 'text-bad' : 'text-held'}`}>
      <Icon aria-hidden="true" className="mt-1.25 size-3.5 shrink-0" />
      <span className="wrap-anywhere min-w-0">
        {words[kind] ?? kind}: {recipient}
        {reason && ` – ${reason}`}{' '}
        {mayResend && againKinds.has(kind) && (
          <Button
            small
            look="quiet"
            className="h-6! align-top"
            disabled={asked}
            onClick={() => void resend()}
          >
            <RotateCw aria-hidden="true" className="size-3.5" />
            Resend
          </Button>
        )}
      </span>
    </li>
  )
}
