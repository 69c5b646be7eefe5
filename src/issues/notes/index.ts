// What was said of an issue?
export type { AddedNote, AddNote } from './add.ts'
export { addNote as add } from './add.ts'
export type { NoteFlag } from './insert.ts'
export type { SystemNote } from './system.ts'
export { addSystemNote as addSystem } from './system.ts'
