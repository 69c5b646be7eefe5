// What is a merge request to the verbs?
import type { Selectable } from 'kysely'
import type { DB, Db } from '#db'
import type { Log } from '#kernel'
import type { Project } from '#projects'
import type { Repositories } from '#repository'

export type MergeRequest = Selectable<DB['merge_requests']>
/** A merge request that somebody may read, with what they may do in its project. */
export type Found = { mergeRequest: MergeRequest; project: Project }
/** What the verbs need of the desk. */
export type CodeDesk = { db: Db; repositories: Repositories; log: Log; config: { external_url: string } }

/** GitLab's mark of what is not to be merged yet, and its former name; for PostgreSQL too. */
export const draftPattern = String.raw`^\s*(?:\[draft\]|\(draft\)|draft:|\[wip\]|wip:)`
const draftMark = new RegExp(draftPattern, 'i')

export const isDraft = (title: string) => draftMark.test(title)
