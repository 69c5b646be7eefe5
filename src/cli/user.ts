// deskbell user: who may sign in?
import { parseArgs } from 'node:util'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import { createUser, findPerson, updateUser } from '#users'
import { askPassword } from './ask.ts'
import { withDesk } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

export const userCommand: Command = {
  usage: 'user create|password USERNAME [--name N --email E --admin]',
  summary: 'makes a person, or sets a password (asked for, or the first line of standard input)',
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        email: { type: 'string' },
        admin: { type: 'boolean', default: false },
      },
    })
    const [verb, username] = positionals
    if ((verb !== 'create' && verb !== 'password') || username === undefined || positionals.length > 2) {
      console.error(`Usage: deskbell ${this.usage}`)
      return sysexits.usage
    }
    const { email } = values
    if (verb === 'create' && email === undefined)
      throw DeskError.invalid('email', 'is missing: --email ADDRESS')
    const password = await askPassword(`Password for ${username}: `)
    await withDesk(desk =>
      transaction(desk.db, async tx => {
        if (verb === 'create' && email !== undefined) {
          await createUser(tx, {
            username,
            name: values.name ?? username,
            email,
            password,
            isAdmin: values.admin,
          })
          return
        }
        const person = await findPerson(tx, username)
        if (person === undefined) throw DeskError.notFound('User')
        await updateUser(tx, person.id, { password })
      }),
    )
    console.error(
      verb === 'create' ? `made ${username}` : `the password of ${username} is set; all sessions are ended`,
    )
    return sysexits.ok
  },
}
