// Is this an archive of ours, whole and unchanged? Known before anything of the desk is touched.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import { DeskError } from '#kernel'
import { format, type Manifest, type Members, names } from './format.ts'

const member =
  /^(?:deskbell\.json|members\.json|secrets\.key|tables\/[a-z0-9_]+\.copy|blobs\/[0-9a-f]{64}|repositories\/[1-9]\d{0,15}\.bundle)$/

export const damaged = (what: string) => new DeskError('invalid', `the archive cannot be restored: ${what}`)

export type Unpacked = {
  manifest: Manifest
  members: Members
  /** Where the members lie, each under its name. */
  folder: string
}

/**
 * Unpacks into `folder` and compares every member with its checksum.
 * @param migrations those of this release, as `readMigrations` writes them
 * @throws DeskError 'invalid' that says what is wrong: no archive of ours, cut off, changed, of another release
 */
export async function unpack(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  migrations: readonly string[],
): Promise<Unpacked> {
  const tar = extract()
  const read = pipeline(source, tar)
  // Of an archive that was cut off, the last member never ends; what ends is the reading.
  const cutOff = new AbortController()
  read.catch(error => cutOff.abort(error))
  const found: Record<string, string> = {}
  try {
    for await (const entry of tar) {
      const { name } = entry.header
      if (!member.test(name)) throw damaged(`it holds "${name}", which no backup does`)
      const bytes = entry as unknown as AsyncIterable<Uint8Array>
      found[name] = await save(bytes, join(folder, name), cutOff.signal)
      // It comes first, so that an archive of another release is not read to its end in vain.
      if (name === names.manifest) requireRelease(await readJson(folder, name), migrations)
    }
    await read
  } catch (error) {
    if (error instanceof DeskError) throw error
    const { message } = (cutOff.signal.reason ?? error) as Error
    throw damaged(`it is damaged, cut off or no tar file (${message})`)
  }
  return compare(folder, found)
}

/** @returns the SHA-256 of what was written */
async function save(entry: AsyncIterable<Uint8Array>, path: string, signal: AbortSignal): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const hash = createHash('sha256')
  const digest = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(entry, digest, createWriteStream(path, { mode: 0o600 }), { signal })
  return hash.digest('hex')
}

function requireRelease(manifest: Partial<Manifest>, migrations: readonly string[]): void {
  if (manifest.format !== format)
    throw damaged(`its format is ${manifest.format}, and this release reads ${format}`)
  if (manifest.migrations?.join('\n') !== migrations.join('\n'))
    throw damaged('it was made by another release of Deskbell; restore it with that one, then upgrade')
}

async function compare(folder: string, found: Record<string, string>): Promise<Unpacked> {
  if (!(names.members in found)) throw damaged('it was cut off: the list of its members is missing')
  const members = await readJson<Members>(folder, names.members)
  for (const [name, { sha256 }] of Object.entries(members)) {
    if (found[name] !== sha256) throw damaged(name in found ? `${name} was changed` : `${name} is missing`)
  }
  const added = Object.keys(found).find(name => !(name in members) && name !== names.members)
  if (added !== undefined) throw damaged(`${added} was added to it`)
  if (!(names.manifest in members)) throw damaged(`${names.manifest} is missing`)
  return { manifest: await readJson<Manifest>(folder, names.manifest), members, folder }
}

async function readJson<T extends object>(folder: string, name: string): Promise<T> {
  try {
    return JSON.parse(await readFile(join(folder, name), 'utf8')) as T
  } catch {
    throw damaged(`${name} was changed`)
  }
}
