// How do two tickets become one? All that was said and all who take part go to the other; the first leads there.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError, randomHex } from '#kernel'
import type { Person } from '#users'
import { lockIssue } from '../attributes/lock.ts'
import { first, recordEvent } from '../events/record.ts'
import { addSystemNote } from '../notes/system.ts'
import { maxParticipants } from '../participants/add.ts'
import { type Found, findAsTeam } from '../policy.ts'
import { countAnew } from './count-anew.ts'
import { requireNoNewReaders } from './readers.ts'

export type MergeIssues = { issueId: number; targetId: number; by: Person }
export type MergedIssue = { noteId: number; madeConfidential: boolean }

/**
 * Notes, files, participants and what mail knows go along; title, labels, assignees and state are the target's. What
 * the ticket said first becomes a note there, as old as it is. Its own system notes stay behind as its history. Nobody
 * is mailed. The target becomes confidential if the ticket is, or if more people could read it else.
 * @throws invalid naming `target_issue_iid`, conflict, not_found; forbidden below Reporter in either project
 */
export async function mergeIssues(tx: Tx, { issueId, targetId, by }: MergeIssues): Promise<MergedIssue> {
  if (issueId === targetId) throw DeskError.invalid('target_issue_iid', 'is this very ticket')
  // In the order of their ids, so that two merges at a time do not wait for each other.
  for (const id of [issueId, targetId].toSorted((one, other) => one - other)) await lockIssue(tx, id)
  const from = await findAsTeam(tx, by, issueId)
  const to = await findAsTeam(tx, by, targetId)
  if (from.issue.moved_to_id !== null)
    throw new DeskError('conflict', 'The ticket has been moved or merged already')
  if (to.issue.moved_to_id !== null)
    throw DeskError.invalid('target_issue_iid', 'has been moved or merged itself: name where it went')
  await requireNoNewReaders(tx, from.issue, to.issue)
  await joinParticipants(tx, issueId, targetId)
  const madeConfidential = await becomeTicket(tx, from, to)
  const noteId = await noteOfDescription(tx, from, to)
  await takeAlong(tx, { from: issueId, to: targetId, noteId })
  await sql`
    update issues set moved_to_id = ${targetId}, merged = true, merged_note_id = ${noteId}, state = 'closed',
      closed_at = coalesce(closed_at, now()), closed_by_id = coalesce(closed_by_id, ${by.id}), updated_at = now()
    where id = ${issueId}`.execute(tx)
  await countAnew(tx, [issueId, targetId])
  await tell(tx, { from, to, by, madeConfidential })
  return { noteId, madeConfidential }
}

/**
 * Who takes part in one takes part in both, once. Whoever is subscribed to one of them stays so: they wait for an answer.
 * They stay on the merged one as well: what was written there a moment ago, and is not mailed yet, is theirs alone.
 * Only those who had the target's first mail count as its requester and Cc; its Message-ID is nobody else's business.
 */
async function joinParticipants(tx: Tx, from: number, to: number): Promise<void> {
  await sql`
    insert into issue_email_participants as here (issue_id, email, address, name, origin, unsubscribed_at, created_at)
    select ${to}::bigint, email, address, name, 'added', unsubscribed_at, created_at
    from issue_email_participants where issue_id = ${from} order by id
    on conflict (issue_id, email) do update
      set unsubscribed_at = case when excluded.unsubscribed_at is null then null else here.unsubscribed_at end`.execute(
    tx,
  )
  const { count } = await tx
    .selectFrom('issue_email_participants')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('issue_id', '=', to)
    .executeTakeFirstOrThrow()
  if (count > maxParticipants)
    throw DeskError.invalid(
      'target_issue_iid',
      `would have ${count} participants (at most ${maxParticipants} take part): remove some first`,
    )
}

