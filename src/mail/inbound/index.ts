// How does a mail become a ticket, a note, or something else, exactly once?
import * as inbox from './inbox/index.ts'

export type { Admission, Refused } from './admit.ts'
export { admit } from './admit.ts'
export type { InboundDesk, ReceiveDesk } from './desk.ts'
export type { Envelope, RawMail } from './envelope.ts'
export { limits } from './limits.ts'
export type { Ending, Reason } from './outcome.ts'
export { outcomes } from './outcome.ts'
export { process } from './process.ts'
export { receive } from './receive.ts'
export { recheckPending, suspectInterrupted } from './recheck.ts'
export { reclaiming } from './reclaim.ts'
export { learnSpam } from './spam.ts'
export { drainSpool, spoolMail } from './spool.ts'
export { inbox }
