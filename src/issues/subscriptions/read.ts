// Who hears of an issue, and who takes part in it?
import { sql } from 'kysely'
import type { Db } from '#db'
import { canReadInternal, type Found } from '../policy.ts'

/** Whether the user chose to hear of it or, without a choice, takes part: author, assignee, commenter, called. */
export async function isSubscribed(db: Db, issueId: number, userId: number): Promise<boolean> {
  const { rows } = await sql<{ subscribed: boolean }>`
    select coalesce(
      (select subscribed from issue_subscriptions where issue_id = ${issueId} and user_id = ${userId}),
      exists (select from issues where id = ${issueId} and author_id = ${userId})
        or exists (select from issue_assignees where issue_id = ${issueId} and user_id = ${userId})
        or exists (select from notes where issue_id = ${issueId} and author_id = ${userId} and not system)
        or exists (select from todos where issue_id = ${issueId} and user_id = ${userId})
    ) as subscribed`.execute(db)
  return rows[0]?.subscribed ?? false
}

/** Ids of the users who take part, as far as the viewer may know: internal notes betray nobody to those outside the team. */
export async function listTakingPart(
  db: Db,
  { issue, accessLevel }: Pick<Found, 'issue' | 'accessLevel'>,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select users.id from users
    where users.id in (
      select ${issue.author_id}::bigint
      union select user_id from issue_assignees where issue_id = ${issue.id}
      union select author_id from notes where issue_id = ${issue.id} and not system
        and (not internal or ${canReadInternal(accessLevel)}::boolean)
      union select todos.user_id from todos left join notes on notes.id = todos.note_id
        where todos.issue_id = ${issue.id} and todos.action in ('mentioned', 'directly_addressed')
          and (notes.id is null or not notes.internal or ${canReadInternal(accessLevel)}::boolean)
    )
    order by users.id`.execute(db)
  return rows.map(({ id }) => id)
}
