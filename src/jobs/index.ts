// What can be left for later, and who does it?
export type { Duty } from './duties.ts'
export { addJob, enqueue } from './enqueue.ts'
export { pause } from './pause.ts'
export type { TaskName, Tasks } from './tasks.ts'
export type { Handlers, Lane } from './work.ts'
export { work } from './work.ts'
