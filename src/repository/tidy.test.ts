// Does a repository get small and quick again, with nothing lost, and does what a crash left go?
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type GitDesk, gitDesk } from '../../test/support/git-desk.ts'
import { git, gitText, type Repository } from './git.ts'
import { tidyRepository } from './tidy.ts'

let desk: GitDesk
let id: number
let url: string
let repository: Repository

before(async () => {
  desk = await gitDesk()
  ;({ id, url } = await desk.project('Old'))
  const { client, people, as } = desk
  await client.git('', 'clone', '--quiet', as(people.maintainer, url), 'clone')
  await client.git('clone', 'checkout', '--quiet', '-b', 'main')
  await client.commit('clone', 'Begin', { 'a.txt': 'one\n' })
  await client.git('clone', 'push', '--quiet', 'origin', 'main')
  repository = await desk.web.desk.repositories.open({ id, default_branch: 'main' })
})
after(() => desk[Symbol.asyncDispose]())

const tidy = () => tidyRepository(desk.web.desk, { projectId: id })
const hours = (count: number) => new Date(Date.now() - count * 60 * 60 * 1000)

/** All objects, those that no branch reaches as well. */
const objects = async () =>
  (await gitText(repository, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']))
    .trim()
    .split('\n')
    .sort()

const packs = () =>
  readdirSync(join(repository.path, 'objects', 'pack')).filter(name => name.endsWith('.pack')).length

async function waiting(): Promise<string[]> {
  const { rows } = await sql<{ at: string }>`
    select run_at::text as at from graphile_worker.jobs where key = ${`tidy ${id}`}`.execute(desk.web.desk.db)
  return rows.map(({ at }) => at)
}

test('many pushes leave one job, at the time of the first', async () => {
  const [first, ...others] = await waiting()
  assert.deepEqual(others, [])
  await desk.client.commit('clone', 'Go on')
  await desk.client.git('clone', 'push', '--quiet', 'origin', 'main')
  assert.deepEqual(await waiting(), [first])
})

test('files of single objects, packs and branches become few, and no object is lost', async () => {
  const { client } = desk
  const files = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`f${at}`, `file ${at}\n`]))
  for (const branch of ['one', 'two', 'three']) {
    await client.git('clone', 'checkout', '--quiet', '-b', branch)
    await client.commit('clone', branch, { ...files, [branch]: branch })
    await client.git('clone', 'push', '--quiet', 'origin', branch)
  }
  // Nothing reaches it: so it is with a branch that was rewritten.
  const text = Array.from({ length: 250 }, (_, at) => `blob\ndata ${String(at).length}\n${at}\n`).join('')
  await git(repository, ['-c', 'fastimport.unpackLimit=1000', 'fast-import', '--quiet'], { input: text })
  const [before, refs] = [await objects(), await gitText(repository, ['show-ref'])]
  await tidy()
  assert.deepEqual(await objects(), before)
  assert.equal(await gitText(repository, ['show-ref']), refs)
  assert.deepEqual(readdirSync(join(repository.path, 'refs', 'heads')), [])
  assert.match(await gitText(repository, ['count-objects', '-v']), /^count: 0$/m)
  assert.ok(packs() <= 2, 'what is large already is not packed again')
  await git(repository, ['commit-graph', 'verify', '--no-progress'])
  await git(repository, ['fsck', '--no-dangling', '--no-progress'])
  // A second time there is nothing to do, and nothing is in its way.
  await tidy()
  assert.deepEqual(await objects(), before)
})

test('what a git left that was cut off goes, once it can be nobody’s', async () => {
  const { client } = desk
  const at = (...names: string[]) => join(repository.path, ...names)
  const lock = at('refs', 'heads', 'main.lock')
  const quarantine = (name: string) => at('objects', `tmp_objdir-incoming-${name}`)
  for (const name of ['old', 'new']) mkdirSync(join(quarantine(name), 'pack'), { recursive: true })
  writeFileSync(lock, '')
  writeFileSync(at('objects', 'pack', 'tmp_pack_old'), 'PACK')
  for (const path of [quarantine('old'), at('objects', 'pack', 'tmp_pack_old')])
    utimesSync(path, hours(25), hours(25))
  await client.git('clone', 'checkout', '--quiet', 'main')
  await client.commit('clone', 'Once more')
  const push = () => client.run(['push', 'origin', 'main'], { in: 'clone' })
  assert.notEqual((await push()).code, 0)
  // It may be held yet.
  await tidy()
  assert.ok(existsSync(lock))
  utimesSync(lock, hours(2), hours(2))
  assert.equal((await waiting()).length, 1)
  await tidy()
  const pushed = await push()
  assert.equal(pushed.code, 0, pushed.stderr)
  assert.ok(existsSync(quarantine('new')))
  assert.ok(!existsSync(quarantine('old')))
  assert.ok(!existsSync(at('objects', 'pack', 'tmp_pack_old')))
})

test('pushes, fetches and merges go on meanwhile', async () => {
  const { client, people, as } = desk
  let over = false
  const tidying = (async () => {
    while (!over) await tidy()
  })()
  for (let at = 0; at < 12; at++) {
    const branch = `at-once-${at}`
    await client.git('clone', 'checkout', '--quiet', '-b', branch)
    // As many as git keeps in a pack of their own.
    const many = Array.from({ length: 120 }, (_, file) => [`m${file}`, `${branch} ${file}\n`])
    await client.commit('clone', branch, Object.fromEntries(many))
    await client.git('clone', 'push', '--quiet', 'origin', branch)
    await client.git('', 'clone', '--quiet', as(people.reporter, url), branch)
    await client.git('clone', 'push', '--quiet', 'origin', `:${branch}`)
  }
  over = true
  await tidying
  assert.ok(packs() < 10, `${packs()} packs`)
  await git(repository, ['fsck', '--no-dangling', '--no-progress'])
})

test('a project without a repository has nothing to put in order', () =>
  tidyRepository(desk.web.desk, { projectId: 999_999 }))
