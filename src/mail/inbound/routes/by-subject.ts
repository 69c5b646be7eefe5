// Does the subject name a ticket, `(#12)`, on which the sender takes part? (SPEC §4.5, rule 3)

import { sql } from 'kysely'
import type { Route } from '../arrival.ts'

const rule = 'subject'
const named = /\(#(\d{1,9})\)/g
/** The last ones count: they stand nearest to where we put ours. */
const mostNamed = 10
/** As far as reply keys and Message-IDs are followed; it also ends a circle. */
const maxMoves = 20

export const bySubject: Route = async ({ row, message, senders }, db) => {
  const { project } = row
  const iids = [...message.subject.matchAll(named)].map(match => Number(match[1])).slice(-mostNamed)
  if (project === null || iids.length === 0) return null
  // A ticket that moved or was merged took its participants along, and left its number behind.
  const { rows } = await sql<{ id: number; iid: number }>`
    with recursive place as (
      select i.iid, i.id, i.moved_to_id, 0 as moves from issues i
      where i.project_id = ${project.id} and i.iid = any (${iids}::integer[])
      union all
      select p.iid, i.id, i.moved_to_id, p.moves + 1
      from place p join issues i on i.id = p.moved_to_id where p.moves < ${maxMoves}
    )
    select id, iid from place where moved_to_id is null and exists (
      select from issue_email_participants p where p.issue_id = place.id and p.email = any (${[...senders]}::text[]))
    order by array_position(${iids}::integer[], iid) desc limit 1`.execute(db)
  const [found] = rows
  if (found === undefined)
    return {
      kind: 'passed',
      rule,
      evidence: `names (#${iids.at(-1)}), but the sender does not take part there`,
    }
  const writer = { kind: 'known' } as const
  const evidence = `names (#${found.iid}), where the sender takes part`
  return { kind: 'note', issueId: found.id, writer, internal: false, answeredAt: null, rule, evidence }
}
