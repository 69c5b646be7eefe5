// How long did it take: the middle one of all, and what nine of ten stayed under?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Period } from './period.ts'
import { dayOf, ticketsOf, within } from './tickets.ts'

type Took = { count: number; median_seconds: number | null; p90_seconds: number | null }
export type TookPerDay = Took & {
  per_day: (Took & { day: string })[]
  /** Medians cannot be added up; so whole weeks, back from the last day, each named by its first. */
  per_week: (Took & { day: string })[]
}

const weekDays = 7

/** `week` counts back from the last day. */
type Row = { day: string | null; week: number | null; count: number; took: [number, number] | null }

/** Tickets that the team first answered in the period, by the day of the answer. What the desk says by itself is none. */
export const readFirstResponse = (db: Db, projectId: number, period: Period) =>
  readTook(db, projectId, period, 'issues.first_team_at')

/** Tickets closed in the period and not opened again, by the day of their last closing. */
export const readResolution = (db: Db, projectId: number, period: Period) =>
  readTook(db, projectId, period, 'issues.closed_at')

async function readTook(db: Db, projectId: number, period: Period, column: string): Promise<TookPerDay> {
  const { rows } = await sql<Row>`
    select day, week, count(*) as count, percentile_cont(array[0.5, 0.9]) within group (order by seconds) as took
    from (
      select ${dayOf(column, period)} as day, (${period.to}::date - ${dayOf(column, period)}) / ${sql.lit(weekDays)} as week,
        ${secondsUntil(column)} as seconds
      from issues where ${ticketsOf(projectId)} and ${sql.ref(column)} is not null and ${within(column, period)}
    ) taken
    group by grouping sets ((day), (week), ())`.execute(db)
  const of = (day: string | null, week: number | null = null): Took => {
    const { count, took } = rows.find(row => row.day === day && row.week === week) ?? { count: 0, took: null }
    const [median, p90] = (took ?? []).map(Math.round)
    return { count, median_seconds: median ?? null, p90_seconds: p90 ?? null }
  }
  const per_day = period.days.map(day => ({ day, ...of(day) }))
  const per_week = firstDays(period).map((day, week) => ({ day, ...of(null, week) }))
  return { ...of(null), per_day, per_week: per_week.toReversed() }
}

/** Of the whole weeks, the last one first. */
function firstDays({ days }: Period): string[] {
  return days.toReversed().filter((_, ago) => ago % weekDays === weekDays - 1)
}

/** From the ticket's arrival; an import may say that something came before it. */
export function secondsUntil(column: string) {
  return sql<number>`greatest(0, extract(epoch from ${sql.ref(column)} - issues.created_at))`
}
