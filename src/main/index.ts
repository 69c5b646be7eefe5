// How does the whole desk come up?
export { type Desk, type OpenDesk, openBeside, openDesk } from './desk.ts'
export { greeting } from './greeting.ts'
export type { Running } from './running.ts'
export { startDesk } from './start.ts'
