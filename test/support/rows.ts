// How does a test get people, a project and a ticket without telling their whole story? As rows, put straight in.
import { randomBytes } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { DB, Db } from '#db'

let serial = 0
/** A number that no other row of this test run has. */
const next = () => ++serial

export async function addUser(db: Db, values: Partial<Insertable<DB['users']>> = {}): Promise<number> {
  const n = next()
  const row = { username: `user${n}`, name: `User ${n}`, email: `user${n}@team.example`, ...values }
  const { id } = await db.insertInto('users').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}

/** A group with a project in it. */
export async function addProject(
  db: Db,
  path = `acme${next()}/widget`,
  values: Partial<Insertable<DB['projects']>> = {},
): Promise<{ id: number; namespaceId: number; path: string }> {
  const [group = '', name = ''] = path.split('/')
  const namespace = await db
    .insertInto('namespaces')
    .values({ kind: 'group', path: group, full_path: group, name: group })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .updateTable('namespaces')
    .set({ traversal_ids: [namespace.id] })
    .where('id', '=', namespace.id)
    .execute()
  const { id } = await db
    .insertInto('projects')
    .values({ namespace_id: namespace.id, path: name, full_path: path, name, ...values })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('project_counters').values({ project_id: id }).execute()
  await db
    .insertInto('project_slugs')
    .values({ project_id: id, slug: path.replace('/', '-') })
    .execute()
  return { id, namespaceId: namespace.id, path }
}

export async function addMember(
  db: Db,
  values: Pick<Insertable<DB['members']>, 'user_id' | 'project_id' | 'access_level' | 'notification_level'>,
): Promise<void> {
  await db.insertInto('members').values(values).execute()
}

export async function addIssue(
  db: Db,
  values: Pick<Insertable<DB['issues']>, 'project_id' | 'author_id'> & Partial<Insertable<DB['issues']>>,
): Promise<number> {
  const n = next()
  const { id } = await db
    .insertInto('issues')
    .values({ iid: n, title: `Issue ${n}`, ...values })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function addNote(
  db: Db,
  values: Pick<Insertable<DB['notes']>, 'project_id' | 'issue_id' | 'author_id' | 'body'> &
    Partial<Insertable<DB['notes']>>,
): Promise<number> {
  const { id } = await db
    .insertInto('notes')
    .values({ discussion_id: randomBytes(20).toString('hex'), ...values })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function addParticipant(
  db: Db,
  issueId: number,
  address: string,
  values: { name?: string; origin?: string } = {},
): Promise<void> {
  const row = { issue_id: issueId, email: address.toLowerCase(), address, ...values }
  await db.insertInto('issue_email_participants').values(row).execute()
}

export async function addEvent(
  db: Db,
  values: {
    kind: string
    project_id: number
    issue_id: number
    note_id?: number
    actor_id?: number
    data?: object
  },
): Promise<number> {
  const row = { ...values, data: JSON.stringify(values.data ?? {}) }
  const { id } = await db.insertInto('events').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}
