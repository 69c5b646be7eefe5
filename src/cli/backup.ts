// deskbell backup: how is nothing lost when the machine is?
import { createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { DeskError } from '#kernel'
import { writeArchive } from './archive/write.ts'
import { withDesk } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

export const backupCommand: Command = {
  usage: 'backup FILE|-',
  summary: 'writes database and files into one archive, while the server runs or not',
  async run(words) {
    const { positionals } = parseArgs({ args: words, allowPositionals: true })
    const [file] = positionals
    if (file === undefined || positionals.length > 1) {
      console.error(`Usage: deskbell ${this.usage}`)
      return sysexits.usage
    }
    const { tables, blobs } =
      file === '-' ? await withDesk(desk => writeArchive(desk, process.stdout)) : await toFile(file)
    console.error(`wrote ${tables} tables and ${blobs} files`)
    return sysexits.ok
  },
}

/** The name appears when the archive is whole and on the disk. */
async function toFile(file: string): Promise<{ tables: number; blobs: number }> {
  if (existsSync(file)) throw new DeskError('conflict', `${file} exists already; a backup overwrites nothing`)
  const partial = `${file}.partial`
  try {
    const written = await withDesk(desk => writeArchive(desk, createWriteStream(partial, { mode: 0o600 })))
    const handle = await open(partial, 'r+')
    await handle.sync()
    await handle.close()
    await rename(partial, file)
    return written
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
