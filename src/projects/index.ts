// Where does work live, who may do what there, and by which mail addresses is it reached?
import * as groups from './groups/verbs.ts'
import * as projects from './projects/verbs.ts'

export type { Visibility } from './access.ts'
export { Access } from './access.ts'
export { replyAddress, serviceDeskAddress, unsubscribeAddress } from './addresses/form.ts'
export type { MailAddresses } from './addresses/patterns.ts'
export { mailAddresses } from './addresses/patterns.ts'
export { resolveAddress } from './addresses/resolve.ts'
export type { ProjectForMail } from './for-mail.ts'
export { projectForMail } from './for-mail.ts'
export { maskAddress } from './mask.ts'
export type { Project } from './require-project.ts'
export { requireProject } from './require-project.ts'
export { visibleProjectIds } from './visible.ts'
export { groups, projects }
