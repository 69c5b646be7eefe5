// What can be asked of the desk from a shell?
import { exit } from 'node:process'
import { ConfigError } from '#config'
import { isDeskError } from '#kernel'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

/** Each is loaded when it is called: the server carries no archive writer, and a command no web. */
const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./start.ts')).startCommand,
  receive: async () => (await import('./receive.ts')).receiveCommand,
  send: async () => (await import('./send.ts')).sendCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  user: async () => (await import('./user.ts')).userCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
}

async function usage(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(load => load()))
  const width = Math.max(...all.map(command => command.usage.length))
  const lines = all.map(command => `  deskbell ${command.usage.padEnd(width)}  ${command.summary}`)
  return `Usage:\n${lines.join('\n')}`
}

/** @returns the exit code, of sysexits.h */
async function main(words: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = words
  if (name === 'help' || name === '--help' || name === '-h') {
    console.log(await usage())
    return sysexits.ok
  }
  const load = commands[name]
  if (load === undefined) {
    console.error(`deskbell: there is no command "${name}"\n${await usage()}`)
    return sysexits.usage
  }
  const command = await load()
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
