// What does an edited text set off that the text before did not?
import type { Tx } from '#db'
import type { Person } from '#users'
import type { Issue } from '../rows.ts'
import { crossReference } from './cross-references.ts'
import { createMentionTodos, findMentions, type Mentions } from './mentions.ts'
import { placeOf } from './place.ts'

type Edit = { issue: Issue; by: Person; before: string; after: string; noteId?: number; internal?: boolean }

/** Calls those whom only the new text names, and tells the issues it names. Returns whom it called. */
export async function followEdit(tx: Tx, edit: Edit): Promise<readonly number[]> {
  const { issue, by, before, after, noteId, internal = false } = edit
  const place = await placeOf(tx, issue, internal)
  const old = await findMentions(tx, before, place, by.id)
  const now = await findMentions(tx, after, place, by.id)
  const isNew = (id: number) => !old.userIds.includes(id)
  const called: Mentions = {
    userIds: now.userIds.filter(isNew),
    addressedIds: now.addressedIds.filter(isNew),
  }
  await createMentionTodos(tx, called, { issueId: issue.id, noteId: noteId ?? null, by })
  if (!internal) await crossReference(tx, after, issue, by)
  return called.userIds
}
