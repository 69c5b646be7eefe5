// What happened?
export type { DeskEvent, EventData, EventKind } from './record.ts'
export { recordEvent as record } from './record.ts'
