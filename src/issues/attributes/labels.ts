// Which labels does an issue bear?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { DeskError } from '#kernel'
import { addSystemNote } from '../notes/system.ts'
import type { Context } from './change.ts'

type Known = { id: number; title: string }

/** Replaces all labels, or adds some and takes others off. Titles, compared without case if there is no exact one. */
export type LabelChange = { set: readonly string[] } | { add: readonly string[]; remove: readonly string[] }

/** The labels of a project and of the groups above it with these titles; the project's own come first. */
export async function findLabels(
  db: Db,
  projectId: number,
  titles: readonly string[],
): Promise<{ found: Known[]; missing: string[] }> {
  if (titles.length === 0) return { found: [], missing: [] }
  const { rows } = await sql<Known>`
    select labels.id, labels.title
    from labels, projects join namespaces on namespaces.id = projects.namespace_id
    where projects.id = ${projectId}
      and (labels.project_id = projects.id or labels.namespace_id = any(namespaces.traversal_ids))
      and lower(labels.title) = any(${titles.map(title => title.toLowerCase())}::text[])
    order by labels.project_id nulls last, labels.id`.execute(db)
  const found = new Map<number, Known>()
  const missing: string[] = []
  for (const title of titles) {
    const hit =
      rows.find(row => row.title === title) ??
      rows.find(row => row.title.toLowerCase() === title.toLowerCase())
    if (hit) found.set(hit.id, hit)
    else missing.push(title)
  }
  return { found: [...found.values()], missing }
}

/** @throws invalid, naming `labels` and those that do not exist */
export async function requireLabels(db: Db, projectId: number, titles: readonly string[]): Promise<Known[]> {
  const { found, missing } = await findLabels(db, projectId, titles)
  if (missing.length > 0) throw DeskError.invalid('labels', `do not exist: ${missing.join(', ')}`)
  return found
}

/** `~name`, with quotes where the name has blanks. */
export function labelReference(title: string): string {
  return /^[\w.:-]+$/.test(title) ? `~${title}` : `~"${title}"`
}

/** @throws invalid, naming `labels`. Labels to be taken off need not exist. */
export async function changeLabels(tx: Tx, { issue, by }: Context, change: LabelChange): Promise<boolean> {
  const present: Known[] = await tx
    .selectFrom('issue_labels')
    .innerJoin('labels', 'labels.id', 'issue_labels.label_id')
    .select(['labels.id', 'labels.title'])
    .where('issue_id', '=', issue.id)
    .orderBy('labels.title')
    .execute()
  const wanted = await requireLabels(tx, issue.project_id, 'set' in change ? change.set : change.add)
  const added = wanted.filter(label => !present.some(({ id }) => id === label.id))
  const unwanted = (label: Known) =>
    'set' in change
      ? !wanted.some(({ id }) => id === label.id)
      : change.remove.some(title => title.toLowerCase() === label.title.toLowerCase())
  const removed = present.filter(unwanted)
  if (added.length + removed.length === 0) return false
  await sql`
    with removed as (
      delete from issue_labels where issue_id = ${issue.id} and label_id = any(${removed.map(({ id }) => id)}::bigint[])
    )
    insert into issue_labels (issue_id, label_id)
    select ${issue.id}, label_id from unnest(${added.map(({ id }) => id)}::bigint[]) as label_id
    on conflict do nothing`.execute(tx)
  await addSystemNote(tx, {
    issueId: issue.id,
    by,
    action: 'label',
    body: labelChangeInWords(added, removed),
  })
  return true
}

/** "added ~bug label and removed ~urgent label". */
export function labelChangeInWords(added: readonly Known[], removed: readonly Known[]): string {
  const named = (labels: readonly Known[]) =>
    `${labels.map(({ title }) => labelReference(title)).join(' ')} ${labels.length === 1 ? 'label' : 'labels'}`
  return [
    ...(added.length > 0 ? [`added ${named(added)}`] : []),
    ...(removed.length > 0 ? [`removed ${named(removed)}`] : []),
  ].join(' and ')
}
