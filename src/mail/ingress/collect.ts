// Where does a mail lie while it comes in? A small one in memory, a big one in a file of its own.
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { randomHex } from '#kernel'
import { limits as inbound, type RawMail, reclaiming } from '#mail/inbound'
import { limits } from './limits.ts'
import { watchForSmuggling } from './smuggling.ts'

export type Collected = {
  /** Empty if the mail was too large. */
  raw: RawMail
  /** Bytes that came, kept or not. */
  size: number
  tooLarge: boolean
  /** It holds what some servers take for the end of a mail, though it is none (smuggling.ts). */
  smuggles: boolean
  /** Removes the file, if there is one. */
  dispose(): Promise<void>
}

const folderOf = (dataDir: string) => join(dataDir, 'tmp')
const suffix = '.incoming'

/**
 * Reads `chunks` to their end, whatever their size: of more than `mostBytes` nothing is kept.
 * @throws what `chunks` throws; then nothing is left behind
 */
export async function collect(
  chunks: AsyncIterable<Uint8Array>,
  { dataDir, mostBytes }: { dataDir: string; mostBytes: number },
): Promise<Collected> {
  const smuggling = watchForSmuggling()
  const garbage = reclaiming()
  let memory: Uint8Array[] = []
  let size = 0
  let file: { path: string; handle: FileHandle } | undefined
  const dispose = async () => {
    const { path, handle } = file ?? {}
    file = undefined
    await handle?.close()
    if (path !== undefined) await rm(path, { force: true })
  }
  try {
    for await (const chunk of chunks) {
      size += chunk.length
      smuggling.look(chunk)
      garbage.passed(chunk.length)
      if (size > mostBytes) {
        memory = []
        await dispose()
        continue
      }
      if (file === undefined && size > limits.memoryBytes) {
        file = await openFile(dataDir)
        for (const piece of memory) await file.handle.writeFile(piece)
        memory = []
      }
      if (file === undefined) memory.push(chunk)
      else await file.handle.writeFile(chunk)
    }
  } catch (error) {
    await dispose()
    throw error
  }
  const tooLarge = size > mostBytes
  const raw: RawMail = file === undefined ? Buffer.concat(memory) : { chunks: pieces(file.path), size }
  return { raw, size, tooLarge, smuggles: smuggling.found(), dispose }
}

/** Opened when somebody reads it, so that a mail that is refused leaves no open file. */
function pieces(path: string): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () =>
      createReadStream(path, { highWaterMark: inbound.chunkBytes })[Symbol.asyncIterator](),
  }
}

async function openFile(dataDir: string): Promise<{ path: string; handle: FileHandle }> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, randomHex(16) + suffix)
  return { path, handle: await open(path, 'wx', 0o600) }
}

/** Removes files that a crash left behind. */
export async function sweepUnfinished(dataDir: string): Promise<void> {
  const folder = folderOf(dataDir)
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(suffix)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > limits.leftoverMs) await rm(path, { force: true })
  }
}
