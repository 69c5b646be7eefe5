// What does the rest of the house need to know of RFC 5322? (pure: no database, no network)
export type { Mailbox } from './address.ts'
export { isAddress, normalizeAddress, parseMailboxes } from './address.ts'
export type { Attachment } from './attachments.ts'
export type { Headers } from './headers.ts'
export { messageIdsIn } from './message-id.ts'
export type { Message } from './parse.ts'
export { ParseFailure, parseMessage } from './parse.ts'
