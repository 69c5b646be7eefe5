// What do the tables look like to TypeScript? Written by `npm run schema` into schema.gen.ts.
import type { Pool } from 'pg'

type Column = {
  table: string
  column: string
  type: string
  not_null: boolean
  /** Filled by the database if left out (default), or always (identity, generated column). */
  filled: 'no' | 'if left out' | 'always'
}

/** By PostgreSQL's internal names, as deskTypes() reads them; a type not listed here stops the generator. */
const typeNames: Record<string, string> = {
  bool: 'boolean',
  ...Object.fromEntries(
    ['int2', 'int4', 'int8', 'float4', 'float8', 'numeric'].map(name => [name, 'number']),
  ),
  ...Object.fromEntries(
    ['text', 'varchar', 'uuid', 'inet', 'date', 'tsvector'].map(name => [name, 'string']),
  ),
  bytea: 'Bytes',
  timestamptz: 'Time',
  jsonb: 'Json',
}

const head = `// What is in the database? Generated from the migrations by \`npm run schema\`; do not edit.
import type { ColumnType } from 'kysely'

type Bytes = ColumnType<Buffer, Uint8Array>
type Time = ColumnType<Date, Date | string>
/** Written as JSON text: pg would turn an array into one of PostgreSQL's own. */
type Json = ColumnType<unknown, string>
type Default<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>
type Always<T> = ColumnType<T, never, never>
`

/** @returns the text of schema.gen.ts for the schema `public` of a migrated database */
export async function describeSchema(pool: Pool): Promise<string> {
  const { rows } = await pool.query<Column>(query)
  const tables = Map.groupBy(rows, row => row.table)
  const body = [...tables].map(([table, columns]) => {
    const lines = columns.map(column => `    ${column.column}: ${typeOf(column)}\n`)
    return `  ${table}: {\n${lines.join('')}  }\n`
  })
  return `${head}\nexport type DB = {\n${body.join('')}}\n`
}

/** A view's columns count as never null, which PostgreSQL does not know: a view of ours that breaks this says so in its name. */
const query = `
  select c.relname as "table", a.attname as "column",
    case when t.typelem <> 0 and t.typcategory = 'A' then e.typname || '[]' else t.typname end as "type",
    a.attnotnull or c.relkind = 'v' as not_null,
    case when a.attidentity = 'a' or a.attgenerated <> '' then 'always'
      when a.atthasdef or a.attidentity = 'd' then 'if left out' else 'no' end as filled
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type e on e.oid = t.typelem
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and c.relname <> 'schema_migrations'
  order by c.relname collate "C", a.attnum`

function typeOf({ table, column, type, not_null, filled }: Column): string {
  const list = type.endsWith('[]')
  const name = typeNames[list ? type.slice(0, -2) : type]
  if (name === undefined)
    throw new Error(`${table}.${column}: the type ${type} has no reading in TypeScript yet`)
  const value = `${name}${list ? '[]' : ''}${not_null ? '' : ' | null'}`
  if (filled === 'always') return `Always<${value}>`
  return filled === 'if left out' ? `Default<${value}>` : value
}
