// How many tickets came, how many went, and how many were open, day by day?
import { sql } from 'kysely'
import type { Db } from '#db'
import { isWaiting } from '../filter.ts'
import type { Period } from './period.ts'
import { dayOf, since, ticketsOf } from './tickets.ts'

export type Flow = {
  per_day: { day: string; opened: number; closed: number; open_at_end: number }[]
  totals: { opened: number; closed: number; open: number; awaiting_team: number }
}

type Change = { day: string; opened: number; closed: number; reopened: number }

/** Every closing counts: a ticket that was opened again and closed again has two. */
export async function readFlow(db: Db, projectId: number, period: Period): Promise<Flow> {
  const [changes, { open, awaiting_team }] = await Promise.all([
    readChanges(db, projectId, period),
    readNow(db, projectId),
  ])
  const per_day = countBack(changes, period, open)
  const total = (count: 'opened' | 'closed') => per_day.reduce((sum, day) => sum + day[count], 0)
  return { per_day, totals: { opened: total('opened'), closed: total('closed'), open, awaiting_team } }
}

/** Of each day since the period began, up to now, on which anything changed. */
async function readChanges(db: Db, projectId: number, period: Period): Promise<Change[]> {
  const { rows } = await sql<Change>`
    select day, sum(opened) as opened, sum(closed) as closed, sum(reopened) as reopened
    from (
      select ${dayOf('issues.created_at', period)} as day, count(*) as opened, 0 as closed, 0 as reopened
      from issues
      where ${ticketsOf(projectId)} and ${since('issues.created_at', period)}
      group by 1
      union all
      select ${dayOf('notes.created_at', period)}, 0, count(*) filter (where notes.system_action = 'closed'),
        count(*) filter (where notes.system_action = 'reopened')
      from notes join issues on issues.id = notes.issue_id
      where notes.project_id = ${projectId} and notes.system_action in ('closed', 'reopened')
        and ${since('notes.created_at', period)} and ${ticketsOf(projectId)}
      group by 1
    ) changes
    group by day`.execute(db)
  return rows
}

async function readNow(db: Db, projectId: number): Promise<{ open: number; awaiting_team: number }> {
  const { rows } = await sql<{ open: number; awaiting_team: number }>`
    select count(*) as open, count(*) filter (where ${isWaiting}) as awaiting_team
    from issues where ${ticketsOf(projectId)} and issues.state = 'opened'`.execute(db)
  return rows[0] ?? { open: 0, awaiting_team: 0 }
}

/** From what is open now back to the first day: what is open now is known for certain, whatever was before the period. */
function countBack(changes: readonly Change[], period: Period, openNow: number): Flow['per_day'] {
  const byDay = new Map(changes.map(change => [change.day, change]))
  const isLater = ({ day }: Change) => day > period.to
  let open = changes.filter(isLater).reduce((sum, change) => sum - growth(change), openNow)
  const per_day: Flow['per_day'] = []
  for (const day of period.days.toReversed()) {
    const change = byDay.get(day) ?? { day, opened: 0, closed: 0, reopened: 0 }
    per_day.push({ day, opened: change.opened, closed: change.closed, open_at_end: open })
    open -= growth(change)
  }
  return per_day.toReversed()
}

function growth({ opened, closed, reopened }: Change): number {
  return opened - closed + reopened
}
