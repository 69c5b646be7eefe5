// Does a secret open only with its key and for its purpose?
import assert from 'node:assert/strict'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSecrets } from './index.ts'

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'deskbell-secrets-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('what was locked opens again, after a restart too', async () => {
  await using dir = await folder()
  const sealed = (await openSecrets({ data_dir: dir.path })).seal('pässword', 'smtp of 1')
  assert.ok(!sealed.includes('pässword'))
  assert.equal((await openSecrets({ data_dir: dir.path })).open(sealed, 'smtp of 1'), 'pässword')
  assert.equal((await stat(join(dir.path, 'secrets.key'))).mode & 0o777, 0o600)
})

test('the same text is locked differently each time', async () => {
  await using dir = await folder()
  const secrets = await openSecrets({ data_dir: dir.path })
  assert.notEqual(secrets.seal('x', 'p'), secrets.seal('x', 'p'))
})

test('it opens for no other purpose, with no other key, and not when it was changed', async () => {
  await using dir = await folder()
  const secrets = await openSecrets({ data_dir: dir.path })
  const sealed = secrets.seal('x', 'smtp of 1')
  const other = await openSecrets({ data_dir: dir.path, secrets_key: 'k'.repeat(32) })
  const changed = `${sealed.slice(0, -2)}${sealed.at(-2) === 'A' ? 'B' : 'A'}${sealed.at(-1)}`
  for (const open of [
    () => secrets.open(sealed, 'smtp of 2'),
    () => other.open(sealed, 'smtp of 1'),
    () => secrets.open(changed, 'smtp of 1'),
    () => secrets.open('', 'smtp of 1'),
  ])
    assert.throws(open, { kind: 'unavailable', message: /enter it anew/ })
})

test('two that start at once agree on one key', async () => {
  await using dir = await folder()
  const all = await Promise.all(Array.from({ length: 8 }, () => openSecrets({ data_dir: dir.path })))
  const sealed = all[0]?.seal('x', 'p') ?? assert.fail()
  for (const secrets of all) assert.equal(secrets.open(sealed, 'p'), 'x')
})

test('a damaged key is not used', async () => {
  await using dir = await folder()
  await writeFile(join(dir.path, 'secrets.key'), 'short')
  await assert.rejects(openSecrets({ data_dir: dir.path }), { kind: 'unavailable', message: /damaged/ })
})
