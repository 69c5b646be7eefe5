// What recurs? Every duty of the desk runs from this one loop, on one node at a time.

import type pg from 'pg'
import type { Log } from '#kernel'
import { pause } from './pause.ts'

export type Duty = {
  name: string
  /** The pause between the end of one run and the start of the next. */
  everySeconds: number
  run(): Promise<void>
}

/** First key of the advisory locks that keep a duty on one node. */
const dutyClass = 0x64757479

/**
 * Runs each duty at once and then in its rhythm, until `signal` is aborted; resolves when the last run is over. One after
 * the other, so that at rest they need one connection.
 */
export async function runDuties(
  pool: pg.Pool,
  duties: readonly Duty[],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const due = new Map(duties.map(duty => [duty, 0]))
  while (!signal.aborted && due.size > 0) {
    for (const [duty, time] of due) {
      if (signal.aborted || time > Date.now()) continue
      try {
        await runAlone(pool, duty)
      } catch (error) {
        log.error({ err: error, duty: duty.name }, 'duty failed')
      }
      due.set(duty, Date.now() + duty.everySeconds * 1000)
    }
    await pause(Math.max(0, Math.min(...due.values()) - Date.now()), signal)
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
