import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { pack } from 'tar-stream'
import { freshDatabase, readMigrations, transaction } from '#db'
import { enqueue } from '#jobs'
import { silentLog } from '#kernel'
import { openRepositories } from '#repository'
import { openSecrets } from '#secrets'
import { openStorage } from '#storage'
import { gitIn, pushFiles } from '../../../test/support/code.ts'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'
import { format } from './format.ts'
import { loadBlobs, loadRepositories, loadSecretsKey, loadTables } from './load.ts'
import { unpack } from './unpack.ts'
import { writeArchive } from './write.ts'

const folders: string[] = []
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'deskbell-archive-'))
  folders.push(made)
  return made
}
after(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

const release = readMigrations().map(({ version, checksum }) => `${version} ${checksum}`)

async function archiveOf(desk: Pick<Intake, 'database' | 'storage' | 'config' | 'repositories'>) {
  const target = new PassThrough()
  const bytes = buffer(target)
  const { storage, config, repositories } = desk
  const source = { pool: desk.database.pool, storage, config, repositories, log: silentLog }
  const written = await writeArchive(source, target)
  return { written, bytes: await bytes }
}

async function restored(bytes: Uint8Array) {
  const database = await freshDatabase()
  const dataDir = folder()
  const unpacked = await unpack(Readable.from([bytes]), folder(), release)
  await loadBlobs(unpacked, openStorage(dataDir))
  const client = await database.pool.connect()
  const repositories = openRepositories(dataDir)
  try {
    await loadTables(client, unpacked)
    await loadRepositories(client, unpacked, repositories)
  } finally {
    client.release(true)
  }
  return { database, storage: openStorage(dataDir), repositories, unpacked, ...database }
}

/** A mail with a file, its ticket, its thank-you in the outbox, and jobs. */
async function lived() {
  const desk = await intake()
  const body = [
    '--b\nContent-Type: text/plain; charset=utf-8\n\nSee the file; größer als früher.\n',
    '--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="log.txt"\n\nthe log\n',
    '--b--',
  ].join('\n')
  await desk.take(
    letter({ 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }, body.trim()),
  )
  return desk
}

test('every row and file comes back, and no id is given out twice', async () => {
  await using desk = await lived()
  const { written, bytes } = await archiveOf(desk)
  assert.equal(written.blobs, 1)
  assert.deepEqual(written.lost, [])
  await using copy = await restored(bytes)
  for (const { name } of copy.unpacked.manifest.tables) {
    const all = `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum, count(*) from ${name} t`
    const [before] = await desk.ask(all)
    assert.deepEqual((await copy.pool.query(all)).rows, [before], name)
  }
  const { rows: found } = await copy.pool.query(
    "select from issues where search @@ to_tsquery('simple', 'printer')",
  )
  assert.equal(found.length, 1, 'generated columns are made again')
  const [upload] = await desk.ask<{ digest: string }>('select digest from uploads')
  assert.ok(upload)
  assert.match((await buffer(await copy.storage.read(upload.digest))).toString(), /the log/)
  const { rows } = await copy.pool.query(
    "insert into raw_mails (digest, size, head) values ('', 0, '') returning id > all (select id from raw_mails) as new",
  )
  assert.deepEqual(rows, [{ new: true }])
})

test('code comes back with its branches, tags and merge requests; a damaged repository is named and keeps nothing else out', async () => {
  await using desk = await lived()
  const { widget, other, repositories } = desk
  const tip = await pushFiles(repositories, { id: widget.id }, { 'README.md': '# Widget\n' })
  await pushFiles(repositories, { id: widget.id }, { 'fix.txt': 'fix\n' }, 'feature/fix')
  const { path } = await repositories.open({ id: widget.id, default_branch: 'main' })
  await gitIn(path, 'tag', 'v1', tip)
  await gitIn(path, 'update-ref', 'refs/merge-requests/1/head', tip)
  const refs = (of: string) => gitIn(of, 'for-each-ref', '--format=%(refname) %(objectname)')
  const before = await refs(path)
  const broken = await repositories.open({ id: other.id, default_branch: 'main' })
  await pushFiles(repositories, { id: other.id }, { 'a.txt': 'a\n' })
  rmSync(join(broken.path, 'objects'), { recursive: true })
  const { written, bytes } = await archiveOf(desk)
  assert.deepEqual([written.repositories, written.lostRepositories], [1, [other.id]])
  await using copy = await restored(bytes)
  const found = await copy.repositories.find(widget.id)
  assert.ok(found)
  assert.equal(await refs(found.path), before)
  assert.equal(await gitIn(found.path, 'symbolic-ref', 'HEAD'), 'refs/heads/main')
  assert.equal(await gitIn(found.path, 'show', 'feature/fix:fix.txt'), 'fix')
  assert.equal(await copy.repositories.find(other.id), null)
})

test('passwords that were entered in the pages open in the restored desk', async () => {
  await using desk = await lived()
  const sealed = (await openSecrets(desk.config)).seal('a password', 'smtp of 1')
  const { bytes } = await archiveOf(desk)
  const dataDir = folder()
  await loadSecretsKey(await unpack(Readable.from([bytes]), folder(), release), dataDir)
  assert.equal((await openSecrets({ data_dir: dataDir })).open(sealed, 'smtp of 1'), 'a password')
  const configured = { ...desk, config: { ...desk.config, secrets_key: 'k'.repeat(32) } }
  const without = await unpack(Readable.from([(await archiveOf(configured)).bytes]), folder(), release)
  assert.equal(without.members['secrets.key'], undefined, 'a key of the configuration is not put into a file')
})

test('jobs that wait are done by the restored desk, with their time and key', async () => {
  await using desk = await lived()
  await desk.ask('delete from graphile_worker._private_jobs')
  const runAt = new Date('2040-01-02T03:04:05.000Z')
  await transaction(desk.db, tx => enqueue(tx, 'outbound.deliver', { outboxId: 4711 }, { runAt, key: 'k' }))
  const { bytes } = await archiveOf(desk)
  await using copy = await restored(bytes)
  const { rows } = await copy.pool.query(
    `select j.task_identifier, p.payload, j.run_at, j.key, j.max_attempts
     from graphile_worker.jobs j join graphile_worker._private_jobs p using (id)`,
  )
  assert.deepEqual(rows, [
    {
      task_identifier: 'outbound.deliver',
      payload: { outboxId: 4711 },
      run_at: runAt,
      key: 'k',
      max_attempts: 25,
    },
  ])
})

test('a file that is gone or damaged is named, and keeps nothing else from being saved', async () => {
  await using desk = await lived()
  const [upload] = await desk.ask<{ digest: string }>('select digest from uploads')
  assert.ok(upload)
  const { digest } = upload
  const path = join(desk.config.data_dir, 'blobs', digest.slice(0, 2), digest.slice(2, 4), digest)
  writeFileSync(path, 'something else')
  const damaged = await archiveOf(desk)
  assert.deepEqual([damaged.written.blobs, damaged.written.lost], [0, [digest]])
  rmSync(path)
  const gone = await archiveOf(desk)
  assert.deepEqual(gone.written.lost, [digest])
  await using copy = await restored(gone.bytes)
  assert.equal((await copy.pool.query('select from issues')).rowCount, 1)
})

test('nothing is left of a backup whose target breaks', async () => {
  await using desk = await lived()
  const target = new PassThrough()
  const { storage, config, repositories } = desk
  const source = { pool: desk.database.pool, storage, config, repositories, log: silentLog }
  target.once('data', () => target.destroy(new Error('the disk is full')))
  await assert.rejects(writeArchive(source, target), /the disk is full/)
  assert.deepEqual(
    readdirSync(desk.config.data_dir).filter(name => name.startsWith('backup-')),
    [],
  )
})

test('an archive that is cut off anywhere is refused', async () => {
  await using desk = await lived()
  const { bytes } = await archiveOf(desk)
  for (let size = 0; size < bytes.length - 1024; size += 3 * 512 + 100)
    await assert.rejects(unpack(Readable.from([bytes.subarray(0, size)]), folder(), release), /cut off/)
})

test('what stands in an archive is never a path, a table or SQL of its own', async () => {
  await using desk = await lived()
  const { bytes } = await archiveOf(desk)
  const climbing = pack()
  climbing.entry({ name: '../../evil' }, 'x')
  climbing.finalize()
  await assert.rejects(unpack(Readable.from(climbing), folder(), release), /holds "\.\.\/\.\.\/evil"/)
  const unpacked = await unpack(Readable.from([bytes]), folder(), release)
  const users = unpacked.manifest.tables.find(({ name }) => name === 'users')
  users?.columns.push('id) from stdin; drop table users; --')
  await using database = await freshDatabase()
  const client = await database.pool.connect()
  await assert.rejects(loadTables(client, unpacked), /not those of this release/)
  client.release()
})

test('another release or format is refused before anything else is read', async () => {
  const foreign = (manifest: object) => {
    const tar = pack()
    tar.entry({ name: 'deskbell.json' }, JSON.stringify(manifest))
    tar.finalize()
    return unpack(Readable.from(tar), folder(), release)
  }
  await assert.rejects(foreign({ format: format + 1 }), /its format is 2, and this release reads 1/)
  await assert.rejects(foreign({ format, migrations: ['1 abc'] }), /another release of Deskbell/)
  await assert.rejects(foreign([]), /its format is undefined/)
})

test('rows are loaded into an empty database only, all of them or none', async () => {
  await using desk = await lived()
  const { bytes } = await archiveOf(desk)
  const unpacked = await unpack(Readable.from([bytes]), folder(), release)
  const client = await desk.database.pool.connect()
  await assert.rejects(loadTables(client, unpacked), /there is a desk already/)
  client.release(true)
  await using database = await freshDatabase()
  const events = unpacked.members['tables/events.copy']
  assert.ok(events)
  events.rows = 4711
  const other = await database.pool.connect()
  await assert.rejects(loadTables(other, unpacked), /events\.copy has \d+ rows and should have 4711/)
  assert.equal((await other.query('select from users')).rowCount, 0)
  other.release(true)
})
