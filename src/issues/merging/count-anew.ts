// How many notes has an issue, and who wrote last, after notes came or went?
import { sql } from 'kysely'
import type { Tx } from '#db'

/**
 * The same rules as where a note is written (notes/insert.ts), applied to all notes that are there now. A note that
 * is older than the issue, since it was merged in, answered it at once.
 */
export async function countAnew(tx: Tx, issueIds: readonly number[]): Promise<void> {
  await sql`
    update issues set updated_at = now(), user_notes_count = told.public, internal_notes_count = told.internal,
      last_customer_at = greatest(case when issues.service_desk and issues.last_customer_at is not null then issues.created_at end,
        told.last_customer_at),
      first_team_at = case when told.first_team_at is not null then greatest(told.first_team_at, issues.created_at) end, last_team_at = told.last_team_at
    from (
      select i.id, count(n.id) filter (where not n.internal) as public, count(n.id) filter (where n.internal) as internal,
        max(n.created_at) filter (where not n.internal and n.external_author is not null) as last_customer_at,
        min(n.created_at) filter (where not n.internal and n.external_author is null and not u.is_bot) as first_team_at,
        max(n.created_at) filter (where not n.internal and n.external_author is null and not u.is_bot) as last_team_at
      from issues i
      left join notes n on n.issue_id = i.id and not n.system
      left join users u on u.id = n.author_id
      where i.id = any (${[...issueIds]}::bigint[]) group by i.id
    ) told
    where issues.id = told.id`.execute(tx)
}
