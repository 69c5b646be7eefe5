// What do all payloads say of a project, a person and a label? As GitLab does.
import { sql } from 'kysely'
import type { Db } from '#db'
import { texts } from '#kernel'

const visibilityLevels: Record<string, number> = { private: 0, internal: 10, public: 20 }

type ProjectRow = {
  id: number
  name: string
  description: string
  full_path: string
  visibility: string
  default_branch: string
  namespace: string
}

export type ProjectParts = {
  id: number
  webUrl: string
  project: Record<string, unknown>
  repository: Record<string, unknown>
}

export async function projectParts(db: Db, id: number, externalUrl: string): Promise<ProjectParts> {
  const { rows } = await sql<ProjectRow>`
    select projects.id, projects.name, projects.description, projects.full_path, projects.visibility,
      projects.default_branch, namespaces.name as namespace
    from projects join namespaces on namespaces.id = projects.namespace_id where projects.id = ${id}`.execute(
    db,
  )
  const [row] = rows
  if (row === undefined) throw new Error(`there is no project ${id}`)
  const webUrl = `${externalUrl}/${row.full_path}`
  const gitUrl = `${webUrl}.git`
  // There is no SSH; receivers expect a text.
  const project = {
    id: row.id,
    name: row.name,
    description: row.description,
    web_url: webUrl,
    avatar_url: null,
    git_ssh_url: '',
    git_http_url: gitUrl,
    namespace: row.namespace,
    visibility_level: visibilityLevels[row.visibility] ?? 0,
    path_with_namespace: row.full_path,
    default_branch: row.default_branch,
    ci_config_path: '',
    homepage: webUrl,
    url: gitUrl,
    ssh_url: '',
    http_url: gitUrl,
  }
  const { name, description } = row
  return { id, webUrl, project, repository: { name, url: gitUrl, description, homepage: webUrl } }
}

export type Who = { id: number; name: string; username: string }

/** Addresses of members are theirs: GitLab writes the same word where one is not public. */
export function person({ id, name, username }: Who) {
  return { id, name, username, avatar_url: null, email: '[REDACTED]' }
}

export async function people(db: Db, ids: readonly number[]): Promise<Map<number, Who>> {
  const { rows } = await sql<Who>`
    select id, name, username from users where id = any(${[...new Set(ids)]}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

/** Whoever did it; null: an account that is gone. */
export async function actor(db: Db, id: number | null | undefined) {
  const who = id == null ? undefined : (await people(db, [id])).get(id)
  return who ? person(who) : { ...person({ id: 0, name: 'Ghost User', username: 'ghost' }), id: null }
}

type LabelRow = {
  id: number
  title: string
  color: string
  description: string | null
  project_id: number | null
  namespace_id: number | null
  created_at: Date
}

export async function labelsOf(db: Db, ids: readonly number[]) {
  const { rows } = await sql<LabelRow>`
    select id, title, color, description, project_id, namespace_id, created_at from labels
    where id = any(${[...ids]}::bigint[]) order by title`.execute(db)
  return rows.map(({ namespace_id: groupId, created_at: at, ...label }) => ({
    ...label,
    created_at: at,
    updated_at: at,
    template: false,
    type: groupId === null ? 'ProjectLabel' : 'GroupLabel',
    group_id: groupId,
  }))
}

/** GitLab's numbers of a state. */
export const stateIds: Record<string, number> = { opened: 1, closed: 2, merged: 3 }

type Changes = Record<string, { previous: unknown; current: unknown }>

/** What is other than it was, of the fields that both have; lists of ids count as the same in any order. */
function changesOf(before: Record<string, unknown>, now: Record<string, unknown>): Changes {
  const changed: Changes = {}
  for (const [field, current] of Object.entries(now)) {
    const previous = before[field]
    if (field in before && JSON.stringify(previous) !== JSON.stringify(current))
      changed[field] = { previous, current }
  }
  return changed
}

/** What it was when hooks were told of it last, or before its first change; from now on what it is now. */
export async function exchangeBefore(
  tx: Db,
  kind: 'issue' | 'merge_request',
  id: number,
  now: Record<string, unknown>,
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await sql<{ state: Record<string, unknown> }>`
    select state from web_hook_before where kind = ${kind} and subject_id = ${id}`.execute(tx)
  await sql`
    insert into web_hook_before (kind, subject_id, state) values (${kind}, ${id}, ${texts.toJson(now)}::jsonb)
    on conflict (kind, subject_id) do update set state = excluded.state, created_at = now()`.execute(tx)
  return rows[0]?.state
}

type Listed = { labels: readonly number[]; assignees: readonly number[]; reviewers?: readonly number[] }

/** Changes with labels and people instead of their ids. */
export async function toldChanges(
  db: Db,
  before: Record<string, unknown> | undefined,
  now: Record<string, unknown> & Listed,
): Promise<Changes> {
  if (before === undefined) return {}
  const changes = changesOf(before, now)
  const { labels, assignees, reviewers } = changes
  if (labels)
    changes.labels = {
      previous: await labelsOf(db, labels.previous as number[]),
      current: await labelsOf(db, labels.current as number[]),
    }
  const named = async ({ previous, current }: Changes[string]) => {
    const known = await people(db, [...(previous as number[]), ...(current as number[])])
    const list = (ids: unknown) =>
      (ids as number[]).flatMap(id => {
        const who = known.get(id)
        return who ? [person(who)] : []
      })
    return { previous: list(previous), current: list(current) }
  }
  if (assignees) changes.assignees = await named(assignees)
  if (reviewers) changes.reviewers = await named(reviewers)
  return changes
}
