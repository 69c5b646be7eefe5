// Do pushes at the same time, long ones and broken ones leave the repository and its log whole?
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { silentLog } from '#kernel'
import { updates } from '#repository'
import { eventually } from '../support/desk-process.ts'
import { type GitDesk, gitDesk, gitsIn } from '../support/git-desk.ts'
import { post, pushBody, zero } from '../support/git-raw.ts'

const size = 50 * 1024 * 1024
let desk: GitDesk
let url: string
let id: number
let as: string
let path: string

before(async () => {
  desk = await gitDesk()
  ;({ id, url } = await desk.project('Widget'))
  as = desk.as(desk.people.maintainer, url)
  await desk.client.git('', 'init', '--quiet', '-b', 'main', 'work')
  await desk.client.commit('work', 'One', { 'README.md': 'Hello' })
  await desk.client.git('work', 'push', '--quiet', as, 'main')
  ;({ path } = await desk.web.desk.repositories.open({ id, default_branch: 'main' }))
})
after(() => desk[Symbol.asyncDispose]())

const tipOf = async (branch: string) =>
  (await desk.client.git('', 'ls-remote', as, `refs/heads/${branch}`)).split('\t')[0] ?? ''

/** Where git keeps the objects of pushes that are under way. */
const underWay = () => readdirSync(join(path, 'objects')).filter(name => name.startsWith('tmp_objdir'))

const log = async () => {
  const { rows } = await sql<{ ref: string; oldOid: string; newOid: string; settled: boolean }>`
    select ref, old_oid as "oldOid", new_oid as "newOid", settled is not null as settled
    from ref_updates where project_id = ${id} order by settled nulls last`.execute(desk.web.desk.db)
  return rows
}

/** A clone that has seen what is there, and waits with its push for a file. */
async function waitingClone(name: string) {
  const { client } = desk
  await client.git('', 'clone', '--quiet', as, name)
  await client.commit(name, name, { [name]: name })
  const hook = `#!/bin/sh\ntouch "$HOME/${name}.ready"\nwhile [ ! -e "$HOME/go" ]; do sleep 0.02; done\n`
  writeFileSync(join(client.home, name, '.git/hooks/pre-push'), hook, { mode: 0o755 })
  const push = client.run(['push', 'origin', 'main'], { in: name })
  await eventually(async () => existsSync(join(client.home, `${name}.ready`)), `${name} waits`)
  return { name, push }
}

test('of two that push the same branch at once one wins, and the other is told', async () => {
  const clones = [await waitingClone('left'), await waitingClone('right')]
  writeFileSync(join(desk.client.home, 'go'), '')
  const ends = await Promise.all(clones.map(clone => clone.push))
  const [won, lost] = ends[0]?.code === 0 ? ends : [...ends].reverse()
  assert.deepEqual([won?.code, lost?.code], [0, 1], ends.map(end => end.stderr).join('\n'))
  assert.match(lost?.stderr ?? '', /remote rejected|failed to update ref|fetch first/)
  const winner = clones[ends[0]?.code === 0 ? 0 : 1]?.name ?? ''
  assert.equal(await tipOf('main'), await desk.client.git(winner, 'rev-parse', 'HEAD'))
  const rows = await log()
  assert.equal(rows.length, 2, 'what did not happen is not noted')
  assert.ok(rows.every(row => row.settled))
})

