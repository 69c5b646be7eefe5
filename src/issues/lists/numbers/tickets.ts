// Which rows count as tickets of a project, and what falls into a period?
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Period } from './period.ts'

/** What moved to another project is counted there. */
export function ticketsOf(projectId: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`issues.project_id = ${projectId} and issues.service_desk and issues.moved_to_id is null`
}

/** The midnight with which a day begins in the period's zone. */
const midnight = (day: RawBuilder<unknown>, { timeZone }: Period) => sql`(${day} at time zone ${timeZone})`

export function since(column: string, period: Period): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} >= ${midnight(sql`${period.from}::date::timestamp`, period)}`
}

export function within(column: string, period: Period): RawBuilder<SqlBool> {
  const end = midnight(sql`(${period.to}::date + 1)::timestamp`, period)
  return sql<SqlBool>`(${since(column, period)} and ${sql.ref(column)} < ${end})`
}

/** The day of a moment, in the period's zone. */
export function dayOf(column: string, { timeZone }: Period): RawBuilder<string> {
  return sql<string>`(${sql.ref(column)} at time zone ${timeZone})::date`
}
