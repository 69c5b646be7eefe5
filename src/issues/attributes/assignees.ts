// Who is to look after an issue?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { DeskError } from '#kernel'
import { recordEvent } from '../events/record.ts'
import { addSystemNote } from '../notes/system.ts'
import { findReaders, type Reader } from '../text/readers.ts'
import { createTodos, settleTodos } from '../todos/create.ts'
import type { Context } from './change.ts'

/** Replaces all assignees, or adds some and takes others off. */
export type AssigneeChange =
  | { set: readonly number[] }
  | { add: readonly number[]; remove: readonly number[] }

/**
 * Who is assigned may read the issue, confidential or not; so only those who see the project can be.
 * @throws invalid, naming `assignee_ids`
 */
export async function requireAssignable(
  db: Db,
  projectId: number,
  ids: readonly number[],
): Promise<Reader[]> {
  const wanted = [...new Set(ids)].filter(id => id !== 0)
  if (wanted.length === 0) return []
  const place = { projectId, confidential: false, concernedIds: [], internal: false }
  const found = await findReaders(db, place, { ids: wanted })
  const missing = wanted.filter(id => !found.some(reader => reader.id === id))
  if (missing.length > 0)
    throw DeskError.invalid('assignee_ids', `cannot be assigned here: ${missing.join(', ')}`)
  return found
}

/** Changes the assignees and records `assignees_changed`; each new one but the doer gets a to-do. */
export async function changeAssignees(
  tx: Tx,
  { issue, by }: Context,
  change: AssigneeChange,
): Promise<boolean> {
  const present: Reader[] = await tx
    .selectFrom('issue_assignees')
    .innerJoin('users', 'users.id', 'issue_assignees.user_id')
    .select(['users.id', 'users.username'])
    .where('issue_id', '=', issue.id)
    .orderBy('users.id')
    .execute()
  const isPresent = (id: number) => present.some(reader => reader.id === id)
  const given = 'set' in change ? change.set : change.add
  // Those who are assigned may stay, even if they could not be assigned now.
  const added = await requireAssignable(
    tx,
    issue.project_id,
    given.filter(id => !isPresent(id)),
  )
  const removed = present.filter(({ id }) =>
    'set' in change ? !change.set.includes(id) : change.remove.includes(id),
  )
  if (added.length + removed.length === 0) return false
  const addedIds = added.map(({ id }) => id)
  const removedIds = removed.map(({ id }) => id)
  await sql`
    with removed as (
      delete from issue_assignees where issue_id = ${issue.id} and user_id = any(${removedIds}::bigint[])
    )
    insert into issue_assignees (issue_id, user_id)
    select ${issue.id}, user_id from unnest(${addedIds}::bigint[]) as user_id
    on conflict do nothing`.execute(tx)
  await addSystemNote(tx, { issueId: issue.id, by, action: 'assignee', body: inWords(added, removed) })
  await settleTodos(tx, issue.id, removedIds)
  const told = addedIds.filter(id => id !== by.id)
  await createTodos(tx, { issueId: issue.id, by, action: 'assigned', userIds: told })
  await recordEvent(tx, {
    kind: 'assignees_changed',
    projectId: issue.project_id,
    issueId: issue.id,
    actorId: by.id,
    data: { addedAssigneeIds: addedIds, removedAssigneeIds: removedIds },
  })
  return true
}

function inWords(added: readonly Reader[], removed: readonly Reader[]): string {
  const named = (people: readonly Reader[]) => people.map(({ username }) => `@${username}`).join(' ')
  return [
    ...(added.length > 0 ? [`assigned to ${named(added)}`] : []),
    ...(removed.length > 0 ? [`unassigned ${named(removed)}`] : []),
  ].join(' and ')
}
