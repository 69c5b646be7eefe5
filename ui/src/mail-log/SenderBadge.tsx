// Was it surely the sender who wrote? Quiet where it was, red where the domain of the sender says that it was not.
import { ShieldAlert, ShieldCheck } from 'lucide-react'

/** `sender`: of a mail's `why`, or of a note; it begins with what DMARC found: `DMARC pass, SPF pass, …`; absent where nothing is known. */
export function SenderBadge({ sender }: { sender: unknown }) {
  const result = typeof sender === 'string' ? /^DMARC (pass|fail)\b/.exec(sender)?.[1] : undefined
  if (typeof sender !== 'string' || result === undefined) return null
  const Icon = result === 'pass' ? ShieldCheck : ShieldAlert
  return (
    <span
      title={sender}
      className={`inline-flex items-center gap-1 text-xs ${result === 'pass' ? 'text-muted' : 'font-medium text-bad'}`}
    >
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      {result === 'pass' ? 'Sender verified' : 'Sender may be forged'}
    </span>
  )
}
