// How long have the tickets been there that are open now?
import { sql } from 'kysely'
import type { Db } from '#db'
import { ticketsOf } from './tickets.ts'

/** In order; each holds what is younger than its age and older than the one before. */
const buckets = {
  day: '1 day',
  '3_days': '3 days',
  week: '7 days',
  month: '30 days',
  older: 'infinity',
} as const
type Bucket = keyof typeof buckets
const names = Object.keys(buckets) as Bucket[]

export type Age = { bucket: Bucket; count: number }

export async function readAges(db: Db, projectId: number): Promise<Age[]> {
  const ages = Object.values(buckets).slice(0, -1)
  const { rows } = await sql<{ older_than: number; count: number }>`
    select (select count(*) from unnest(${ages}::interval[]) age where issues.created_at <= now() - age) as older_than,
      count(*) as count
    from issues where ${ticketsOf(projectId)} and issues.state = 'opened'
    group by 1`.execute(db)
  return names.map((bucket, i) => ({ bucket, count: rows.find(row => row.older_than === i)?.count ?? 0 }))
}
