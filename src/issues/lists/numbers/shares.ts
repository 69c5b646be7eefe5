// Where do the tickets come from, and what are they about?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Period } from './period.ts'
import { ticketsOf, within } from './tickets.ts'
import { secondsUntil } from './took.ts'

export type DomainShare = {
  domain: string
  opened: number
  open: number
  median_first_response_seconds: number | null
}
export type LabelShare = { label: string; color: string; opened: number; open: number }

/** Rows of a chart that can still be read. */
const maxShares = 20

const counts = (period: Period) => sql`
  count(*) filter (where ${within('issues.created_at', period)}) as opened,
  count(*) filter (where issues.state = 'opened') as open`
const counted = (period: Period) =>
  sql<boolean>`(issues.state = 'opened' or ${within('issues.created_at', period)})`

/** By the domain of the requester: opened and first answered in the period, and open now. */
export async function readDomains(db: Db, projectId: number, period: Period): Promise<DomainShare[]> {
  const answered = within('issues.first_team_at', period)
  const { rows } = await sql<DomainShare>`
    select domain, opened, open, round(median)::bigint as median_first_response_seconds
    from (
      select address_domain(issues.service_desk_reply_to) as domain, ${counts(period)},
        percentile_cont(0.5) within group (order by ${secondsUntil('issues.first_team_at')})
          filter (where ${answered}) as median
      from issues
      where ${ticketsOf(projectId)} and issues.service_desk_reply_to is not null
        and (${counted(period)} or ${answered})
      group by 1
    ) domains
    where opened + open > 0
    order by opened desc, open desc, domain limit ${maxShares}`.execute(db)
  return rows
}

/** By label; a ticket with several counts under each. */
export async function readLabels(db: Db, projectId: number, period: Period): Promise<LabelShare[]> {
  const { rows } = await sql<LabelShare>`
    select labels.title as label, labels.color, shares.opened, shares.open
    from (
      select issue_labels.label_id, ${counts(period)}
      from issues join issue_labels on issue_labels.issue_id = issues.id
      where ${ticketsOf(projectId)} and ${counted(period)}
      group by 1
    ) shares join labels on labels.id = shares.label_id
    order by shares.opened desc, shares.open desc, labels.title limit ${maxShares}`.execute(db)
  return rows
}
