// How do a mail and a ticket find each other?
export type { OriginalSender } from './forwarded.ts'
export { originalSender } from './forwarded.ts'
export { isOfMember, mayJoin, placeNow, recordAddresses } from './join.ts'
export type { MessageIdMatch } from './message-ids.ts'
export { findByMessageIds, recordMessageId } from './message-ids.ts'
export type { ReplyKey } from './reply-keys.ts'
export { createReplyKey, findReplyKey, newReplyKey } from './reply-keys.ts'
