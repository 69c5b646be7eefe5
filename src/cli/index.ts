// What can be asked of the desk from a shell?
import { exit } from 'node:process'
import { ConfigError } from '#config'
import { isDeskError } from '#kernel'
import { backupCommand } from './backup.ts'
import type { Command } from './command.ts'
import { doctorCommand } from './doctor.ts'
import { migrateCommand } from './migrate.ts'
import { receiveCommand } from './receive.ts'
import { restoreCommand } from './restore.ts'
import { sendCommand } from './send.ts'
import { startCommand } from './start.ts'
import { sysexits } from './sysexits.ts'
import { tokenCommand } from './token.ts'
import { userCommand } from './user.ts'

const commands: Record<string, Command> = {
  start: startCommand,
  receive: receiveCommand,
  send: sendCommand,
  doctor: doctorCommand,
  migrate: migrateCommand,
  user: userCommand,
  token: tokenCommand,
  backup: backupCommand,
  restore: restoreCommand,
}

function usage(): string {
  const width = Math.max(...Object.values(commands).map(command => command.usage.length))
  const lines = Object.values(commands).map(
    command => `  deskbell ${command.usage.padEnd(width)}  ${command.summary}`,
  )
  return `Usage:\n${lines.join('\n')}`
}

/** @returns the exit code, of sysexits.h */
async function main(words: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = words
  if (name === 'help' || name === '--help' || name === '-h') {
    console.log(usage())
    return sysexits.ok
  }
  const command = commands[name]
  if (command === undefined) {
    console.error(`deskbell: there is no command "${name}"\n${usage()}`)
    return sysexits.usage
  }
  try {
    return await command.run(rest)
  } catch (error) {
    if (error instanceof ConfigError) {
      console.error(error.message)
      return sysexits.config
    }
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      console.error(`deskbell ${name}: ${error.message}\nUsage: deskbell ${command.usage}`)
      return sysexits.usage
    }
    if (!isDeskError(error)) throw error
    console.error(`deskbell ${name}: ${error.message}`)
    return error.kind === 'unavailable' || error.kind === 'conflict' ? sysexits.tempFail : sysexits.dataErr
  }
}

exit(await main(process.argv.slice(2)))
