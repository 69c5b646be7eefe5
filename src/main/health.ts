// Do the parts of the desk work? What /-/readiness asks.

import { access, constants } from 'node:fs/promises'
import { connect } from 'node:net'
import { sql } from 'kysely'
import type { HealthChecks } from '#web'
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

/** Resolves with the first bytes that the server says. */
function greets({ host, port }: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without a greeting')))
    socket.once('data', () => {
      resolve()
      socket.destroy()
    })
  })
}
