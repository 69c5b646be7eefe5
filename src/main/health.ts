// Do the parts of the desk work? What /-/readiness and the administrators' pages ask.

import { access, constants } from 'node:fs/promises'
import { connect } from 'node:net'
import { sql } from 'kysely'
import type { Door, HealthChecks } from '#web'
import type { Desk } from './desk.ts'
import type { Endpoint } from './running.ts'

/** A job that waits longer than this says that nobody takes jobs any more. */
const stuckSeconds = 300

export function healthChecks({ db, config }: Desk, smtp: Endpoint | undefined): HealthChecks {
  return {
    db: async () => {
      await sql`select 1`.execute(db)
    },
    jobs: async () => {
      const { rows } = await sql<{ stuck: boolean }>`
        select exists (select from graphile_worker.jobs where locked_at is null and attempts = 0
          and run_at < now() - make_interval(secs => ${stuckSeconds})) as stuck`.execute(db)
      if (rows[0]?.stuck) throw new Error('jobs wait and nobody takes them')
    },
    storage: () => access(config.data_dir, constants.W_OK),
    ...(smtp && { smtp: () => greets(smtp) }),
  }
}

/** The listeners as the web knows them. */
export function doorsOf({ smtp, lmtp }: { smtp: Endpoint | undefined; lmtp: string | undefined }): {
  smtp?: Door
  lmtp?: Door
} {
  return {
    ...(smtp && { smtp: { address: `${smtp.host}:${smtp.port}`, greets: () => greets(smtp) } }),
    ...(lmtp !== undefined && { lmtp: { address: lmtp, greets: () => greets(whereIs(lmtp)) } }),
  }
}

/** `host:port`, or the path of a socket. */
function whereIs(listener: string): Endpoint | { path: string } {
  if (listener.startsWith('/')) return { path: listener }
  const at = listener.lastIndexOf(':')
  return { host: listener.slice(0, at), port: Number(listener.slice(at + 1)) }
}

/** A listener on this machine answers at once, or is ill. */
const greetingMilliseconds = 4000

/** Resolves with the first bytes that the server says. */
function greets(listener: Endpoint | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(listener)
    socket.setTimeout(greetingMilliseconds, () => socket.destroy(new Error('no greeting in time')))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without a greeting')))
    socket.once('data', () => {
      resolve()
      socket.destroy()
    })
  })
}
