// deskbell start: runs the desk until it is told to stop.
import { parseArgs } from 'node:util'
import { loadConfig } from '#config'
import { createLog } from '#kernel'
import { greeting, startDesk } from '#main'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

/** What is under way gets this long to end; then the process ends all the same, and the next start takes up the rest. */
const drainMilliseconds = 10_000

export const startCommand: Command = {
  usage: 'start',
  summary: 'runs the desk: database, SMTP, web',
  async run(words) {
    // It takes none: one that is given was meant to do something.
    parseArgs({ args: words })
    const config = loadConfig({ env: process.env, cwd: process.cwd() })
    const log = createLog(config.log_level)
    // PostgreSQL may die under anything; what was under way is tried again from its row, so the desk itself goes on.
    process.on('unhandledRejection', error =>
      log.error({ err: error }, 'something failed that nobody waited for'),
    )
    const stopping = Promise.withResolvers<string>()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.resolve(signal))
    const running = await startDesk(config, log, process.env)
    console.log(await greeting(running))
    const signal = await stopping.promise
    log.info({ signal }, 'stopping')
    const late = setTimeout(() => {
      log.error(
        { drainMilliseconds },
        'could not end in time; the next start goes on from what is in the database',
      )
      process.exit(sysexits.software)
    }, drainMilliseconds)
    await running.stop()
    clearTimeout(late)
    return sysexits.ok
  },
}
