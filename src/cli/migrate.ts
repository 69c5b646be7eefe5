// deskbell migrate: is the database what this version expects?
import { parseArgs } from 'node:util'
import { withDesk } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

export const migrateCommand: Command = {
  usage: 'migrate',
  summary: 'brings the database up to date (the server does so at each start)',
  async run(words) {
    // It takes none: one that is given was meant to do something.
    parseArgs({ args: words })
    // Opening migrates.
    await withDesk(async () => {})
    console.error('the database is up to date')
    return sysexits.ok
  },
}
