// Would somebody read what they may not, if this ticket were merged into that one?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { Access } from '#projects'
import type { Issue } from '../rows.ts'

/**
 * Author and assignees read a confidential issue whatever their role. Those of the target who may not read the ticket
 * would read it there, so it is refused.
 * @throws invalid, naming `target_issue_iid`
 */
export async function requireNoNewReaders(tx: Tx, from: Issue, to: Issue): Promise<void> {
  if (!from.confidential) return
  const { rows } = await sql<{ username: string }>`
    select users.username from users
    where not users.is_bot and not users.is_admin
      and (users.id = ${to.author_id} or users.id in (select user_id from issue_assignees where issue_id = ${to.id}))
      and users.id <> ${from.author_id}
      and users.id not in (select user_id from issue_assignees where issue_id = ${from.id})
      and not exists (select from project_access access where access.project_id = ${from.project_id}
        and access.user_id = users.id and access.access_level >= ${Access.reporter})
    order by users.id`.execute(tx)
  const names = rows.map(({ username }) => `@${username}`).join(' ')
  if (names !== '')
    throw DeskError.invalid(
      'target_issue_iid',
      `is read by ${names}, who may not read this confidential ticket`,
    )
}
