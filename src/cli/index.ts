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
  config: async () => (await import('./config.ts')).configCommand,
  mailbox: async () => (await import('./mailbox.ts')).mailboxCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
}

async function usage(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(load => load()))
  const width = Math.max(...all.map(command => command.usage.length))
  const lines = all.map(command => `  deskbell ${command.usage.padEnd(width)}  ${command.summary}`)
  return `Usage:\n${lines.join('\n')}`
}

const isHelp = (word: string) => word === '--help' || word === '-h'

/** @returns the exit code, of sysexits.h */
async function main(words: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = words
  if (name === 'help' || isHelp(name)) {
    console.log(await usage())
    return sysexits.ok
  }
  const load = commands[name]
  if (load === undefined) {
    console.error(`deskbell: there is no command "${name}"\n${await usage()}`)
    return sysexits.usage
  }
  const command = await load()
  const end = rest.indexOf('--')
  if (rest.slice(0, end === -1 ? rest.length : end).some(isHelp)) {
    console.log(`Usage: deskbell ${command.usage}\n${command.summary}`)
    return sysexits.ok
  }
  try {
    return await command.run(rest)
  } catch (error) {
    return explain(error, name, command)
  }
}

/** What is expected to go wrong is told in a sentence; what is not is a bug, and shows where. */
function explain(error: unknown, name: string, { usage }: Command): number {
  if (error instanceof ConfigError) {
    console.error(error.message)
    return sysexits.config
  }
  if (!(error instanceof Error)) throw error
  const code = 'code' in error ? String(error.code) : ''
  if (error instanceof TypeError && code.startsWith('ERR_PARSE_ARGS')) {
    console.error(`deskbell ${name}: ${error.message}\nUsage: deskbell ${usage}`)
    return sysexits.usage
  }
  const exitCode = exitCodeOf(error)
  if (exitCode === undefined) throw error
  const about = exitCode === sysexits.unavailable ? 'the database cannot be reached: ' : ''
  console.error(`deskbell ${name}: ${about}${error.message || code}`)
  return exitCode
}

function exitCodeOf(error: Error): number | undefined {
  if (isDeskError(error)) {
    const mayPass = error.kind === 'unavailable' || error.kind === 'conflict'
    return mayPass ? sysexits.tempFail : sysexits.dataErr
  }
  // The database cannot be reached, or refuses: nothing listens, a wrong password (PostgreSQL's errors have a severity).
  if (('syscall' in error && /^(?:connect|getaddrinfo)$/.test(String(error.syscall))) || 'severity' in error)
    return sysexits.unavailable
  // A file that cannot be read or written.
  return 'syscall' in error ? sysexits.ioErr : undefined
}

exit(await main(process.argv.slice(2)))
