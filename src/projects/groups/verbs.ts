// What can be done with groups?
export { requireGroup as require } from '../require-group.ts'
export type { NewGroup } from './create.ts'
export { createGroup as create } from './create.ts'
