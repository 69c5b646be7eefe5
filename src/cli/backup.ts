// deskbell backup: how is nothing lost when the machine is?
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { DeskError } from '#kernel'
import { drainSpool } from '#mail/inbound'
import type { Desk } from '#main'
import { type Written, writeArchive } from './archive/write.ts'
import { withDesk } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'
import { temporary } from './temporary.ts'

export const backupCommand: Command = {
  usage: 'backup FILE|-',
  summary: 'writes database and files into one archive, while the server runs or not',
  async run(words) {
    const { positionals } = parseArgs({ args: words, allowPositionals: true })
    const [file] = positionals
    if (file === undefined || positionals.length > 1 || (file === '-' && process.stdout.isTTY)) {
      console.error(`Usage: deskbell ${this.usage}`)
      return sysexits.usage
    }
    if (file !== '-') await requireNew(file)
    const { tables, blobs, lost, repositories, lostRepositories } = await withDesk(async desk => {
      // Mails that came while the database was down are accepted, too.
      await drainSpool(desk)
      return file === '-' ? writeArchive(desk, process.stdout) : toFile(desk, file)
    })
    for (const digest of lost)
      console.error(`lost: the file ${digest} is missing or damaged in data_dir/blobs`)
    for (const id of lostRepositories)
      console.error(`lost: the repository of project ${id} is damaged; the log says how`)
    console.error(
      `wrote ${tables} tables, ${blobs} files and ${repositories} repositories; configuration (with secrets_key, if you set it) and certificates are yours to keep`,
    )
    return sysexits.ok
  },
}

/** The name appears when the archive is whole and on the disk. */
async function toFile(desk: Desk, file: string): Promise<Written> {
  const partial = `${file}.partial`
  // What a killed backup left.
  await rm(partial, { force: true })
  const target = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true })
  await once(target, 'open')
  using _partial = temporary(partial)
  const { ino } = await stat(partial)
  const written = await writeArchive(desk, target)
  await requireNew(file)
  if ((await stat(partial)).ino !== ino)
    throw new DeskError('conflict', `another backup writes to ${partial}, too`)
  await rename(partial, file)
  await syncFolder(dirname(file))
  return written
}

async function requireNew(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found) throw new DeskError('conflict', `${file} exists already; a backup overwrites nothing`)
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file system keeps the order of renames itself.
  if (process.platform === 'win32') return
  const folder = await open(path)
  await folder.sync().finally(() => folder.close())
}
