import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { isDeskError } from '#kernel'
import { openStorage } from './index.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-storage-'))
const storage = openStorage(dataDir)
after(() => rmSync(dataDir, { recursive: true }))

const hello = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9'
const missing = 'f'.repeat(64)
const files = () =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())

test('bytes come back as they were put, under the digest of their content', async () => {
  assert.deepEqual(await storage.put(Buffer.from('hello world')), { digest: hello, size: 11 })
  assert.equal(String(await buffer(await storage.read(hello))), 'hello world')
  assert.equal(statSync(join(dataDir, 'blobs', 'b9', '4d', hello)).size, 11)
})

test('a stream of pieces is kept like one piece', async () => {
  async function* pieces() {
    yield Buffer.from('hello ')
    yield new Uint8Array(Buffer.from('world'))
  }
  assert.equal((await storage.put(pieces())).digest, hello)
})

test('the same bytes, put by many at once, are one file, and nothing unfinished stays behind', async () => {
  const bytes = Buffer.alloc(100_000, 'x')
  const before = files().length
  const all = await Promise.all(Array.from({ length: 8 }, () => storage.put(bytes)))
  assert.equal(new Set(all.map(blob => blob.digest)).size, 1)
  assert.equal(files().length, before + 1)
})

test('an empty blob is a blob', async () => {
  const { digest, size } = await storage.put(new Uint8Array())
  assert.equal(size, 0)
  assert.equal((await buffer(await storage.read(digest))).length, 0)
})

test('a range of bytes is read with both ends included', async () => {
  await storage.put(Buffer.from('hello world'))
  assert.equal(String(await buffer(await storage.read(hello, { start: 4, end: 6 }))), 'o w')
  assert.equal(String(await buffer(await storage.read(hello, { start: 9 }))), 'ld')
})

test('a stream that breaks leaves nothing behind and its error comes through', async () => {
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('the line went dead')
  }
  const before = files().length
  await assert.rejects(storage.put(broken()), /the line went dead/)
  assert.equal(files().length, before)
})

test('what was removed is gone, and removing it again is no error', async () => {
  const { digest } = await storage.put(Buffer.from('soon gone'))
  assert.equal(await storage.has(digest), true)
  await storage.remove(digest)
  await storage.remove(digest)
  assert.equal(await storage.has(digest), false)
  await assert.rejects(storage.read(digest), error => isDeskError(error, 'not_found'))
})

test('a blob cut short by a broken disk is written anew', async () => {
  const { digest } = await storage.put(Buffer.from('a whole blob'))
  const path = join(dataDir, 'blobs', digest.slice(0, 2), digest.slice(2, 4), digest)
  await truncate(path, 3)
  await storage.put(Buffer.from('a whole blob'))
  assert.equal(String(await buffer(await storage.read(digest))), 'a whole blob')
})

test('what a crash left unfinished is swept away a day later', async () => {
  const old = join(dataDir, 'blobs', 'unfinished', 'old')
  const young = join(dataDir, 'blobs', 'unfinished', 'young')
  await writeFile(old, 'half')
  await writeFile(young, 'half')
  const longAgo = Date.now() / 1000 - 25 * 60 * 60
  await utimes(old, longAgo, longAgo)
  await openStorage(dataDir).put(Buffer.from('the first put after a start'))
  assert.deepEqual(readdirSync(join(dataDir, 'blobs', 'unfinished')), ['young'])
})

test('only a digest names a blob: no path gets out of the folder', async () => {
  for (const digest of [
    '',
    '../../etc/passwd',
    `../${missing}`,
    missing.toUpperCase(),
    `${missing}\n`,
    `${missing}0`,
  ]) {
    await assert.rejects(storage.read(digest), error => isDeskError(error, 'invalid'), digest)
    await assert.rejects(storage.has(digest), error => isDeskError(error, 'invalid'))
    await assert.rejects(storage.remove(digest), error => isDeskError(error, 'invalid'))
  }
  assert.equal(await storage.has(missing), false)
})
