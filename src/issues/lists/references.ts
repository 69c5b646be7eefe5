// Where do the references in these texts lead, as far as the viewer may know?
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db'
import { findReferences, type ReferenceResolver } from '#markdown'
import type { Viewer } from '#users'
import { codeProjectIds, readableIssues } from '../policy.ts'

/** Different things of one kind that all texts of a request together may name; more stay plain text. */
const maxNamed = 1_000

/** The project in which the texts stand; the viewer may see it. */
export type Home = { id: number; full_path: string }

type Place = { key: string; href: string; title: string }

/**
 * One query for each kind of reference that occurs, however many texts there are. What the viewer may not read resolves
 * to nothing, the same as what does not exist; without a home only full paths and people are found.
 */
export async function resolveReferences(
  db: Db,
  viewer: Viewer,
  texts: readonly string[],
  home: Home | null,
): Promise<ReferenceResolver> {
  const named = namedIn(texts)
  const places = await Promise.all([
    findIssues(db, viewer, named.issue, home),
    findMergeRequests(db, viewer, named.merge_request, home),
    viewer === null ? [] : findPeople(db, named.user),
    home === null ? [] : findLabels(db, named.label, home),
    home === null ? [] : findMilestones(db, named.milestone, home),
  ])
  const found = new Map(places.flat().map(({ key, ...place }) => [key, place]))
  return reference => found.get(keyOf(reference))
}

type Kind = 'issue' | 'merge_request' | 'user' | 'label' | 'milestone'
type Reference = Parameters<ReferenceResolver>[0]
type Named = Record<Kind, Reference[]>

function namedIn(texts: readonly string[]): Named {
  const named: Record<Kind, Map<string, Reference>> = {
    issue: new Map(),
    merge_request: new Map(),
    user: new Map(),
    label: new Map(),
    milestone: new Map(),
  }
  for (const text of texts) {
    if (!/[#!@~%]/.test(text)) continue
    for (const reference of findReferences(text)) {
      const { kind } = reference
      if (kind in named && named[kind as Kind].size < maxNamed)
        named[kind as Kind].set(keyOf(reference), reference)
    }
  }
  return {
    issue: [...named.issue.values()],
    merge_request: [...named.merge_request.values()],
    user: [...named.user.values()],
    label: [...named.label.values()],
    milestone: [...named.milestone.values()],
  }
}

/** Paths and names of people are the same in any case; labels and milestones are not. */
function keyOf({ kind, path = '', iid, name = '' }: Reference): string {
  if (kind === 'issue' || kind === 'merge_request') return `${kind} ${path.toLowerCase()}#${iid}`
  return kind === 'user' ? `user ${name.toLowerCase()}` : `${kind} ${name}`
}

async function placesOf(db: Db, query: RawBuilder<Place>): Promise<Place[]> {
  return (await query.execute(db)).rows
}

async function findIssues(
  db: Db,
  viewer: Viewer,
  named: readonly Reference[],
  home: Home | null,
): Promise<Place[]> {
  const numbered = numberedIn(named, home)
  if (numbered === null) return []
  return placesOf(
    db,
    sql<Place>`
      select 'issue ' || named.path || '#' || named.iid as key,
        '/' || projects.full_path || '/-/issues/' || issues.iid as href, issues.title
      from ${numbered}
      join issues on issues.project_id = projects.id and issues.iid = named.iid
      where ${readableIssues(viewer)}`,
  )
}

/** `named` and `projects` joined; null: nothing is named. */
function numberedIn(named: readonly Reference[], home: Home | null): RawBuilder<unknown> | null {
  const wanted = named.filter(({ path }) => path !== undefined || home !== null)
  if (wanted.length === 0) return null
  const paths = wanted.map(({ path }) => path?.toLowerCase() ?? '')
  const iids = wanted.map(({ iid }) => iid ?? 0)
  return sql`unnest(${paths}::text[], ${iids}::int[]) as named (path, iid)
    join projects on case when named.path = '' then projects.id = ${home?.id ?? null}
      else lower(projects.full_path) = named.path end`
}

/** For those who may read the code. */
async function findMergeRequests(
  db: Db,
  viewer: Viewer,
  named: readonly Reference[],
  home: Home | null,
): Promise<Place[]> {
  const numbered = numberedIn(named, home)
  if (numbered === null) return []
  return placesOf(
    db,
    sql<Place>`
      select 'merge_request ' || named.path || '#' || named.iid as key,
        '/' || projects.full_path || '/-/merge_requests/' || merge_requests.iid as href, merge_requests.title
      from ${numbered}
      join merge_requests on merge_requests.project_id = projects.id and merge_requests.iid = named.iid
      where projects.id in ${codeProjectIds(viewer)}`,
  )
}

async function findPeople(db: Db, named: readonly Reference[]): Promise<Place[]> {
  if (named.length === 0) return []
  return placesOf(
    db,
    sql<Place>`
      select 'user ' || lower(username) as key, '/' || username as href, name as title from users
      where lower(username) = any(${named.map(({ name }) => name?.toLowerCase() ?? '')}::text[])
        and state = 'active' and not is_bot`,
  )
}

/** A label leads to the issues that bear it; one of the project goes before one of a group. */
async function findLabels(db: Db, named: readonly Reference[], home: Home): Promise<Place[]> {
  if (named.length === 0) return []
  const titles = named.map(({ name }) => name ?? '')
  const { rows } = await sql<{ title: string; description: string | null }>`
    select distinct on (labels.title) labels.title, labels.description
    from labels
    join projects on projects.id = ${home.id}
    join namespaces on namespaces.id = projects.namespace_id
    where labels.title = any(${titles}::text[])
      and (labels.project_id = projects.id or labels.namespace_id = any(namespaces.traversal_ids))
    order by labels.title, labels.project_id nulls last`.execute(db)
  return rows.map(({ title, description }) => ({
    key: `label ${title}`,
    href: `/${home.full_path}/-/issues?label_name[]=${encodeURIComponent(title)}`,
    title: description || title,
  }))
}

async function findMilestones(db: Db, named: readonly Reference[], home: Home): Promise<Place[]> {
  if (named.length === 0) return []
  return placesOf(
    db,
    sql<Place>`
      select 'milestone ' || title as key, '/' || ${home.full_path} || '/-/milestones/' || iid as href, title
      from milestones where project_id = ${home.id} and title = any(${named.map(({ name }) => name ?? '')}::text[])`,
  )
}
