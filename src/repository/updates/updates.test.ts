// Does the desk move branches safely, and does everybody hear of each move once, in order?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { isDeskError, silentLog } from '#kernel'
import { type Project, requireProject } from '#projects'
import type { Person } from '#users'
import { testWeb } from '../../../test/support/web.ts'
import { git, gitText, type Repository } from '../git.ts'
import { resolveCommit, zeroOid } from '../names.ts'
import {
  announce,
  inTurn,
  moveRefs,
  type RefUpdate,
  reconcile,
  reconcileAll,
  runListeners,
  settle,
} from './index.ts'

const web = await testWeb()
after(() => web[Symbol.asyncDispose]())
const { desk } = web
let project: Project
let root: Person
let repository: Repository

before(async () => {
  root = web.root
  const made = await web.as(web.root, { method: 'POST', url: '/projects', payload: { name: 'Code' } })
  project = await requireProject(desk.db, root, made.json<{ id: number }>().id)
  repository = await desk.repositories.open(project)
})

/** A commit with one file on top of `parent`. */
async function commit(text: string, parent?: string): Promise<string> {
  const blob = (await gitText(repository, ['hash-object', '-w', '--stdin'], { input: text })).trim()
  const tree = (await gitText(repository, ['mktree'], { input: `100644 blob ${blob}\tfile\n` })).trim()
  const who = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@a.example',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@a.example',
  }
  const parents = parent === undefined ? [] : ['-p', parent]
  return (await gitText(repository, ['commit-tree', ...parents, '-m', text, tree], { env: who })).trim()
}

const heard: string[] = []
const listen = (fail = () => false) =>
  runListeners(
    { db: desk.db, pool: web.database.pool, log: silentLog },
    [
      {
        name: 'ears',
        run: async (_desk, update: RefUpdate) => {
          if (fail()) throw new Error('a listener that is out of order')
          heard.push(`${update.ref} ${update.newOid}`)
        },
      },
    ],
    { projectId: project.id },
  )

test('a repository is made once, bare, with the default branch as HEAD', async () => {
  const again = await Promise.all([1, 2, 3].map(() => desk.repositories.open(project)))
  assert.equal(new Set(again.map(found => found.path)).size, 1)
  assert.equal((await gitText(repository, ['symbolic-ref', 'HEAD'])).trim(), 'refs/heads/main')
  assert.equal((await gitText(repository, ['rev-parse', '--is-bare-repository'])).trim(), 'true')
  assert.equal(await resolveCommit(repository, 'main'), null)
})

test('moves are heard in their order, each once', async () => {
  const first = await commit('one')
  const second = await commit('two', first)
  await moveRefs(desk, project, root, [{ ref: 'refs/heads/main', oldOid: zeroOid, newOid: first }])
  await moveRefs(desk, project, root, [
    { ref: 'refs/heads/main', oldOid: first, newOid: second },
    { ref: 'refs/tags/v1', oldOid: zeroOid, newOid: first },
  ])
  assert.equal(await resolveCommit(repository, 'main'), second)
  await Promise.all([listen(), listen()])
  assert.deepEqual(heard.splice(0), [
    `refs/heads/main ${first}`,
    `refs/heads/main ${second}`,
    `refs/tags/v1 ${first}`,
  ])
  await listen()
  assert.deepEqual(heard, [])
})

