// Would this mail be taken? Asked by a door before the bytes come, so that no bounce is ever needed (SPEC §4.1).
import { findRecipient, refusalOf } from './addresses.ts'
import type { ReceiveDesk } from './desk.ts'
import { outcomeOf, type Reason } from './outcome.ts'

export type Refused = { ok: false; reason: Reason; smtpCode: number; enhanced: string; sentence: string }
export type Admission = { ok: true } | Refused

type Question = {
  recipient?: string | undefined
  /** Bytes, as announced (RFC 1870) or counted. */
  size?: number | undefined
}

/**
 * Any sender may write, `<>` included (RFC 5321 §4.5.5), so the sender is not asked for.
 * @throws whatever the database throws: the door then says "later"
 */
export async function admit(desk: ReceiveDesk, { recipient, size }: Question): Promise<Admission> {
  if (size !== undefined && size > desk.config.limits.mail_bytes) return refusal('too_large')
  if (recipient === undefined) return { ok: true }
  const reason = refusalOf(await findRecipient(desk, recipient))
  return reason === null ? { ok: true } : refusal(reason)
}

function refusal(reason: Reason): Refused {
  const { sentence, smtp } = outcomeOf(reason)
  if (sentence === null || smtp === null) throw new Error(`${reason} is no refusal at the door`)
  return { ok: false, reason, smtpCode: smtp.code, enhanced: smtp.enhanced, sentence }
}