/** What the target must be so that the notes keep their readers; an issue that takes in a ticket is one. */
async function becomeTicket(tx: Tx, from: Found, to: Found): Promise<boolean> {
  const { rows } = await sql<{ confidential: boolean }>`
    update issues set
      confidential = confidential or ${from.issue.confidential || opensUp(from, to)}
        or (${from.issue.service_desk} and ${to.project.visibility === 'public'}),
      service_desk_reply_to = case when service_desk then service_desk_reply_to else ${from.issue.service_desk_reply_to} end,
      requester_name = case when service_desk then requester_name else ${from.issue.requester_name} end,
      customer_text = case when service_desk then customer_text when ${from.issue.service_desk} then '' end,
      service_desk = service_desk or ${from.issue.service_desk},
      last_customer_at = greatest(last_customer_at, ${from.issue.last_customer_at}::timestamptz)
    where id = ${to.issue.id} returning confidential`.execute(tx)
  return first(rows).confidential && !to.issue.confidential
}

const openness = { private: 0, internal: 1, public: 2 }

/** Whether more people see the target's project than the ticket's. */
function opensUp(from: Found, to: Found): boolean {
  return openness[to.project.visibility] > openness[from.project.visibility]
}

/** Marks in a title would be read as Markdown. */
const escaped = (text: string) => text.replace(/[\\`*_{}[\]<>()#+\-.!|~@:$^&%"]/g, String.raw`\$&`)

async function noteOfDescription(tx: Tx, { issue }: Found, to: Found): Promise<number> {
  const { title, description } = issue
  const heading = title === to.issue.title ? '' : `**${escaped(title)}**`
  const body = [heading, description].filter(text => text.trim() !== '').join('\n\n') || title
  const { id } = await tx
    .insertInto('notes')
    .values({
      project_id: to.project.id,
      issue_id: to.issue.id,
      author_id: issue.author_id,
      discussion_id: randomHex(20),
      body,
      external_author: issue.service_desk ? (issue.service_desk_reply_to ?? '') : null,
      external_name: issue.service_desk ? (issue.requester_name ?? '') : null,
      created_at: issue.created_at,
      updated_at: issue.created_at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

type Way = { from: number; to: number; noteId: number }

/**
 * Message-IDs, reply keys and mails of the notes follow by triggers of the mail's tables. Events do not: a note whose
 * mails are not written yet goes to those for whom it was written, not to the target's customers.
 */
async function takeAlong(tx: Tx, { from, to, noteId }: Way): Promise<void> {
  const there = sql`(select project_id from issues where id = ${to})`
  await sql`
    update uploads set issue_id = ${to}, project_id = ${there}, note_id = coalesce(note_id, ${noteId})
    where issue_id = ${from}`.execute(tx)
  await sql`update notes set issue_id = ${to}, project_id = ${there}
    where issue_id = ${from} and not system`.execute(tx)
  await sql`update todos set issue_id = ${to}, project_id = ${there}
    where issue_id = ${from} and state = 'pending'`.execute(tx)
  await sql`
    insert into issue_subscriptions (issue_id, user_id, subscribed)
    select ${to}::bigint, user_id, subscribed from issue_subscriptions where issue_id = ${from}
    on conflict do nothing`.execute(tx)
}

type Told = { from: Found; to: Found; by: Person; madeConfidential: boolean }

async function tell(tx: Tx, { from, to, by, madeConfidential }: Told): Promise<void> {
  const local = from.project.id === to.project.id
  const [here, there] = [from, to].map(
    ({ project, issue }) => `${local ? '' : project.full_path}#${issue.iid}`,
  )
  const action = 'merged'
  const ids = { from: from.issue.id, to: to.issue.id }
  await addSystemNote(tx, {
    issueId: ids.from,
    by,
    action,
    body: `merged into ${there}`,
    citedIssueId: ids.to,
  })
  await addSystemNote(tx, {
    issueId: ids.to,
    by,
    action,
    body: `merged ${here} into this`,
    citedIssueId: ids.from,
  })
  if (madeConfidential)
    await addSystemNote(tx, {
      issueId: ids.to,
      by,
      action: 'confidential',
      body: 'made the issue confidential',
    })
  const event = { kind: 'issue_moved', actorId: by.id } as const
  await recordEvent(tx, {
    ...event,
    projectId: from.project.id,
    issueId: ids.from,
    data: { toIssueId: ids.to },
  })
  await recordEvent(tx, {
    ...event,
    projectId: to.project.id,
    issueId: ids.to,
    data: { fromIssueId: ids.from },
  })
}
