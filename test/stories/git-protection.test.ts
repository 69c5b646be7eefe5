// Do protected branches hold against a push, and does whoever pushes read why?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { GitResult } from '../support/git-client.ts'
import { type GitDesk, gitDesk, type Member } from '../support/git-desk.ts'

let desk: GitDesk
let url: string
let id: number
let tip: string

before(async () => {
  desk = await gitDesk()
  ;({ id, url } = await desk.project('Widget'))
  await desk.client.git('', 'init', '--quiet', '-b', 'main', 'work')
  tip = await desk.client.commit('work', 'One', { 'README.md': 'Hello' })
  assert.equal((await push('maintainer', 'main', 'main:release/1.0')).code, 0)
})
after(() => desk[Symbol.asyncDispose]())

const push = (who: Member, ...args: string[]): Promise<GitResult> =>
  desk.client.run(['push', desk.as(desk.people[who], url), ...args], { in: 'work' })

/** What the server has: branch → commit. */
async function server(): Promise<Record<string, string>> {
  const lines = await desk.client.git('', 'ls-remote', desk.as(desk.people.maintainer, url))
  return Object.fromEntries(
    lines.split('\n').map(line => {
      const [oid = '', ref = ''] = line.split('\t')
      return [ref.replace(/^refs\/(heads\/)?/, ''), oid]
    }),
  )
}

const rule = (name: string, change: object) =>
  desk.web.as(desk.people.maintainer, {
    method: 'POST',
    url: `/projects/${id}/protected_branches`,
    payload: { name, ...change },
  })

test('a Developer is told in words that main is protected, and nothing of the push is left', async () => {
  const mine = await desk.client.commit('work', 'Mine')
  const { code, stderr } = await push('developer', 'main', 'main:topic')
  assert.equal(code, 1)
  assert.match(stderr, /remote: The branch main is protected: you are not allowed to push into it\./)
  assert.match(stderr, /\[remote rejected\] main -> main \(pre-receive hook declined\)/)
  assert.deepEqual(await server(), { HEAD: tip, main: tip, 'release/1.0': tip })
  const { rows } = await sql`select from ref_updates where new_oid = ${mine}`.execute(desk.web.desk.db)
  assert.equal(rows.length, 0)
  assert.equal((await push('developer', 'main:topic')).code, 0)
  assert.equal((await server()).topic, mine)
})

test('a Maintainer pushes to main, and nobody replaces its history or deletes it', async () => {
  assert.equal((await push('maintainer', 'main')).code, 0)
  tip = (await server()).main ?? ''
  const other = await desk.client.git('work', 'commit-tree', '-m', 'Another', `${tip}^{tree}`)
  for (const [args, words] of [
    [['--force', `${other}:main`], /history cannot be replaced/],
    [['--delete', 'main'], /default branch and cannot be deleted/],
  ] as const) {
    const { code, stderr } = await push('maintainer', ...args)
    assert.equal(code, 1)
    assert.match(stderr, words)
  }
  assert.equal((await server()).main, tip)
})

test('force is for branches without protection, and where a rule allows it', async () => {
  const other = await desk.client.git('work', 'commit-tree', '-m', 'Another', `${tip}^{tree}`)
  assert.equal((await push('developer', '--force', `${other}:topic`)).code, 0)
  assert.equal((await push('developer', '--delete', 'topic')).code, 0)
  assert.equal((await rule('release/*', { push_access_level: 30, allow_force_push: true })).statusCode, 201)
  assert.equal((await push('developer', '--force', `${other}:release/1.0`)).code, 0)
  const { stderr } = await push('maintainer', '--delete', 'release/1.0')
  assert.match(stderr, /release\/1\.0 is protected and cannot be deleted/)
})

test('a pattern keeps even new branches from being made', async () => {
  await rule('secret-*', { push_access_level: 0, merge_access_level: 0 })
  const { stderr } = await push('maintainer', 'main:secret-plan', 'main:open-plan')
  assert.match(stderr, /secret-plan is protected/)
  assert.equal((await server())['open-plan'], undefined)
})

test('tags come and go, and all moves of one push are kept in their order', async () => {
  await desk.client.git('work', 'tag', 'v1')
  await desk.client.git('work', 'tag', '-m', 'Second', 'v2')
  const moves = ['main:b', 'v2', 'main:a', 'v1']
  assert.equal((await push('developer', ...moves)).code, 0)
  assert.equal((await push('developer', '--delete', 'v2')).code, 0)
  const { rows } = await sql<{ ref: string }>`
    select ref from ref_updates where project_id = ${id} and settled is not null order by settled desc limit 5`.execute(
    desk.web.desk.db,
  )
  const pushed = rows.map(row => row.ref).reverse()
  assert.deepEqual(pushed.slice(0, 4).sort(), [
    'refs/heads/a',
    'refs/heads/b',
    'refs/tags/v1',
    'refs/tags/v2',
  ])
  assert.equal(pushed[4], 'refs/tags/v2')
})

test('a push that finds a branch elsewhere moves the others and says so; --atomic moves none', async () => {
  const [first, second] = [await desk.client.commit('work', 'x'), await desk.client.commit('work', 'y')]
  assert.equal((await push('developer', `${second}:refs/heads/b`)).code, 0)
  const stale = await push('developer', `${first}:refs/heads/b`, `${first}:refs/heads/c`)
  assert.match(stale.stderr, /non-fast-forward|fetch first|behind/)
  const atomic = await push('developer', '--atomic', `${first}:refs/heads/b`, `${first}:refs/heads/d`)
  assert.equal(atomic.code, 1)
  const now = await server()
  assert.equal(now.b, second)
  assert.equal(now.c, first)
  assert.equal(now.d, undefined)
})

test('what the desk keeps for itself is neither shown nor pushed to, and merge requests are shown only', async () => {
  const { path } = await desk.web.desk.repositories.open({ id, default_branch: 'main' })
  for (const ref of ['refs/deskbell/keep', 'refs/merge-requests/1/head'])
    await desk.client.git('', '--git-dir', path, 'update-ref', ref, tip)
  const seen = Object.keys(await server())
  assert.ok(seen.includes('merge-requests/1/head'))
  assert.ok(!seen.some(ref => ref.startsWith('deskbell')))
  for (const ref of [
    'refs/deskbell/keep',
    'refs/merge-requests/1/head',
    'refs/merge-requests/2/head',
    'refs/x/y',
  ]) {
    const { code, stderr } = await push('maintainer', '--force', `main:${ref}`)
    assert.equal(code, 1, ref)
    assert.match(stderr, /deny updating a hidden ref|neither a branch nor a tag/)
  }
})
