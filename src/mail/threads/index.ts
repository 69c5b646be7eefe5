// How do a mail and a ticket find each other?
export { mayJoin, recordAddresses } from './join.ts'
export type { MessageIdMatch } from './message-ids.ts'
export { findByMessageIds, recordMessageId } from './message-ids.ts'
export type { ReplyKey } from './reply-keys.ts'
export { createReplyKey, findReplyKey, newReplyKey } from './reply-keys.ts'
