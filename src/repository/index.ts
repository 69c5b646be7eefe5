// Where does the code of a project lie, who may read and write it, and what happens when it moves? Only this module runs git.
import * as code from './code/index.ts'
import * as http from './http/index.ts'
import * as merging from './merging/index.ts'
import * as messages from './messages.ts'
import * as protection from './protection/index.ts'
import * as remotes from './remotes/index.ts'
import * as templates from './templates/index.ts'
import * as updates from './updates/index.ts'
import * as upkeep from './upkeep.ts'

export { requireCode } from './access.ts'
export { checkGit } from './git.ts'
export type { Repositories, Repository } from './repositories.ts'
export { openRepositories } from './repositories.ts'
export { code, http, merging, messages, protection, remotes, templates, updates, upkeep }
