// Who may do what? Levels × visibility × verb.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Database, freshDatabase, transaction } from '#db'
import { isDeskError } from '#kernel'
import { createUser, ensureSupportBot, type Person, type Viewer } from '#users'
import { Access, groups, projects, requireProject, visibleProjectIds } from './index.ts'

const visibilities = ['private', 'internal', 'public'] as const
const levels = ['guest', 'reporter', 'developer', 'maintainer', 'owner'] as const
/** The least level at which each verb is allowed; a stranger to a hidden project is told that it is not there. */
const verbs: Record<string, { level: number; run: (by: Person, id: number) => Promise<unknown> }> = {
  'read the project': { level: Access.none, run: (by, id) => requireProject(desk.db, by, id) },
  'open the Service Desk list': {
    level: Access.reporter,
    run: (by, id) => requireProject(desk.db, by, id, Access.reporter),
  },
  'rename the project': {
    level: Access.maintainer,
    run: (by, id) => tried(tx => projects.update(tx, by, id, { path: 'renamed' })),
  },
  'change a Service Desk setting': {
    level: Access.maintainer,
    run: (by, id) =>
      tried(tx => projects.serviceDesk.update(tx, by, id, { mail_on_close: true }, { addresses })),
  },
  'take in a member': {
    level: Access.maintainer,
    run: (by, id) =>
      tried(tx => projects.members.add(tx, by, { project: id }, { userId: spare.id, accessLevel: 10 })),
  },
  'archive the project': {
    level: Access.owner,
    run: (by, id) => tried(tx => projects.setArchived(tx, by, id, true)),
  },
  'change its visibility': {
    level: Access.owner,
    run: (by, id) => tried(tx => projects.update(tx, by, id, { visibility: other(id) })),
  },
  'remove the project': { level: Access.owner, run: (by, id) => tried(tx => projects.remove(tx, by, id)) },
}

const addresses = { incoming: null, serviceDesk: null }
const members = new Map<string, Person>()
const ids = new Map<string, number>()
let desk: Database
let root: Person
let bot: Person
let stranger: Person
let spare: Person

class Undo extends Error {}

/** Runs the verb and takes back what it did. */
async function tried(run: (tx: Parameters<typeof projects.remove>[0]) => Promise<unknown>): Promise<void> {
  await transaction(desk.db, async tx => {
    await run(tx)
    throw new Undo()
  }).catch(error => {
    if (!(error instanceof Undo)) throw error
  })
}

const other = (id: number) => (ids.get('private') === id ? ('public' as const) : ('private' as const))
const idOf = (visibility: string) => ids.get(visibility) ?? assert.fail()
const personAt = (level: string) => members.get(level) ?? assert.fail()

before(async () => {
  desk = await freshDatabase()
  await transaction(desk.db, async tx => {
    const make = (username: string, isAdmin = false) =>
      createUser(tx, { username, name: username, email: `${username}@people.example`, isAdmin })
    root = await make('root', true)
    bot = await ensureSupportBot(tx)
    stranger = await make('stranger')
    spare = await make('spare')
    const group = await groups.create(tx, root, { path: 'acme', visibility: 'public' })
    for (const visibility of visibilities) {
      const made = await projects.create(tx, root, { namespaceId: group.id, path: visibility, visibility })
      ids.set(visibility, made.id)
    }
    for (const level of levels) {
      const person = await make(level)
      const accessLevel = Access[level]
      await projects.members.add(tx, root, { group: group.id }, { userId: person.id, accessLevel })
      members.set(level, person)
    }
  })
})
after(() => desk.close())

/** What happens: 'ok', or the kind of the refusal. */
async function outcome(run: () => Promise<unknown>): Promise<string> {
  try {
    await run()
    return 'ok'
  } catch (error) {
    if (isDeskError(error)) return error.kind
    throw error
  }
}

for (const [verb, { level: least, run }] of Object.entries(verbs)) {
  for (const visibility of visibilities) {
    for (const level of levels) {
      const expected = Access[level] >= least ? 'ok' : 'forbidden'
      test(`a ${level} asks to ${verb} (${visibility}): ${expected}`, async () => {
        assert.equal(await outcome(() => run(personAt(level), idOf(visibility))), expected)
      })
    }
    const expected = visibility === 'private' ? 'not_found' : least === Access.none ? 'ok' : 'forbidden'
    test(`a stranger asks to ${verb} (${visibility}): ${expected}`, async () => {
      assert.equal(await outcome(() => run(stranger, idOf(visibility))), expected)
    })
    test(`an administrator may ${verb} (${visibility})`, async () => {
      assert.equal(await outcome(() => run(root, idOf(visibility))), 'ok')
    })
  }
}

test('who is not signed in sees public projects alone', async () => {
  const seen = await Promise.all(visibilities.map(v => outcome(() => requireProject(desk.db, null, idOf(v)))))
  assert.deepEqual(seen, ['not_found', 'not_found', 'ok'])
})

test('the Support Bot is a Reporter everywhere, and no more', async () => {
  assert.equal(await projects.accessLevel(desk.db, bot, idOf('private')), Access.reporter)
  assert.equal(
    await outcome(() => requireProject(desk.db, bot, idOf('private'), Access.developer)),
    'forbidden',
  )
})

test('the list of visible projects says the same as each project', async () => {
  const seen = async (viewer: Viewer) => {
    const { rows } = await sql<{ visibility: string }>`
      select visibility from projects where id in ${visibleProjectIds(viewer)} order by id`.execute(desk.db)
    return rows.map(row => row.visibility)
  }
  assert.deepEqual(await seen(null), ['public'])
  assert.deepEqual(await seen(stranger), ['internal', 'public'])
  for (const viewer of [personAt('guest'), root, bot]) assert.deepEqual(await seen(viewer), [...visibilities])
})

test('a membership that has ended gives nothing', async () => {
  await tried(async tx => {
    const place = { project: idOf('private') }
    await projects.members.add(tx, root, place, { userId: spare.id, accessLevel: Access.developer })
    assert.equal(await projects.accessLevel(tx, spare, idOf('private')), Access.developer)
    await sql`update members set expires_at = current_date where user_id = ${spare.id} and project_id is not null`.execute(
      tx,
    )
    assert.equal(await projects.accessLevel(tx, spare, idOf('private')), Access.none)
  })
})
