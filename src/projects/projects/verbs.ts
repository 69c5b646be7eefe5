// What can be done with projects, their members, their Service Desk, mail address of their own and the replies they keep?
import * as customEmail from '../custom-email/verbs.ts'
import * as members from '../members/verbs.ts'
import * as savedReplies from '../saved-replies/verbs.ts'
import * as serviceDesk from '../service-desk/verbs.ts'

export { accessLevel } from '../access.ts'
export { setArchived } from './archive.ts'
export type { NewProject } from './create.ts'
export { createProject as create } from './create.ts'
export type { ProjectDetails } from './details.ts'
export { findDetails as details } from './details.ts'
export type { ProjectCursor, ProjectFilter, ProjectOrder } from './list.ts'
export { countProjects as count, cursorOf, listProjects as list } from './list.ts'
export { removeProject as remove } from './remove.ts'
export { transferProject as transfer } from './transfer.ts'
export type { ProjectChanges } from './update.ts'
export { updateProject as update } from './update.ts'
export { customEmail, members, savedReplies, serviceDesk }
