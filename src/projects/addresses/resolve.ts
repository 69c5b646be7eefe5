// Whom does a recipient address mean?
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db'
import { generatedKey } from './form.ts'
import { type CustomReading, parseAddress, type Reading } from './parse.ts'
import type { MailAddresses } from './patterns.ts'

export type Resolved =
  | { kind: 'project'; projectId: number; form: 'generated' | 'legacy' | 'suffix' | 'custom' }
  | { kind: 'reply' | 'unsubscribe'; key: string }
  /** Of a project's own address: there the mail arrives by which it is verified. */
  | { kind: 'verification'; projectId: number }
  /** `ours`: it belongs to one of the desk's mailboxes, yet leads nowhere. */
  | { kind: 'unknown'; ours: boolean }

type Row = { reading: number; project_id: number; slug: string | null }

/**
 * One query with index look-ups alone; none where the address itself says it all. Whether a reply key is known, is not asked.
 * @param options.custom false: addresses of projects' own do not count, and nobody is asked for foreign ones
 */
export async function resolveAddress(
  db: Db,
  addresses: MailAddresses,
  address: string,
  { custom = true }: { custom?: boolean } = {},
): Promise<Resolved> {
  const { ours, ...parsed } = parseAddress(addresses, address)
  const readings = [...parsed.readings, ...(custom && parsed.custom !== null ? [parsed.custom] : [])]
  for (const reading of readings) {
    if (reading.form === 'reply' || reading.form === 'unsubscribe')
      return { kind: reading.form, key: reading.key }
  }
  if (readings.length === 0) return { kind: 'unknown', ours }
  const arms = readings.flatMap((reading, index) => armFor(reading, index) ?? [])
  const { rows } = await sql<Row>`${sql.join(arms, sql` union all `)}`.execute(db)
  for (const [index, reading] of readings.entries()) {
    const row = rows.find(row => row.reading === index && leadsTo(row, reading))
    if (row !== undefined) return meantBy(reading, row.project_id)
  }
  return { kind: 'unknown', ours }
}

function meantBy(reading: Reading | CustomReading, projectId: number): Resolved {
  switch (reading.form) {
    case 'custom-reply':
    case 'custom-unsubscribe':
      return { kind: reading.form === 'custom-reply' ? 'reply' : 'unsubscribe', key: reading.key }
    case 'verification':
      return { kind: 'verification', projectId }
    case 'custom':
    case 'suffix':
    case 'legacy':
      return { kind: 'project', projectId, form: reading.form }
    default:
      return { kind: 'project', projectId, form: 'generated' }
  }
}

function armFor(reading: Reading | CustomReading, index: number): RawBuilder<Row> | null {
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
    case 'custom':
      return sql<Row>`select ${number} as reading, project_id, null as slug
        from service_desk_custom_emails where lower(email) = ${reading.email} and enabled`
    case 'custom-reply':
    case 'custom-unsubscribe':
    case 'verification':
      // Answers are taken while the address is not in use, too.
      return sql<Row>`select ${number} as reading, project_id, null as slug
        from service_desk_custom_emails where lower(email) = ${reading.email}`
    default:
      return null
  }
}

function leadsTo({ project_id: projectId, slug }: Row, reading: Reading | CustomReading): boolean {
  if (projectId === null || reading.form !== 'generated') return projectId !== null
  // The key of the address, formed anew from a slug that the project has or had: so the cut form fits too.
  const given = `${reading.slug}-${reading.id}-issue-`
  const { pattern, id } = reading
  return slug === reading.slug || (slug !== null && generatedKey(pattern, id, slug) === given)
}
