// Which labels are there?
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Viewer } from '#users'
import { readableIssues } from '../policy.ts'
import type { Label } from '../rows.ts'
import { type Owner, requireOwner } from './owner.ts'

/** With the counts only if they were asked for. */
export type ListedLabel = Label & { open_issues_count: number | null; closed_issues_count: number | null }
export type LabelFilter = { search?: string; withCounts?: boolean; withAncestors?: boolean }
type Page = { limit: number; offset?: number }

/** Labels of the owner and, unless `withAncestors` is false, of the groups above, by title. @throws not_found */
export async function listLabels(
  db: Db,
  viewer: Viewer,
  owner: Owner,
  filter: LabelFilter,
  { limit, offset = 0 }: Page,
): Promise<ListedLabel[]> {
  await requireOwner(db, viewer, owner)
  const counts = filter.withCounts
    ? sql`(select json_build_object('opened', count(*) filter (where issues.state = 'opened'),
        'closed', count(*) filter (where issues.state = 'closed'))
        from issue_labels join issues on issues.id = issue_labels.issue_id
        where issue_labels.label_id = labels.id and ${readableIssues(viewer)})`
    : sql`null::json`
  const { rows } = await sql<Label & { counts: { opened: number; closed: number } | null }>`
    select labels.*, ${counts} as counts from labels where ${belongsTo(owner, filter)}
    order by lower(labels.title), labels.id limit ${limit} offset ${offset}`.execute(db)
  return rows.map(({ counts: counted, ...label }) => ({
    ...label,
    open_issues_count: counted?.opened ?? null,
    closed_issues_count: counted?.closed ?? null,
  }))
}

export async function countLabels(db: Db, owner: Owner, filter: LabelFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from labels where ${belongsTo(owner, filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

function belongsTo(owner: Owner, { search = '', withAncestors = true }: LabelFilter) {
  const home =
    'projectId' in owner
      ? sql`(select namespaces.traversal_ids from namespaces
          join projects on projects.namespace_id = namespaces.id where projects.id = ${owner.projectId})`
      : sql`(select traversal_ids from namespaces where id = ${owner.namespaceId})`
  const own =
    'projectId' in owner
      ? sql`labels.project_id = ${owner.projectId}`
      : sql`labels.namespace_id = ${owner.namespaceId}`
  const whose = withAncestors ? sql`(${own} or labels.namespace_id = any(${home}::bigint[]))` : own
  return sql`${whose} and position(lower(${search}) in lower(labels.title)) > 0`
}

/** A label of the owner itself by id or title. @throws not_found */
export async function findLabel(db: Db, owner: Owner, label: number | string): Promise<Label> {
  const which = typeof label === 'number' ? sql`labels.id = ${label}` : sql`labels.title = ${label}`
  const { rows } = await sql<Label>`
    select labels.* from labels where ${belongsTo(owner, { withAncestors: false })} and ${which}`.execute(db)
  const [row] = rows
  if (row === undefined) throw DeskError.notFound('Label')
  return row
}
