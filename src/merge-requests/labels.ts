// Which labels does a merge request bear?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { labels } from '#issues'
import type { Person } from '#users'
import { addSystemNote } from './notes/system.ts'

type Known = { id: number; title: string }
export type LabelChange = { set?: readonly string[]; add?: readonly string[]; remove?: readonly string[] }

/** Returns whether any is other than before. @throws invalid naming `labels` */
export async function changeLabels(
  tx: Tx,
  { mergeRequestId, projectId, by }: { mergeRequestId: number; projectId: number; by: Person },
  { set, add = [], remove = [] }: LabelChange,
): Promise<boolean> {
  const present: Known[] = await tx
    .selectFrom('merge_request_labels')
    .innerJoin('labels', 'labels.id', 'merge_request_labels.label_id')
    .select(['labels.id', 'labels.title'])
    .where('merge_request_id', '=', mergeRequestId)
    .orderBy('labels.title')
    .execute()
  const wanted = await labels.require(tx, projectId, [...(set ?? []), ...add])
  const goes = new Set(remove.map(title => title.toLowerCase()))
  const added = wanted.filter(label => !present.some(({ id }) => id === label.id))
  const removed = present.filter(
    ({ id, title }) =>
      goes.has(title.toLowerCase()) || (set !== undefined && !wanted.some(label => label.id === id)),
  )
  if (added.length + removed.length === 0) return false
  await sql`
    with removed as (
      delete from merge_request_labels where merge_request_id = ${mergeRequestId}
        and label_id = any(${removed.map(({ id }) => id)}::bigint[])
    )
    insert into merge_request_labels (merge_request_id, label_id)
    select ${mergeRequestId}, label_id from unnest(${added.map(({ id }) => id)}::bigint[]) as label_id
    on conflict do nothing`.execute(tx)
  const body = labels.changeInWords(added, removed)
  await addSystemNote(tx, { mergeRequestId, by, action: 'label', body })
  return true
}
