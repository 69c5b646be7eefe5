// Who looks after a merge request, and who reviews it?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { addSystemNote } from './notes/system.ts'
import { callPeople, findReaders, readsCode, settleRole } from './todos.ts'

export type Role = 'assignee' | 'reviewer'
type Somebody = { id: number; username: string }

/**
 * Active people who may read the project's code.
 * @throws invalid naming the field
 */
async function requireReaders(
  db: Db,
  projectId: number,
  role: Role,
  ids: readonly number[],
): Promise<Somebody[]> {
  const wanted = [...new Set(ids)].filter(id => id !== 0)
  if (wanted.length === 0) return []
  const { rows } = await sql<Somebody>`
    select users.id, users.username
    from users join projects on projects.id = ${projectId}
    left join project_access access on access.project_id = projects.id and access.user_id = users.id
    where users.id = any(${wanted}::bigint[]) and ${readsCode}
    order by users.id`.execute(db)
  const missing = wanted.filter(id => !rows.some(row => row.id === id))
  if (missing.length > 0)
    throw DeskError.invalid(`${role}_ids`, `cannot read the code here: ${missing.join(', ')}`)
  return rows
}

/**
 * Ids of people by username, in any case.
 * @throws invalid naming `assign` and who is nobody here, or cannot read the code
 */
export async function readersNamed(
  db: Db,
  projectId: number,
  usernames: readonly string[],
): Promise<number[]> {
  if (usernames.length === 0) return []
  const wanted = usernames.map(name => name.toLowerCase())
  const found = await findReaders(db, projectId, wanted)
  const missing = wanted.filter(name => !found.some(({ username }) => username.toLowerCase() === name))
  if (missing.length > 0)
    throw DeskError.invalid('assign', `names nobody who can read the code here: ${missing.join(', ')}`)
  return found.map(({ id }) => id)
}

export async function peopleOf(db: Db, mergeRequestId: number, role: Role): Promise<Somebody[]> {
  return db
    .selectFrom('merge_request_people')
    .innerJoin('users', 'users.id', 'merge_request_people.user_id')
    .select(['users.id', 'users.username'])
    .where('merge_request_id', '=', mergeRequestId)
    .where('role', '=', role)
    .execute()
}

/** Replaces those of that role. Returns whether anybody is other than before. @throws invalid naming the field */
export async function setPeople(
  tx: Tx,
  { mergeRequestId, projectId, by }: { mergeRequestId: number; projectId: number; by: Person },
  role: Role,
  ids: readonly number[],
): Promise<boolean> {
  const present = await peopleOf(tx, mergeRequestId, role)
  const isPresent = (id: number) => present.some(one => one.id === id)
  // Those who are there may stay, even if they could not be chosen now.
  const added = await requireReaders(
    tx,
    projectId,
    role,
    ids.filter(id => !isPresent(id)),
  )
  const removed = present.filter(({ id }) => !ids.includes(id))
  if (added.length + removed.length === 0) return false
  await sql`
    with removed as (
      delete from merge_request_people where merge_request_id = ${mergeRequestId} and role = ${role}
        and user_id = any(${removed.map(({ id }) => id)}::bigint[])
    )
    insert into merge_request_people (merge_request_id, role, user_id)
    select ${mergeRequestId}, ${role}, user_id from unnest(${added.map(({ id }) => id)}::bigint[]) as user_id
    on conflict do nothing`.execute(tx)
  const action = role === 'assignee' ? 'assigned' : 'review_requested'
  await callPeople(
    tx,
    { mergeRequestId, projectId, by },
    action,
    added.map(({ id }) => id),
  )
  await settleRole(
    tx,
    mergeRequestId,
    action,
    removed.map(({ id }) => id),
  )
  await addSystemNote(tx, { mergeRequestId, by, action: role, body: inWords(role, added, removed) })
  return true
}

function inWords(role: Role, added: readonly Somebody[], removed: readonly Somebody[]): string {
  const named = (people: readonly Somebody[]) => people.map(({ username }) => `@${username}`).join(' ')
  const [gives, takes] =
    role === 'assignee'
      ? ['assigned to', 'unassigned']
      : ['requested review from', 'removed review request for']
  return [
    ...(added.length > 0 ? [`${gives} ${named(added)}`] : []),
    ...(removed.length > 0 ? [`${takes} ${named(removed)}`] : []),
  ].join(' and ')
}
