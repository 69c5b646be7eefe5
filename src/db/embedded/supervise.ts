// Who starts the server again when it dies, and who ends it?
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#kernel'
import type { End, Server } from './server.ts'

/** Back-off between starts: doubled from the first to the last, and forgotten after a minute of health. */
const backoffMs = { first: 100, last: 10_000, forgottenAfter: 60_000 }
/** A fast shutdown writes a checkpoint; past this it is cut short, and the next start recovers from the log. The desk has 10 s. */
const stopPatienceMs = 6_000
/** Attempts of the first start: the processes of a killed server need a moment to notice and go. */
const firstAttempts = 8

export type Supervised = {
  /** Of the present server; another after a crash. */
  readonly pid: number
  /** Called each time that the server ended by itself. It is started again, whatever is done here. */
  onExit(listener: (end: End) => void): void
  stop(): Promise<void>
}

/** @param start one complete start, from clearing up after the last run to taking connections */
export async function supervise(start: () => Promise<Server>, log: Log): Promise<Supervised> {
  const listeners: ((end: End) => void)[] = []
  const stopping = new AbortController()
  let server = await insist(start)
  const endWithDesk = () => server.child.kill('SIGINT')
  process.once('exit', endWithDesk)

  const watched = watch()
  async function watch(): Promise<void> {
    let since = Date.now()
    let pause = 0
    while (!stopping.signal.aborted) {
      const end = await server.ended
      if (stopping.signal.aborted) return
      log.error({ ...end, part: 'postgres' }, 'PostgreSQL ended by itself; starting it again')
      for (const listener of listeners) listener(end)
      if (Date.now() - since > backoffMs.forgottenAfter) pause = 0
      const next = await again(pause)
      if (next === undefined) return
      server = next
      since = Date.now()
      pause = longer(pause)
      log.info({ pid: server.pid, part: 'postgres' }, 'PostgreSQL is back')
    }
  }

  /** Tries until it runs or is to stop. */
  async function again(firstPause: number): Promise<Server | undefined> {
    for (let pause = firstPause; ; pause = longer(pause)) {
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      if (stopping.signal.aborted) return undefined
      try {
        return await start()
      } catch (error) {
        log.error({ part: 'postgres' }, `${error}`)
      }
    }
  }

  return {
    get pid() {
      return server.pid
    },
    onExit: listener => void listeners.push(listener),
    async stop() {
      stopping.abort()
      process.off('exit', endWithDesk)
      await end(server)
      await watched
      // A start that was under way when the stop came.
      await end(server)
    },
  }
}

const longer = (pause: number) => Math.min(backoffMs.last, Math.max(backoffMs.first, pause * 2))

async function insist(start: () => Promise<Server>): Promise<Server> {
  for (let attempt = 1, pause = backoffMs.first; ; attempt++, pause = longer(pause)) {
    try {
      return await start()
    } catch (error) {
      const passing = /shared memory block|lock file/.test(`${error}`)
      if (!passing || attempt >= firstAttempts) throw error
      await sleep(pause)
    }
  }
}

async function end({ child, ended }: Server): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  child.kill('SIGINT')
  const hurry = setTimeout(() => child.kill('SIGQUIT'), stopPatienceMs)
  await ended
  clearTimeout(hurry)
}
