// What does a test of the API about issues begin with? A private and a public project, and people of each level.
import { type Tx, transaction } from '#db'
import { issues, notes } from '#issues'
import { groups, projects } from '#projects'
import { supportBot } from '#users'
import { addPerson, type TestPerson, type TestWeb, testWeb } from './web.ts'

const levels = { owner: 50, maintainer: 40, reporter: 20, guest: 10 } as const

export type WebTracker = TestWeb &
  Record<keyof typeof levels | 'outsider', TestPerson> & {
    group: number
    /** acme/widget, private. */
    widget: number
    /** acme/open, public. */
    open: number
    write<T>(verb: (tx: Tx) => Promise<T>): Promise<T>
    /** Opens an issue of the reporter in acme/open unless told otherwise. */
    issue(more?: Partial<issues.NewIssue>): Promise<issues.OpenedIssue>
    /** Opens a confidential ticket of jane@customer.example in acme/open unless told otherwise. */
    ticket(more?: Partial<issues.NewIssue>): Promise<issues.OpenedIssue>
    /** Adds a note of jane@customer.example. */
    mailed(issueId: number, more?: Partial<notes.AddNote>): Promise<notes.AddedNote>
  }

/** Owner to guest belong to both projects; the outsider and nobody (null) see the public one. */
export async function webTracker(options: Parameters<typeof testWeb>[0] = {}): Promise<WebTracker> {
  const web = await testWeb(options)
  const write = <T>(verb: (tx: Tx) => Promise<T>) => transaction(web.desk.db, verb)
  const person = (name: string) => addPerson(web.desk, name)
  const cast = {
    owner: await person('owner'),
    maintainer: await person('maintainer'),
    reporter: await person('reporter'),
    guest: await person('guest'),
    outsider: await person('outsider'),
  }
  const place = await write(tx => makePlace(tx, web.root, cast))
  const bot = await write(tx => supportBot(tx))
  const issue: WebTracker['issue'] = more =>
    write(tx => issues.create(tx, { projectId: place.open, by: cast.reporter, title: 'Printer', ...more }))
  const words = 'It does not print since **yesterday**.'
  const ticket: WebTracker['ticket'] = more =>
    issue({
      by: bot,
      title: 'It does not print',
      description: words,
      confidential: true,
      ticket: { replyTo: 'jane@customer.example', requesterName: 'Jane', customerText: words },
      ...more,
    })
  const external = { address: 'jane@customer.example', name: 'Jane' }
  const mailed: WebTracker['mailed'] = (issueId, more) =>
    write(tx => notes.add(tx, { issueId, by: bot, body: 'Still broken', external, ...more }))
  return { ...web, ...cast, ...place, write, issue, ticket, mailed }
}

async function makePlace(tx: Tx, root: TestPerson, cast: Record<keyof typeof levels, TestPerson>) {
  const { id: group } = await groups.create(tx, root, { path: 'acme', name: 'Acme', visibility: 'public' })
  const make = async (path: string, visibility: 'private' | 'public') =>
    (await projects.create(tx, root, { namespaceId: group, path, name: path, visibility })).id
  const place = { group, widget: await make('widget', 'private'), open: await make('open', 'public') }
  for (const [name, access_level] of Object.entries(levels))
    for (const project_id of [place.widget, place.open])
      await tx
        .insertInto('members')
        .values({ user_id: cast[name as keyof typeof levels].id, project_id, access_level })
        .execute()
  return place
}
