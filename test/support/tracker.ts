// What does a story about issues begin with? A group with a private and a public project, and people of each level.
import { type Database, freshDatabase, type Tx, transaction } from '#db'
import { issues, notes } from '#issues'
import type { Person } from '#users'
import { createUser, ensureSupportBot } from '#users'

const people = ['maintainer', 'reporter', 'guest', 'outsider'] as const
const levels = { maintainer: 40, reporter: 20, guest: 10 } as const
type Name = (typeof people)[number]

export type Tracker = Database &
  AsyncDisposable &
  Record<Name | 'root' | 'bot', Person> & {
    group: number
    /** acme/widget, private: maintainer, reporter and guest are its members. */
    widget: number
    /** acme/open, public. */
    open: number
    write<T>(verb: (tx: Tx) => Promise<T>): Promise<T>
    /** Opens an issue of the reporter in acme/widget. */
    issue(more?: Partial<Parameters<typeof issues.create>[1]>): ReturnType<typeof issues.create>
    /** Opens a ticket of jane@customer.example in acme/widget. */
    ticket(more?: Partial<Parameters<typeof issues.create>[1]>): ReturnType<typeof issues.create>
    /** Bodies of the system notes of an issue, oldest first. */
    systemNotes(issueId: number): Promise<string[]>
    /** Kinds of the events of an issue, oldest first. */
    eventsOf(issueId: number): Promise<string[]>
  }

export async function tracker(): Promise<Tracker> {
  const database = await freshDatabase()
  const write = <T>(verb: (tx: Tx) => Promise<T>) => transaction(database.db, verb)
  const cast = await write(async tx => ({ ...(await makePeople(tx)), bot: await ensureSupportBot(tx) }))
  const place = await write(tx => makeProjects(tx, cast))
  const issue: Tracker['issue'] = more =>
    write(tx =>
      issues.create(tx, { projectId: place.widget, by: cast.reporter, title: 'Printer on fire', ...more }),
    )
  const ticket: Tracker['ticket'] = more =>
    write(tx =>
      issues.create(tx, {
        projectId: place.widget,
        by: cast.bot,
        title: 'It does not print',
        description: 'Since **yesterday**.',
        confidential: true,
        ticket: {
          replyTo: 'Jane@customer.example',
          requesterName: 'Jane',
          customerText: 'Since **yesterday**.',
        },
        ...more,
      }),
    )
  const systemNotes = async (issueId: number) => {
    const found = await issuesNotes(database, issueId, cast.root)
    return found.filter(note => note.system).map(note => note.body)
  }
  const eventsOf = async (issueId: number) => {
    const rows = await database.db
      .selectFrom('events')
      .select('kind')
      .where('issue_id', '=', issueId)
      .orderBy('id')
      .execute()
    return rows.map(({ kind }) => kind)
  }
  return { ...database, ...cast, ...place, write, issue, ticket, systemNotes, eventsOf }
}

function issuesNotes({ db }: Database, issueId: number, root: Person) {
  return notes.list(db, root, { accessLevel: 50 }, { issueId }, { limit: 1000 })
}

async function makePeople(tx: Tx): Promise<Record<Name | 'root', Person>> {
  const make = (username: string, isAdmin = false) =>
    createUser(tx, { username, name: `${username} Example`, email: `${username}@people.example`, isAdmin })
  const [maintainer, reporter, guest, outsider] = [
    await make('maintainer'),
    await make('reporter'),
    await make('guest'),
    await make('outsider'),
  ]
  return { root: await make('root', true), maintainer, reporter, guest, outsider }
}

async function makeProjects(tx: Tx, cast: Record<Name, Person>) {
  const { id: group } = await tx
    .insertInto('namespaces')
    .values({ kind: 'group', path: 'acme', full_path: 'acme', name: 'Acme' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('namespaces')
    .set({ traversal_ids: [group] })
    .where('id', '=', group)
    .execute()
  const widget = await makeProject(tx, group, 'widget', 'private')
  const open = await makeProject(tx, group, 'open', 'public')
  for (const [name, access_level] of Object.entries(levels) as ['guest', number][]) {
    const user_id = cast[name].id
    for (const project_id of [widget, open])
      await tx.insertInto('members').values({ user_id, project_id, access_level }).execute()
  }
  return { group, widget, open }
}

async function makeProject(tx: Tx, namespaceId: number, path: string, visibility: string): Promise<number> {
  const { id } = await tx
    .insertInto('projects')
    .values({ namespace_id: namespaceId, path, full_path: `acme/${path}`, name: path, visibility })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
