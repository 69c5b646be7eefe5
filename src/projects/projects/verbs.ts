// What can be done with projects?
export type { NewProject } from './create.ts'
export { createProject as create } from './create.ts'
