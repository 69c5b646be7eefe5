// Which process reads a mailbox? The one that holds its lock in the database; when it dies, the lock goes with its connection.
import type pg from 'pg'
import type { Log } from '#kernel'

/** First key of the advisory locks that keep a mailbox to one reader. */
const leaseClass = 0x6d626f78
/** Milliseconds between two tries for a lock that another process holds: so soon is a dead reader replaced. */
const retryMs = 1_000
/** Milliseconds between two looks whether the connection still is what it was. */
const heartbeatMs = 5_000

/** @returns whether `work` was begun: false if another process reads this mailbox */
export type WithLease = (account: string, work: (lost: AbortSignal) => Promise<void>) => Promise<boolean>

export const leasePauseMs = retryMs

/**
 * Leases on one connection for all mailboxes of this process: one costs the server more memory than the locks do. It is
 * opened with the first lease that is asked for and closed with `close`.
 */
export function openLeases(pool: pg.Pool, log: Log): { withLease: WithLease; close(): void } {
  let holder: Promise<Holder> | undefined
  const connected = async () => {
    holder ??= hold(pool, () => {
      holder = undefined
      log.warn({}, 'the connection that holds the leases of mailboxes broke; they are taken again')
    })
    return holder.catch(error => {
      holder = undefined
      throw error
    })
  }
  return {
    async withLease(account, work) {
      const { client, lost } = await connected()
      const { rows } = await client.query<{ mine: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as mine',
        [leaseClass, account],
      )
      if (!rows[0]?.mine) return false
      try {
        await work(lost)
      } finally {
        // A broken connection has given up its locks already.
        if (!lost.aborted)
          await client
            .query('select pg_advisory_unlock($1, hashtext($2))', [leaseClass, account])
            .catch(() => {})
      }
      return true
    },
    close() {
      void holder?.then(({ end }) => end()).catch(() => {})
      holder = undefined
    },
  }
}

type Holder = { client: pg.PoolClient; lost: AbortSignal; end(): void }

async function hold(pool: pg.Pool, onLost: () => void): Promise<Holder> {
  const client = await pool.connect()
  const gone = new AbortController()
  const end = () => {
    if (gone.signal.aborted) return
    clearInterval(heartbeat)
    gone.abort()
    client.release(true)
  }
  const lose = () => {
    if (gone.signal.aborted) return
    end()
    onLost()
  }
  // A server that vanished without a word would leave this process believing that it reads alone.
  const heartbeat = setInterval(() => {
    const answered = AbortSignal.timeout(heartbeatMs)
    answered.addEventListener('abort', lose, { once: true })
    client.query('select 1').then(() => answered.removeEventListener('abort', lose), lose)
  }, heartbeatMs)
  heartbeat.unref()
  client.once('error', lose)
  client.once('end', lose)
  return { client, lost: gone.signal, end }
}
