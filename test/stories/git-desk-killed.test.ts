// What becomes of a push whose desk is killed between git's move of the branch and the note that it happened?
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findEmbedded, openDatabase } from '#db'
import { silentLog } from '#kernel'
import {
  type DeskProcess,
  eventually,
  removeDataDir,
  rootToken,
  startDeskProcess,
} from '../support/desk-process.ts'
import { type GitClient, gitClient, withCredentials } from '../support/git-client.ts'

let desk: DeskProcess
let client: GitClient
let project: { id: number; path_with_namespace: string }
const url = () => withCredentials(`${desk.web}/${project.path_with_namespace}.git`, 'root', rootToken)
const database = () => openDatabase(findEmbedded(desk.dataDir) ?? '', { max: 2, log: silentLog })

before(async () => {
  desk = await startDeskProcess()
  client = gitClient()
  project = await desk.api('/projects', { body: { name: 'Widget' } })
  await client.git('', 'init', '--quiet', '-b', 'main', 'work')
})
after(async () => {
  await desk.stop()
  client[Symbol.dispose]()
  removeDataDir(desk.dataDir)
})

const moves = async () => {
  const { pool, close } = database()
  const { rows } = await pool.query<{ new_oid: string; settled: boolean; handled: boolean }>(
    `select new_oid, settled is not null as settled, handled_at is not null as handled
     from ref_updates where project_id = $1 order by settled nulls last`,
    [project.id],
  )
  await close()
  return rows
}

test('it is heard all the same, before what is pushed after it', async () => {
  const lost = await client.commit('work', 'One', { a: 'a' })
  // Whoever notes that something happened waits here for ever.
  const { pool, close } = database()
  await pool.query(`
    create function wait_here() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(4711); return new; end $$`)
  await pool.query(
    'create trigger wait_here before update on ref_updates for each row when (old.settled is null) execute function wait_here()',
  )
  const holder = await pool.connect()
  await holder.query('select pg_advisory_lock(4711)')
  const push = client.run(['push', url(), 'main'], { in: 'work' })
  const ref = join(
    desk.dataDir,
    `repositories/${(project.id % 256).toString(16).padStart(2, '0')}`,
    `${project.id}.git/refs/heads/main`,
  )
  await eventually(async () => existsSync(ref), 'git has moved the branch')
  assert.equal(readFileSync(ref, 'utf8').trim(), lost)
  await desk.kill()
  assert.notEqual((await push).code, 0, 'nobody said that it is done')
  // The database went with the desk, and the lock with the database.
  holder.release(true)
  await close()

  desk = await startDeskProcess({ dataDir: desk.dataDir })
  const next = await client.commit('work', 'Two', { a: 'b' })
  await client.git('work', 'push', '--quiet', url(), 'main')
  const both = await eventually(async () => {
    const rows = await moves()
    return rows.every(row => row.handled) && rows
  }, 'both are handled')
  assert.deepEqual(
    both.map(row => row.new_oid),
    [lost, next],
  )
})

test('some time after a push the repository is put in order', async () => {
  const { pool, close } = database()
  // Ten minutes are over.
  const { rowCount } = await pool.query(
    'update graphile_worker._private_jobs set run_at = now() where key = $1',
    [`tidy ${project.id}`],
  )
  assert.equal(rowCount, 1)
  await pool.query(`select pg_notify('jobs:insert', '{}')`)
  await close()
  const shard = (project.id % 256).toString(16).padStart(2, '0')
  const folder = join(desk.dataDir, 'repositories', shard, `${project.id}.git`)
  await eventually(
    async () =>
      existsSync(join(folder, 'packed-refs')) && existsSync(join(folder, 'objects/info/commit-graphs')),
    'packed branches and an index of the history',
  )
})
