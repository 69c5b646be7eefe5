// deskbell token: how does a program get in?
import { parseArgs } from 'node:util'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import { findPerson, tokens } from '#users'
import { withDesk } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

export const tokenCommand: Command = {
  usage: 'token create USERNAME --scopes api[,…] [--name N] [--expires YYYY-MM-DD]',
  summary: 'makes a personal access token and prints it, this once',
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        name: { type: 'string', default: 'command line' },
        scopes: { type: 'string', default: 'api' },
        expires: { type: 'string' },
      },
    })
    const [verb, username] = positionals
    if (verb !== 'create' || username === undefined || positionals.length > 2) {
      console.error(`Usage: deskbell ${this.usage}`)
      return sysexits.usage
    }
    const token = await withDesk(desk =>
      transaction(desk.db, async tx => {
        const person = await findPerson(tx, username)
        if (person === undefined) throw DeskError.notFound('User')
        const made = await tokens.create(tx, {
          userId: person.id,
          name: values.name,
          scopes: values.scopes.split(','),
          expiresAt: values.expires ?? null,
        })
        return made.token
      }),
    )
    console.log(token)
    return sysexits.ok
  },
}
