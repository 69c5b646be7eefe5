// Are projects and groups made, renamed, moved, found and removed as they should?
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { type Database, freshDatabase, type Tx, transaction } from '#db'
import { createUser, type Person } from '#users'
import { Access, groups, projects, requireProject } from '../index.ts'

let desk: Database
let ada: Person
let bob: Person

beforeEach(async () => {
  desk = await freshDatabase()
  await write(async tx => {
    ada = await createUser(tx, { username: 'ada', name: 'Ada', email: 'ada@people.example' })
    bob = await createUser(tx, { username: 'bob', name: 'Bob', email: 'bob@people.example' })
  })
})
afterEach(() => desk.close())

const write = <T>(run: (tx: Tx) => Promise<T>) => transaction(desk.db, run)
const group = (path: string, parentId?: number) => write(tx => groups.create(tx, ada, { path, parentId }))
const project = (path: string, namespaceId?: number) =>
  write(tx => projects.create(tx, ada, { path, namespaceId }))

test('a project comes with its counters, its slug and its settings', async () => {
  const { id, full_path: path } = await write(tx => projects.create(tx, ada, { name: 'My Widget 2.0' }))
  assert.equal(path, 'ada/my-widget-2.0')
  const { rows } = await sql`
    select c.issue_iid, s.slug, d.service_desk_enabled, d.tickets_confidential_by_default
    from project_counters c join project_slugs s using (project_id) join service_desk_settings d using (project_id)
    where project_id = ${id}`.execute(desk.db)
  assert.deepEqual(rows, [
    {
      issue_iid: 0,
      slug: 'ada-my-widget-2-0',
      service_desk_enabled: true,
      tickets_confidential_by_default: true,
    },
  ])
})

for (const path of ['', '-a', 'a b', 'a.git', 'A.ATOM', 'ä', 'a/b', '.', '..', 'a.', 'x'.repeat(256)]) {
  test(`the path "${path.slice(0, 10)}" is refused`, async () => {
    await assert.rejects(project(path), { kind: 'invalid' })
    await assert.rejects(group(path), error => 'path' in ((error as { fields?: object }).fields ?? {}))
  })
}

test('words that the web serves itself are no groups at the top, and are below', async () => {
  await assert.rejects(group('API'), { fields: { path: ['is a reserved name'] } })
  const acme = await group('acme')
  assert.equal((await group('api', acme.id)).full_path, 'acme/api')
})

test('groups, projects and users share the paths, in any case', async () => {
  const taken = { fields: { path: ['has already been taken'] } }
  const acme = await group('acme')
  await project('widget', acme.id)
  await assert.rejects(group('ACME'), taken)
  await assert.rejects(group('Ada'), taken)
  await assert.rejects(group('Widget', acme.id), taken)
  await assert.rejects(project('WIDGET', acme.id), taken)
  const sub = await group('sub', acme.id)
  await assert.rejects(project('sub', acme.id), taken)
  await assert.rejects(
    write(tx => groups.update(tx, ada, sub.id, { path: 'widget' })),
    taken,
  )
})

