// How is a merge request opened?
import { sql } from 'kysely'
import { type Tx, transaction } from '#db'
import { milestones, uploads } from '#issues'
import { DeskError, texts } from '#kernel'
import type { Project } from '#projects'
import { merging, requireCode } from '#repository'
import type { Person } from '#users'
import { refuseSecond, requireBranches } from './histories.ts'
import { changeLabels } from './labels.ts'
import { setPeople } from './people.ts'
import type { CodeDesk, MergeRequest } from './rows.ts'
import { settingsOf, squashes } from './settings.ts'
import { tell } from './tell.ts'
import { callMentioned } from './todos.ts'

export type NewMergeRequest = {
  title: string
  description?: string
  source_branch: string
  target_branch: string
  assigneeIds?: readonly number[]
  reviewerIds?: readonly number[]
  labels?: readonly string[]
  milestoneId?: number | null
  squash?: boolean | undefined
  removeSourceBranch?: boolean | undefined
}

type Rows = { title: string; description: string; source: string; base: string }

/**
 * Opens a merge request of two branches of the project. Issues that it names hear of it by a job.
 * @throws not_found; forbidden below Developer; invalid naming the field; conflict if one is open for these branches
 */
export async function createMergeRequest(
  desk: CodeDesk,
  by: Person,
  idOrPath: number | string,
  input: NewMergeRequest,
): Promise<MergeRequest> {
  const project = await requireCode(desk.db, by, idOrPath, 'push')
  const title = texts.checkTitle(input.title)
  const description = texts.checkText('description', input.description ?? '')
  const repository = await desk.repositories.open(project)
  const { source, base } = await requireBranches(repository, input)
  await refuseSecond(desk.db, project, input)
  const made = await transaction(desk.db, tx =>
    insert(tx, project, by, { ...input, title, description, source, base }),
  ).catch(error => onlyOne(desk, project, input, error))
  await merging.keepHead(repository, made.iid, source)
  return made
}

async function insert(
  tx: Tx,
  project: Project,
  by: Person,
  input: NewMergeRequest & Rows,
): Promise<MergeRequest> {
  const { milestoneId = null } = input
  if (milestoneId !== null) await milestones.findOf(tx, project.id, milestoneId)
  const settings = await settingsOf(tx, project)
  const squash = squashes(settings, input.squash)
  const remove = input.removeSourceBranch ?? settings.remove_source_branch
  const { rows } = await sql<MergeRequest>`
    with counter as (
      insert into project_counters (project_id, merge_request_iid) values (${project.id}, 1)
      on conflict (project_id) do update set merge_request_iid = project_counters.merge_request_iid + 1
      returning merge_request_iid
    )
    insert into merge_requests (project_id, iid, author_id, title, description, source_branch, target_branch,
      milestone_id, squash, remove_source_branch, source_oid, base_oid)
    select ${project.id}, merge_request_iid, ${by.id}, ${input.title}, ${input.description}, ${input.source_branch},
      ${input.target_branch}, ${milestoneId}::bigint, ${squash}, ${remove}, ${input.source}, ${input.base}
    from counter returning *`.execute(tx)
  const [made] = rows
  if (made === undefined) throw new Error('a merge request was written and did not come back')
  const at = { mergeRequestId: made.id, projectId: project.id, by }
  await setPeople(tx, at, 'assignee', input.assigneeIds ?? [])
  await setPeople(tx, at, 'reviewer', input.reviewerIds ?? [])
  await changeLabels(tx, at, { set: input.labels ?? [] })
  await uploads.bindToMergeRequest(tx, { ...at, text: input.description })
  await callMentioned(tx, at, { text: input.description })
  await tell(tx, { mergeRequest: made, action: 'open', actorId: by.id })
  return made
}

/** Two people opened it in the same instant: the database lets one of them. */
async function onlyOne(
  desk: CodeDesk,
  project: Project,
  input: NewMergeRequest,
  error: unknown,
): Promise<never> {
  if (error instanceof Error && 'constraint' in error && error.constraint === 'merge_requests_branches') {
    await refuseSecond(desk.db, project, input)
    throw new DeskError('conflict', 'Another open merge request already exists for this source branch')
  }
  throw error
}
