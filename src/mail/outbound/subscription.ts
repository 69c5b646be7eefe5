// Does the owner of an address want to hear of a ticket? Said by the reply key of a mail, without signing in.
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { participants } from '#issues'
import { findReplyKey, type ReplyKey } from '#mail/threads'
import { supportBot } from '#users'

export type Subscription = {
  issueId: number
  projectId: number
  /** The address to which the mail with the key went. */
  recipient: string
  /** A member, who hears of the issue by a notification level; null: an external participant. */
  userId: number | null
  subscribed: boolean
}

/**
 * What the key stands for. It works however old it is, since a person must always be able to stop the mail. Null:
 * no such key, or the ticket or the participant is gone; then no mail comes anyway.
 */
export async function findSubscription(db: Db, key: string): Promise<Subscription | null> {
  const found = await findReplyKey(db, key)
  if (found === null || found.issueId === null || found.projectId === null) return null
  const { issueId, projectId, recipient, userId } = found
  const subscribed = await isSubscribed(db, issueId, found)
  return subscribed === null ? null : { issueId, projectId, recipient, userId, subscribed }
}

async function isSubscribed(db: Db, issueId: number, key: ReplyKey): Promise<boolean | null> {
  if (key.userId !== null) {
    const chosen = await db
      .selectFrom('issue_subscriptions')
      .select('subscribed')
      .where('issue_id', '=', issueId)
      .where('user_id', '=', key.userId)
      .executeTakeFirst()
    return chosen?.subscribed ?? true
  }
  const participant = await db
    .selectFrom('issue_email_participants')
    .select('unsubscribed_at')
    .where('issue_id', '=', issueId)
    .where('email', '=', key.recipient.toLowerCase())
    .executeTakeFirst()
  return participant === undefined ? null : participant.unsubscribed_at === null
}

/**
 * Ends the mail about the ticket to the key's recipient, and says so on the ticket. Doing it twice changes nothing.
 * Returns the subscription as it is now; null as in `findSubscription`.
 */
export async function unsubscribe(tx: Tx, key: string): Promise<Subscription | null> {
  return change(tx, key, false)
}

/** Takes an end of the mail back. Returns the subscription as it is now; null as in `findSubscription`. */
export async function resubscribe(tx: Tx, key: string): Promise<Subscription | null> {
  return change(tx, key, true)
}

async function change(tx: Tx, key: string, subscribed: boolean): Promise<Subscription | null> {
  const subscription = await findSubscription(tx, key)
  if (subscription === null || subscription.subscribed === subscribed) return subscription
  const { issueId, recipient, userId } = subscription
  if (userId === null) {
    const input = { issueId, address: recipient, by: await supportBot(tx) }
    await (subscribed ? participants.resubscribe(tx, input) : participants.unsubscribe(tx, input))
  } else {
    await sql`
      insert into issue_subscriptions (issue_id, user_id, subscribed) values (${issueId}, ${userId}, ${subscribed})
      on conflict (issue_id, user_id) do update set subscribed = excluded.subscribed`.execute(tx)
  }
  return { ...subscription, subscribed }
}
