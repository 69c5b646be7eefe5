// What recurs? Every duty of the desk runs from this one loop, on one node at a time.

import type pg from 'pg'
import type { Log } from '#kernel'

export type Duty = {
  name: string
  /** The pause between the end of one run and the start of the next. */
  everySeconds: number
  run(): Promise<void>
}

/** First key of the advisory locks that keep a duty on one node. */
const dutyClass = 0x64757479

/** Runs each duty at once and then in its rhythm, until `signal` is aborted; resolves when the last run is over. */
export async function runDuties(
  pool: pg.Pool,
  duties: readonly Duty[],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  await Promise.all(duties.map(duty => repeat(pool, duty, signal, log)))
}

async function repeat(pool: pg.Pool, duty: Duty, signal: AbortSignal, log: Log): Promise<void> {
  while (!signal.aborted) {
    try {
      await runAlone(pool, duty)
    } catch (error) {
      log.error({ err: error, duty: duty.name }, 'duty failed')
    }
    await pause(duty.everySeconds * 1000, signal)
  }
}

async function runAlone(pool: pg.Pool, duty: Duty): Promise<void> {
  const client = await pool.connect()
  let broken = true
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as mine',
      [dutyClass, duty.name],
    )
    if (rows[0]?.mine) {
      try {
        await duty.run()
      } finally {
        await client.query('select pg_advisory_unlock($1, hashtext($2))', [dutyClass, duty.name])
      }
    }
    broken = false
  } finally {
    client.release(broken)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
  })
}
