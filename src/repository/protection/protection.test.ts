// Which branches does a rule protect, and from whom? And does the API say so in GitLab's shape?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { Access, requireProject } from '#projects'
import { addPerson, type TestPerson, testWeb } from '../../../test/support/web.ts'
import { mayMerge, mayPush, protectionIn, rulesOf } from './index.ts'

const web = await testWeb()
after(() => web[Symbol.asyncDispose]())
const { desk, root } = web
let id: number
const people: Record<string, TestPerson> = {}

before(async () => {
  const made = await web.as(root, { method: 'POST', url: '/projects', payload: { name: 'Rules' } })
  id = made.json<{ id: number }>().id
  for (const [name, access_level] of [
    ['reporter', Access.reporter],
    ['developer', Access.developer],
    ['maintainer', Access.maintainer],
  ] as const) {
    const person = await addPerson(desk, name)
    people[name] = person
    const payload = { user_id: person.id, access_level }
    const added = await web.as(root, { method: 'POST', url: `/projects/${id}/members`, payload })
    assert.equal(added.statusCode, 201)
  }
})

const ask = (who: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path = '', payload?: object) =>
  web.as(people[who] ?? root, {
    method,
    url: `/projects/${id}/protected_branches${path}`,
    ...(payload && { payload }),
  })

async function may(who: string, branch: string) {
  const person = people[who] ?? root
  const project = await requireProject(desk.db, person, id)
  const rules = await rulesOf(desk.db, id)
  return {
    push: mayPush(rules, project, branch, person.isAdmin),
    merge: mayMerge(rules, project, branch, person.isAdmin),
  }
}

test('the default branch is protected from the start: Maintainers push, Developers merge', async () => {
  const answer = await ask('developer', 'GET')
  assert.equal(answer.statusCode, 200)
  const [main, ...more] = answer.json()
  assert.deepEqual(more, [])
  assert.deepEqual(
    {
      ...main,
      id: 1,
      push_access_levels: main.push_access_levels[0].access_level,
      merge_access_levels: main.merge_access_levels[0].access_level,
    },
    {
      id: 1,
      name: 'main',
      push_access_levels: 40,
      merge_access_levels: 30,
      unprotect_access_levels: [],
      allow_force_push: false,
      code_owner_approval_required: false,
    },
  )
  assert.deepEqual(await may('developer', 'main'), { push: false, merge: true })
  assert.deepEqual(await may('maintainer', 'main'), { push: true, merge: true })
  assert.deepEqual(await may('developer', 'topic'), { push: true, merge: true })
  assert.deepEqual(await may('reporter', 'topic'), { push: false, merge: false })
})

test('a pattern protects what fits it, and of several rules the most generous one counts', async () => {
  const made = await ask('maintainer', 'POST', '', {
    name: 'release/*',
    push_access_level: 0,
    merge_access_level: 40,
  })
  assert.equal(made.statusCode, 201)
  assert.deepEqual(await may('maintainer', 'release/1.0'), { push: false, merge: true })
  assert.deepEqual(await may('developer', 'release/1.0'), { push: false, merge: false })
  assert.deepEqual(await may('root', 'release/1.0'), { push: false, merge: true })
  assert.deepEqual(await may('developer', 'releases'), { push: true, merge: true })
  await ask('maintainer', 'POST', '', { name: '*/1.0', push_access_level: '30', merge_access_level: 30 })
  assert.deepEqual(await may('developer', 'release/1.0'), { push: true, merge: true })
  await ask('maintainer', 'POST', '', { name: 'only-admins', push_access_level: 60, merge_access_level: 60 })
  assert.deepEqual(await may('maintainer', 'only-admins'), { push: false, merge: false })
  assert.deepEqual(await may('root', 'only-admins'), { push: true, merge: true })
  assert.equal(protectionIn(await rulesOf(desk.db, id), 'x/1.0x'), null)
})

test('rules are changed and removed by name, also by names with slashes and stars', async () => {
  const changed = await ask('maintainer', 'PATCH', '/release%2F*', {
    allow_force_push: true,
    push_access_level: 40,
  })
  assert.equal(changed.statusCode, 200)
  assert.equal(changed.json().allow_force_push, true)
  assert.equal(changed.json().push_access_levels[0].access_level_description, 'Maintainers')
  assert.equal(protectionIn(await rulesOf(desk.db, id), 'release/2')?.forcePush, true)
  assert.equal((await ask('developer', 'GET', '/release%2F*')).json().name, 'release/*')
  assert.equal((await ask('maintainer', 'DELETE', '/release%2F*')).statusCode, 204)
  assert.equal((await ask('maintainer', 'DELETE', '/release%2F*')).statusCode, 404)
  assert.equal(protectionIn(await rulesOf(desk.db, id), 'release/2'), null)
})

test('Developers read the rules and Maintainers make them, nobody else', async () => {
  assert.equal((await ask('reporter', 'GET')).statusCode, 403)
  for (const [method, path, payload] of [
    ['POST', '', { name: 'x' }],
    ['PATCH', '/main', { allow_force_push: true }],
    ['DELETE', '/main', undefined],
  ] as const)
    assert.equal((await ask('developer', method, path, payload)).statusCode, 403, method)
  const stranger = { method: 'GET', url: `/projects/${id}/protected_branches` } as const
  assert.equal((await web.as(web.ada, stranger)).statusCode, 404)
  assert.equal((await web.as(null, stranger)).statusCode, 401)
})

test('a rule twice is a conflict; names that no branch has, and unknown levels, are refused by name', async () => {
  const twice = await ask('maintainer', 'POST', '', { name: 'main' })
  assert.equal(twice.statusCode, 409)
  assert.match(twice.json().message, /already exists/)
  for (const name of ['', ' ', '-x', 'a..b', 'refs/heads/main', 'x.lock', '.*', 'a b', 'HEAD', '*/'])
    assert.equal((await ask('maintainer', 'POST', '', { name })).statusCode, 400, name)
  for (const push_access_level of [10, 50, -1, 'x', 40.5, 1e9])
    assert.equal((await ask('maintainer', 'POST', '', { name: 'y', push_access_level })).statusCode, 400)
})

test('a project has a bounded number of rules, since each push reads them all', async () => {
  await sql`insert into protected_branches (project_id, name)
    select ${id}, 'rule-' || n from generate_series(1, 200) as n`.execute(desk.db)
  const answer = await ask('maintainer', 'POST', '', { name: 'one-more' })
  assert.equal(answer.statusCode, 400)
  assert.match(JSON.stringify(answer.json()), /at most 200/)
  const page = await ask('developer', 'GET', '?per_page=3&page=2&search=rule')
  assert.equal(page.json().length, 3)
  assert.equal(page.headers['x-total'], '200')
})