test('listeners hear of all pushes in the order in which git made them, whoever pushed at the same time', async () => {
  const { client, web } = desk
  const chain = [zero]
  for (let n = 0; n < 12; n++) chain.push(await client.commit('work', `step ${n}`))
  await client.git('work', 'push', '--quiet', as, 'HEAD:refs/heads/all')
  // Each of them is right at one moment only, and tries until that has come.
  const step = async (at: number) => {
    const [oldOid = '', newOid = ''] = chain.slice(at, at + 2)
    const body = pushBody([{ ref: 'refs/heads/chain', oldOid, newOid }])
    for (;;) {
      const { status, text } = await post(as, 'git-receive-pack', body)
      if (/ok refs\/heads\/chain/.test(text)) return
      assert.ok(status === 503 || /ng refs\/heads\/chain/.test(text), `${status} ${text}`)
    }
  }
  await Promise.all(chain.slice(1).map((_, at) => step(at)))
  const heard: string[] = []
  const ears = {
    name: 'ears',
    run: async (_: unknown, { ref, oldOid, newOid }: updates.RefUpdate) => {
      if (ref === 'refs/heads/chain') heard.push(`${oldOid} ${newOid}`)
    },
  }
  const listening = { db: web.desk.db, pool: web.database.pool, log: silentLog }
  await updates.runListeners(listening, [ears], { projectId: id })
  assert.deepEqual(
    heard,
    chain.slice(1).map((oid, at) => `${chain[at]} ${oid}`),
  )
  assert.ok((await log()).every(row => row.settled))
})

test('50 MB go through: as they come, without the desk holding them', async () => {
  const { client } = desk
  const tip = await client.commit('work', 'Big', { 'big.bin': randomBytes(size) })
  const before = process.memoryUsage()
  let most = 0
  const watch = setInterval(() => {
    // What the desk holds is in one of these; the process as a whole gives memory back when it likes.
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    most = Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers)
  }, 5)
  const { code, stderr } = await client.run(['push', as, 'HEAD:refs/heads/big'], { in: 'work' })
  await client.git('', 'clone', '--quiet', '--branch', 'big', as, 'big')
  clearInterval(watch)
  assert.equal(code, 0, stderr)
  assert.equal(await tipOf('big'), tip)
  assert.equal(await client.git('big', 'rev-parse', 'HEAD'), tip)
  assert.ok(most < size, `${Math.round(most / 1024 / 1024)} MB more than before`)
})

test('a push that is killed midway leaves nothing half, and the next one works', async () => {
  const { client } = desk
  const [rows, tip] = [await log(), await client.commit('work', 'Cut', { 'big.bin': randomBytes(size) })]
  const child = client.start('work', 'push', as, 'HEAD:refs/heads/cut')
  await eventually(async () => underWay().length > 0, 'the push has begun')
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  await once(child, 'close')
  await eventually(async () => underWay().length === 0, 'what had come is thrown away')
  assert.equal(await tipOf('cut'), '')
  assert.deepEqual(await log(), rows)
  await client.git('work', 'push', '--quiet', as, 'HEAD:refs/heads/cut')
  assert.equal(await tipOf('cut'), tip)
  assert.deepEqual(await client.git('', '--git-dir', path, 'fsck', '--no-dangling'), '')
})

test('whoever is shown out while the push is under way moves nothing', async () => {
  const { people, web } = desk
  const [main, rows] = [await tipOf('main'), await log()]
  const whole = pushBody([{ ref: 'refs/heads/late', oldOid: zero, newOid: main }])
  for (const shownOut of ['member', 'token'] as const) {
    const body = new PassThrough()
    body.write(whole.subarray(0, -10))
    const pushed = post(desk.as(people.developer, url), 'git-receive-pack', body)
    // It is let in, and reads.
    await eventually(async () => gitsIn(path) > 0, 'a git that reads')
    if (shownOut === 'member') {
      const to = `/projects/${id}/members/${people.developer.id}`
      await web.as(web.root, { method: 'PUT', url: to, payload: { access_level: 20 } })
    } else
      await sql`update personal_access_tokens set revoked = true where user_id = ${people.developer.id}`.execute(
        web.desk.db,
      )
    body.end(whole.subarray(-10))
    const { text } = await pushed
    assert.match(text, shownOut === 'member' ? /not allowed to push code/ : /no longer valid/)
    const to = `/projects/${id}/members/${people.developer.id}`
    await web.as(web.root, { method: 'PUT', url: to, payload: { access_level: 30 } })
  }
  assert.equal(await tipOf('late'), '')
  assert.deepEqual(await log(), rows)
})
