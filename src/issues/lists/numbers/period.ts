// Which days does somebody ask about, and where do these days begin?
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'

export type AskedPeriod = {
  /** `YYYY-MM-DD`; the last 30 days unless told otherwise. */
  from?: string | undefined
  to?: string | undefined
  /** A name of the IANA's list; UTC unless told otherwise. */
  timeZone?: string | undefined
}

/** Both days count. A day begins at midnight of the zone and may have 23 or 25 hours. */
export type Period = { from: string; to: string; timeZone: string; days: string[] }

const defaultDays = 30
/** Days: a leap year. A chart with more of them than that shows nothing. */
const maxDays = 366
const dayMs = 86_400_000

/** @throws invalid naming `from` or `time_zone` */
export async function resolvePeriod(db: Db, asked: AskedPeriod): Promise<Period> {
  const timeZone = asked.timeZone ?? 'UTC'
  const today = await todayIn(db, timeZone)
  const to = asked.to ?? today
  const from = asked.from ?? shifted(to, 1 - defaultDays)
  const count = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  if (count < 1) throw DeskError.invalid('from', 'is after to')
  if (count > maxDays) throw DeskError.invalid('from', `is more than ${maxDays} days before to`)
  return { from, to, timeZone, days: Array.from({ length: count }, (_, i) => shifted(from, i)) }
}

/** A calendar day has no zone; counted in UTC, each has 24 hours. */
function shifted(day: string, by: number): string {
  return new Date(Date.parse(day) + by * dayMs).toISOString().slice(0, 10)
}

/** PostgreSQL alone would take much for a zone that is none: `+02:00`, whose sign it reads the other way, or `Foo5`. */
async function todayIn(db: Db, timeZone: string): Promise<string> {
  const unknown = DeskError.invalid('time_zone', 'is not the name of a time zone')
  if (!/^[A-Za-z]/.test(timeZone) || !isNameOfZone(timeZone)) throw unknown
  try {
    const { rows } = await sql<{
      today: string
    }>`select (now() at time zone ${timeZone})::date as today`.execute(db)
    return rows[0]?.today ?? ''
  } catch (error) {
    // Its list of zones may be of another year than ours.
    if (error instanceof Error && 'code' in error && error.code === invalidParameterValue) throw unknown
    throw error
  }
}

const invalidParameterValue = '22023'

function isNameOfZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }))
  } catch {
    return false
  }
}
