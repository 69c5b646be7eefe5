// Whom does a recipient address mean?
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db'
import { generatedKey } from './form.ts'
import { parseAddress, type Reading } from './parse.ts'
import type { MailAddresses } from './patterns.ts'

export type Resolved =
  | { kind: 'project'; projectId: number; form: 'generated' | 'legacy' | 'suffix' }
  | { kind: 'reply' | 'unsubscribe'; key: string }
  /** `ours`: it belongs to one of the desk's mailboxes, yet leads nowhere. */
  | { kind: 'unknown'; ours: boolean }

type Row = { reading: number; project_id: number; slug: string | null }

/** One query with index look-ups alone; none where the address itself says it all. Whether a reply key is known, is not asked. */
export async function resolveAddress(db: Db, addresses: MailAddresses, address: string): Promise<Resolved> {
  const { readings, ours } = parseAddress(addresses, address)
  for (const reading of readings) {
    if (reading.form === 'reply' || reading.form === 'unsubscribe')
      return { kind: reading.form, key: reading.key }
  }
  if (readings.length === 0) return { kind: 'unknown', ours }
  const arms = readings.flatMap((reading, index) => armFor(reading, index) ?? [])
  const { rows } = await sql<Row>`${sql.join(arms, sql` union all `)}`.execute(db)
  for (const [index, reading] of readings.entries()) {
    const row = rows.find(row => row.reading === index && leadsTo(row, reading))
    if (row !== undefined) return { kind: 'project', projectId: row.project_id, form: formOf(reading) }
  }
  return { kind: 'unknown', ours }
}

const formOf = ({ form }: Reading) => (form === 'suffix' || form === 'legacy' ? form : 'generated')

function armFor(reading: Reading, index: number): RawBuilder<Row> | null {
  const number = sql.lit(index)
  switch (reading.form) {
    case 'generated':
      return sql<Row>`select ${number} as reading, project_id, slug
        from project_slugs where project_id = ${reading.id}`
    case 'suffix':
      return sql<Row>`select ${number} as reading, project_id, null as slug
        from service_desk_keys where slug = ${reading.slug} and suffix = ${reading.suffix}`
    case 'legacy':
      // Who had the path first keeps its mail: a project that took the path later must not get another's customers.
      return sql<Row>`select ${number} as reading, coalesce(
          (select project_id from project_former_paths where full_path = ${reading.path}),
          (select id from projects where lower(full_path) = ${reading.path})) as project_id, null as slug`
    default:
      return null
  }
}

function leadsTo({ project_id: projectId, slug }: Row, reading: Reading): boolean {
  if (projectId === null || reading.form !== 'generated') return projectId !== null
  // The key of the address, formed anew from a slug that the project has or had: so the cut form fits too.
  const given = `${reading.slug}-${reading.id}-issue-`
  const { pattern, id } = reading
  return slug === reading.slug || (slug !== null && generatedKey(pattern, id, slug) === given)
}
