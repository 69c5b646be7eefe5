// What has come in, what became of it, and what may be done about it?
export type { BulkAction, BulkResult } from './bulk.ts'
export { decideMany } from './bulk.ts'
export { discard, release, reroute } from './decide.ts'
export type { NoteOrigin } from './origin.ts'
export { findNoteOrigin as findForNote } from './origin.ts'
export { openRaw } from './raw.ts'
export type { InboxEntry, InboxFilter } from './rows.ts'
export { findInbox as find, listInbox as list } from './rows.ts'