test('of ten requests at once for one path, one gets it', async () => {
  const acme = await group('acme')
  const tries = Array.from({ length: 10 }, (_, n) =>
    n % 2 ? group('same', acme.id) : project('same', acme.id),
  )
  const done = await Promise.allSettled(tries)
  assert.equal(done.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('a renamed or moved group takes all below it along, and old links still lead there', async () => {
  const [acme, other] = [await group('acme'), await group('other')]
  const tools = await group('tools', acme.id)
  const widget = await project('widget', tools.id)
  await write(tx => groups.update(tx, ada, acme.id, { path: 'apex' }))
  assert.equal((await requireProject(desk.db, ada, 'apex/tools/widget')).id, widget.id)
  await write(tx => groups.move(tx, ada, tools.id, other.id))
  const moved = await groups.require(desk.db, ada, 'other/tools')
  assert.deepEqual(moved.traversal_ids, [other.id, tools.id])
  for (const path of ['acme/tools/widget', 'APEX/tools/widget', 'other/tools/widget'])
    assert.equal((await requireProject(desk.db, ada, path)).full_path, 'other/tools/widget')
  await write(tx => groups.move(tx, ada, tools.id, null))
  assert.equal((await requireProject(desk.db, ada, widget.id)).full_path, 'tools/widget')
})

test('a group cannot get into itself', async () => {
  const acme = await group('acme')
  const sub = await group('sub', acme.id)
  for (const target of [acme.id, sub.id])
    await assert.rejects(
      write(tx => groups.move(tx, ada, acme.id, target)),
      { fields: { group_id: ['is the group itself or lies below it'] } },
    )
})

test('a path that another project took leads to that one', async () => {
  const first = await project('widget')
  await write(tx => projects.update(tx, ada, first.id, { path: 'gadget' }))
  assert.equal((await requireProject(desk.db, ada, 'ada/widget')).id, first.id)
  const second = await project('widget')
  assert.equal((await requireProject(desk.db, ada, 'ada/widget')).id, second.id)
})

test('nothing is more visible than the group around it', async () => {
  const acme = await write(tx => groups.create(tx, ada, { path: 'acme', visibility: 'internal' }))
  const inAcme = { namespaceId: acme.id }
  await assert.rejects(
    write(tx => projects.create(tx, ada, { ...inAcme, path: 'open', visibility: 'public' })),
    { fields: { visibility: ['public is not allowed in a group that is internal'] } },
  )
  await write(tx => projects.create(tx, ada, { ...inAcme, path: 'inner', visibility: 'internal' }))
  await assert.rejects(
    write(tx => groups.update(tx, ada, acme.id, { visibility: 'private' })),
    { fields: { visibility: ['private is not allowed since acme/inner is internal'] } },
  )
  const own = await write(tx => projects.create(tx, ada, { path: 'mine', visibility: 'public' }))
  assert.equal(own.visibility, 'public')
})

test('a hidden group is not there for strangers, and is for those who belong to a project in it', async () => {
  const acme = await group('acme')
  const widget = await project('widget', acme.id)
  await assert.rejects(groups.require(desk.db, bob, acme.id), { kind: 'not_found' })
  await assert.rejects(
    write(tx => projects.create(tx, bob, { namespaceId: acme.id, path: 'mine' })),
    { fields: { namespace_id: ['does not exist'] } },
  )
  await write(tx =>
    projects.members.add(tx, ada, { project: widget.id }, { userId: bob.id, accessLevel: Access.guest }),
  )
  const seen = await groups.require(desk.db, bob, 'acme')
  assert.equal(seen.accessLevel, Access.none)
  assert.deepEqual(
    (await groups.list(desk.db, bob, { limit: 10, offset: 0 })).map(g => g.full_path),
    ['acme'],
  )
})

test('projects are listed by filters, and walked by cursor in every order without loss', async () => {
  const acme = await group('acme')
  const sub = await group('sub', acme.id)
  for (const path of ['delta', 'alpha', 'Charlie']) await project(path, acme.id)
  await project('bravo', sub.id)
  await write(tx => projects.create(tx, bob, { path: 'echo', visibility: 'public' }))
  const paths = async (filter: Parameters<typeof projects.list>[2]) =>
    (await projects.list(desk.db, ada, filter)).map(row => row.path)
  const by = { orderBy: 'id', sort: 'asc', limit: 100 } as const
  assert.deepEqual(await paths({ ...by }), ['delta', 'alpha', 'Charlie', 'bravo', 'echo'])
  assert.deepEqual(await paths({ ...by, membership: true }), ['delta', 'alpha', 'Charlie', 'bravo'])
  assert.deepEqual(await paths({ ...by, search: 'CHAR' }), ['Charlie'])
  assert.deepEqual(await paths({ ...by, namespaceId: acme.id }), ['delta', 'alpha', 'Charlie'])
  assert.deepEqual(await paths({ ...by, namespaceId: acme.id, below: true, search: 'sub/' }), ['bravo'])
  assert.deepEqual(await paths({ ...by, visibility: 'public' }), ['echo'])
  for (const orderBy of ['id', 'name', 'path', 'created_at', 'updated_at', 'last_activity_at'] as const) {
    for (const sort of ['asc', 'desc'] as const) {
      const whole = await paths({ orderBy, sort, limit: 100 })
      const walked: string[] = []
      let after: ReturnType<typeof projects.cursorOf> | null = null
      for (let step = 0; step < 6; step++) {
        const page = await projects.list(desk.db, ada, { orderBy, sort, limit: 1, after })
        walked.push(...page.map(row => row.path))
        const last = page.at(-1)
        after = last ? projects.cursorOf(last, orderBy) : after
      }
      assert.deepEqual(walked, whole, `${orderBy} ${sort}`)
    }
  }
  assert.equal(await projects.count(desk.db, ada, {}, 3), 3)
})

test('details name the namespace, and what the viewer is there', async () => {
  const acme = await write(tx => groups.create(tx, ada, { path: 'acme', name: 'Acme Inc.' }))
  const tools = await write(tx => groups.create(tx, ada, { path: 'tools', name: 'Tools', parentId: acme.id }))
  const { id } = await project('widget', tools.id)
  const details = await projects.details(desk.db, ada, id)
  assert.equal(details.namespace_name, 'Acme Inc. / Tools')
  assert.equal(details.namespace.full_path, 'acme/tools')
  assert.deepEqual([details.accessLevel, details.direct_level, details.inherited_level], [50, null, 50])
  const own = await projects.details(desk.db, ada, (await project('mine')).id)
  assert.deepEqual([own.accessLevel, own.direct_level, own.inherited_level], [50, 50, null])
})

test('a removed group takes its projects along', async () => {
  const acme = await group('acme')
  const { id } = await project('widget', (await group('sub', acme.id)).id)
  await assert.rejects(
    write(tx => groups.remove(tx, bob, acme.id)),
    { kind: 'not_found' },
  )
  await write(tx => groups.remove(tx, ada, acme.id))
  await assert.rejects(requireProject(desk.db, ada, id), { kind: 'not_found' })
})
