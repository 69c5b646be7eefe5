// Which tables make up a desk, and in which order can they be filled?
import type { ClientBase } from 'pg'

export type Table = { name: string; columns: string[] }

/** Not part of a desk: what migrations were run is checked, and attempts to sign in are forgotten. */
const left = ['schema_migrations', 'sign_in_attempts']

/** Tables with the columns that are written, referenced ones before those that refer to them. */
export async function readTables(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' and c.relname <> all ($1)
     group by c.relname order by c.relname`,
    [left],
  )
  const { rows: links } = await client.query<{ from: string; to: string }>(
    `select distinct conrelid::regclass::text as from, confrelid::regclass::text as to
     from pg_constraint where contype = 'f' and conrelid <> confrelid`,
  )
  return inOrder(rows, links)
}

function inOrder(tables: readonly Table[], links: readonly { from: string; to: string }[]): Table[] {
  const done: Table[] = []
  let rest = [...tables]
  while (rest.length > 0) {
    const free = rest.filter(
      ({ name }) => !links.some(link => link.from === name && rest.some(other => other.name === link.to)),
    )
    if (free.length === 0)
      throw new Error(`tables refer to each other in a circle: ${rest.map(t => t.name).join(', ')}`)
    done.push(...free)
    rest = rest.filter(table => !free.includes(table))
  }
  return done
}

/** Migrations as they were applied: an archive fits a database with exactly the same. */
export async function readMigrations(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select version || ' ' || checksum as line from schema_migrations order by version`,
  )
  return rows.map(row => row.line)
}

export type Counter = { table: string; column: string; value: number; called: boolean }

/** Where each identity column stands, so that no id is given out twice. */
export async function readCounters(client: ClientBase): Promise<Counter[]> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> ''`,
  )
  const counters: Counter[] = []
  for (const { table, column, sequence } of rows) {
    const { rows: state } = await client.query(
      `select last_value::float8 as value, is_called as called from ${sequence}`,
    )
    counters.push({ table, column, value: state[0].value, called: state[0].called })
  }
  return counters
}

export type WaitingJob = {
  task: string
  payload: unknown
  run_at: string
  max_attempts: number
  key: string | null
}

/** What was left for later and is not done. */
export async function readJobs(client: ClientBase): Promise<WaitingJob[]> {
  const { rows } = await client.query<WaitingJob>(
    `select t.identifier as task, j.payload, j.run_at::text, j.max_attempts, j.key
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.attempts < j.max_attempts order by j.id`,
  )
  return rows
}
