// What if a mail comes while the database is down? It lies in a file until the desk is up: `<data_dir>/spool/*.mail`.
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomHex } from '#kernel'
import type { ReceiveDesk } from './desk.ts'
import type { Envelope, RawMail } from './envelope.ts'
import { receive } from './receive.ts'

/** What stands in the first line of a file; the mail follows as it came. */
type Header = { envelope: Envelope; size: number }

const suffix = '.mail'
/** Holds thousands of recipients. */
const maxHeaderBytes = 1024 * 1024

const folderOf = (dataDir: string) => join(dataDir, 'spool')

/** Keeps the mail; when it resolves, file and folder are on disk. @returns its name in the spool */
export async function spoolMail(dataDir: string, raw: RawMail, envelope: Envelope): Promise<string> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = `${Date.now()}-${randomHex(16)}`
  const unfinished = join(folder, `${name}.tmp`)
  const size = raw instanceof Uint8Array ? raw.length : raw.size
  const header: Header = { envelope: { ...envelope, sourceKey: `spool:${name}` }, size }
  try {
    const file = await open(unfinished, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(header)}\n`)
      for await (const chunk of raw instanceof Uint8Array ? [raw] : raw.chunks) await file.writeFile(chunk)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, join(folder, name + suffix))
  } finally {
    await rm(unfinished, { force: true })
  }
  await syncFolder(folder)
  return name + suffix
}

/**
 * Accepts what lies in the spool, oldest first, each once: a file that is met again after a crash is known by its name.
 * @returns how many mails were accepted
 * @throws whatever the database throws; the rest waits for the next time
 */
export async function drainSpool(desk: ReceiveDesk): Promise<number> {
  const folder = folderOf(desk.config.data_dir)
  const names = await readdir(folder).catch(() => [])
  let accepted = 0
  for (const name of names.filter(name => name.endsWith(suffix)).sort()) {
    const path = join(folder, name)
    const found = await readHeader(path)
    if (found === 'gone') continue
    if (found === 'broken') {
      desk.log.error({ path }, 'a file of the spool cannot be read; it is put aside')
      await rename(path, `${path}.broken`)
      continue
    }
    const { header, start } = found
    try {
      await receive(desk, { chunks: bytesOf(path, start), size: header.size }, header.envelope)
    } catch (error) {
      // Whoever else is emptying the spool removes a file only after its mail was accepted.
      if (isMissing(error)) continue
      throw error
    }
    await rm(path, { force: true })
    accepted++
  }
  if (accepted > 0) await syncFolder(folder)
  return accepted
}

/** Opened when it is read: what was accepted before is not. */
function bytesOf(path: string, start: number): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => createReadStream(path, { start })[Symbol.asyncIterator]() }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function readHeader(path: string): Promise<{ header: Header; start: number } | 'gone' | 'broken'> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return 'gone'
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxHeaderBytes), 0, maxHeaderBytes, 0)
    const end = buffer.subarray(0, bytesRead).indexOf(10)
    if (end === -1) return 'broken'
    const header = JSON.parse(buffer.toString('utf8', 0, end)) as Header
    return header.envelope?.sourceKey === undefined ? 'broken' : { header, start: end + 1 }
  } catch (error) {
    if (error instanceof SyntaxError) return 'broken'
    throw error
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file system keeps the order of renames itself.
  if (process.platform === 'win32') return
  const folder = await open(path)
  await folder.sync().finally(() => folder.close())
}
