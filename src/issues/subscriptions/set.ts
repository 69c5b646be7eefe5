// How does somebody choose to hear of an issue, or not to?
import { sql } from 'kysely'
import type { Tx } from '#db'
import type { Person } from '#users'
import { findIssue } from '../policy.ts'
import { isSubscribed } from './read.ts'

type Input = { issueId: number; by: Person; subscribed: boolean }

/** Returns false if it was so already. @throws not_found */
export async function setSubscription(tx: Tx, { issueId, by, subscribed }: Input): Promise<boolean> {
  await findIssue(tx, by, issueId)
  if ((await isSubscribed(tx, issueId, by.id)) === subscribed) return false
  await sql`
    insert into issue_subscriptions (issue_id, user_id, subscribed) values (${issueId}, ${by.id}, ${subscribed})
    on conflict (issue_id, user_id) do update set subscribed = excluded.subscribed`.execute(tx)
  return true
}