test('of two that move the same branch one is told that the other was faster, and nothing of it is heard', async () => {
  const tip = (await resolveCommit(repository, 'main')) ?? ''
  const [mine, theirs] = [await commit('mine', tip), await commit('theirs', tip)]
  const move = (newOid: string) =>
    moveRefs(desk, project, root, [{ ref: 'refs/heads/main', oldOid: tip, newOid }])
  const ends = await Promise.allSettled([move(mine), move(theirs)])
  const lost = ends.filter(end => end.status === 'rejected')
  assert.equal(lost.length, 1)
  assert.ok(isDeskError(lost[0]?.reason, 'conflict'))
  await listen()
  assert.deepEqual(heard.splice(0), [`refs/heads/main ${await resolveCommit(repository, 'main')}`])
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from ref_updates where settled is null`.execute(desk.db)
  assert.equal(rows[0]?.open, 0)
})

test('all of a move or nothing: one branch that is elsewhere keeps the others where they are', async () => {
  const tip = (await resolveCommit(repository, 'main')) ?? ''
  const next = await commit('next', tip)
  await assert.rejects(
    moveRefs(desk, project, root, [
      { ref: 'refs/heads/main', oldOid: tip, newOid: next },
      { ref: 'refs/heads/gone', oldOid: tip, newOid: next },
    ]),
    error => isDeskError(error, 'conflict'),
  )
  assert.equal(await resolveCommit(repository, 'main'), tip)
})

test('a protected branch is neither deleted nor given another history', async () => {
  const tip = (await resolveCommit(repository, 'main')) ?? ''
  for (const newOid of [zeroOid, await commit('another beginning')])
    await assert.rejects(
      moveRefs(desk, project, root, [{ ref: 'refs/heads/main', oldOid: tip, newOid }]),
      error => isDeskError(error, 'forbidden') && /protected|default branch/.test(error.message),
    )
  assert.equal(await resolveCommit(repository, 'main'), tip)
})

test('a listener that fails gets the move again, and one that always fails does not silence the project', async () => {
  const tip = (await resolveCommit(repository, 'main')) ?? ''
  await moveRefs(desk, project, root, [{ ref: 'refs/heads/topic', oldOid: zeroOid, newOid: tip }])
  await assert.rejects(
    listen(() => true),
    /out of order/,
  )
  await listen()
  assert.deepEqual(heard.splice(0), [`refs/heads/topic ${tip}`])
  const [id = 0] = await announce(desk.db, project.id, root.id, [
    { ref: 'refs/heads/x', oldOid: tip, newOid: tip },
  ])
  await settle(desk.db, project.id, [id])
  for (let attempt = 1; attempt < 8; attempt++) await assert.rejects(listen(() => true))
  await listen(() => true)
  await listen()
  assert.deepEqual(heard, [])
})

test('output that has no end is cut off with an error, and git is stopped', async () => {
  const blob = (
    await gitText(repository, ['hash-object', '-w', '--stdin'], { input: 'x'.repeat(100_000) })
  ).trim()
  await assert.rejects(git(repository, ['cat-file', 'blob', blob], { maxBytes: 10 }), error =>
    isDeskError(error, 'too_large'),
  )
})

test('what a crash left announced is heard if git had moved it, and forgotten if not', async () => {
  const tip = (await resolveCommit(repository, 'main')) ?? ''
  const next = await commit('made before the crash', tip)
  await announce(desk.db, project.id, root.id, [
    { ref: 'refs/heads/main', oldOid: tip, newOid: next },
    { ref: 'refs/heads/never', oldOid: zeroOid, newOid: next },
  ])
  await git(repository, ['update-ref', 'refs/heads/main', next, tip])
  const open = async () => {
    const { rows } = await sql<{ ref: string }>`select ref from ref_updates where settled is null`.execute(
      desk.db,
    )
    return rows.map(row => row.ref)
  }
  await inTurn(desk.db, project.id, own => reconcile(own, repository))
  assert.deepEqual(await open(), ['refs/heads/never'], 'a git that lives on may move it yet')
  await sql`update ref_updates set created_at = now() - interval '2 minutes' where settled is null`.execute(
    desk.db,
  )
  await reconcileAll(desk)
  assert.deepEqual(await open(), [])
  await listen()
  assert.deepEqual(heard.splice(0), [`refs/heads/main ${next}`])
})

test('before a branch moves on, what a crash left is heard first', async () => {
  const tip = (await resolveCommit(repository, 'main')) ?? ''
  const [lost, next] = [await commit('lost', tip), await commit('after it', tip)]
  const later = await commit('later', lost)
  await announce(desk.db, project.id, root.id, [{ ref: 'refs/heads/main', oldOid: tip, newOid: lost }])
  await git(repository, ['update-ref', 'refs/heads/main', lost, tip])
  await moveRefs(desk, project, root, [{ ref: 'refs/heads/main', oldOid: lost, newOid: later }])
  await assert.rejects(
    moveRefs(desk, project, root, [{ ref: 'refs/heads/main', oldOid: tip, newOid: next }]),
    error => isDeskError(error),
  )
  await listen()
  assert.deepEqual(heard.splice(0), [`refs/heads/main ${lost}`, `refs/heads/main ${later}`])
})

test('one after the other moves a repository, also when the first one fails', async () => {
  const order: string[] = []
  const wait = Promise.withResolvers<void>()
  const first = inTurn(desk.db, project.id, async () => {
    await wait.promise
    order.push('first')
    throw new Error('out of order')
  })
  const second = inTurn(desk.db, project.id, async () => void order.push('second'))
  await inTurn(desk.db, project.id + 1, async () => void order.push('another project'))
  wait.resolve()
  await assert.rejects(first, /out of order/)
  await second
  assert.deepEqual(order, ['another project', 'first', 'second'])
})
