// What is said of a way of mail, beside what went over it?
import type { admin } from '#contract'

export type Mailbox = admin.Mailbox

export type Verdict = Pick<Mailbox, 'title' | 'address' | 'state' | 'detail' | 'missing'> & {
  fault?: string | null
  reader?: admin.Reader | null
}
