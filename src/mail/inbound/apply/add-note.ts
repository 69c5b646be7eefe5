// How does a mail become a note on its ticket?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { issues, notes } from '#issues'
import { isDeskError } from '#kernel'
import { splitReply } from '#mail/message'
import type { Person } from '#users'
import type { Arrival, Decision, Writer } from '../arrival.ts'
import type { InboundDesk } from '../desk.ts'
import type { Reason } from '../outcome.ts'
import { bindFiles, type Files, linkFiles } from './files.ts'
import { addJoining } from './participants.ts'
import { bounded, withoutKeys } from './text.ts'

export type NoteDecision = Extract<Decision, { kind: 'note' }>
export type Noted = { reason: Reason; issueId: number; projectId: number; noteId: number | null }

/** Room for the links to a hundred files. */
const roomForLinks = 50_000

type Ticket = {
  issueId: number
  projectId: number
  state: 'opened' | 'closed'
  reopenings: number
  reopens: boolean
}

/** @returns what became of it: also `empty_reply` and `automatic`, with which nothing is written */
export async function addMailedNote(
  tx: Tx,
  desk: InboundDesk,
  arrival: Arrival,
  decided: NoteDecision,
  files: Files,
): Promise<Noted> {
  const { bot } = arrival
  const ticket = await readTicket(tx, decided.issueId, bot)
  const { issueId } = ticket
  const decision = { ...decided, issueId }
  const { writer } = decision
  const nothing = (reason: Reason): Noted => ({ reason, issueId, projectId: ticket.projectId, noteId: null })
  const automatic = arrival.verdict.kind === 'auto-reply'
  // A stranger's machine has nothing to say to the team (CHECKLIST L20).
  if (automatic && writer.kind === 'stranger') return nothing('automatic')
  const { reply, trimmed } = splitReply(arrival.message.text, arrival.message.html)
  const hasFiles = files.stored.length > 0
  // What only quotes is no answer, but a machine's is kept as it is.
  if (reply.trim() === '' && !hasFiles && !automatic) return nothing('empty_reply')
  const linked = await linkFiles(tx, {
    text: bounded(withoutKeys(reply.trim() === '' && !hasFiles ? arrival.message.text : reply), roomForLinks),
    files,
    projectId: ticket.projectId,
    uploaderId: bot.id,
  })
  const words = { text: linked.text, trimmed: bounded(withoutKeys(trimmed)) }
  const { reason, noteId } = await write(tx, { arrival, decision, automatic, bot, ...words })
  if (noteId !== null) await bindFiles(tx, linked.secrets, { issueId, noteId })
  if (reason === 'reply') await afterPublicNote(tx, desk, { arrival, decision, ticket, bot })
  return { reason, issueId, projectId: ticket.projectId, noteId }
}

/** Locked, and where it is now: it may have been moved or merged since the route was found. */
async function readTicket(tx: Tx, issueId: number, bot: Person): Promise<Ticket> {
  const { rows } = await sql<Ticket & { movedTo: number | null }>`
    select i.id as "issueId", i.moved_to_id as "movedTo", i.project_id as "projectId", i.state, coalesce(s.reopen_issue_on_external_participant_note, true) as reopens,
      (select count(*) from events e where e.issue_id = i.id and e.kind = 'issue_reopened' and e.actor_id = ${bot.id}
        and e.created_at > now() - interval '1 hour') as reopenings
    from issues i left join service_desk_settings s on s.project_id = i.project_id
    where i.id = ${issueId} for no key update of i`.execute(tx)
  const [ticket] = rows
  if (ticket === undefined) throw new Error(`ticket ${issueId} went away`)
  return ticket.movedTo === null ? ticket : readTicket(tx, ticket.movedTo, bot)
}

type Words = {
  arrival: Arrival
  decision: NoteDecision
  automatic: boolean
  bot: Person
  text: string
  trimmed: string
}

/** A member writes as such, everybody else by the Support Bot, with name and address beside it. */
async function write(tx: Tx, words: Words): Promise<{ reason: Reason; noteId: number | null }> {
  const { decision, automatic, bot, text, trimmed, arrival } = words
  const { issueId, writer } = decision
  const kept = trimmed.trim() === '' ? {} : { trimmed }
  if (writer.kind === 'member' && !automatic) {
    try {
      const { internal } = decision
      const added = await notes.add(tx, {
        issueId,
        by: writer.person,
        body: text,
        internal,
        ...kept,
        quickActions: false,
        announce: { quiet: arrival.row.quiet },
      })
      return { reason: 'reply', noteId: added.note?.id ?? null }
    } catch (error) {
      // Somebody who may no longer comment is a stranger like others; the checks come before the first statement.
      if (!isDeskError(error, 'forbidden') && !isDeskError(error, 'not_found')) throw error
      return write(tx, { ...words, decision: { ...decision, writer: { kind: 'stranger' } } })
    }
  }
  const { reason, internal, flag } = standing(writer, automatic, decision.internal)
  const { author } = arrival.message
  const added = await notes.add(tx, {
    issueId,
    by: bot,
    body: text,
    internal,
    ...kept,
    ...(flag === undefined ? {} : { flag }),
    external: { address: author?.address ?? '', name: author?.name ?? '' },
    quickActions: false,
    announce: {
      writer: arrival.answerTo?.address ?? null,
      inboxId: arrival.row.id,
      quiet: arrival.row.quiet,
    },
  })
  return { reason, noteId: added.note?.id ?? null }
}

function standing(writer: Writer, automatic: boolean, internal: boolean) {
  if (automatic) return { reason: 'automatic_reply', internal: true, flag: 'automatic_reply' } as const
  if (writer.kind === 'stranger')
    return { reason: 'unknown_sender', internal: true, flag: 'unknown_sender' } as const
  return { reason: 'reply', internal, flag: undefined } as const
}

/** The ticket is open again, but not for ever: two robots must not ring all night (CASES N-04). */
async function afterPublicNote(
  tx: Tx,
  desk: InboundDesk,
  {
    arrival,
    decision,
    ticket,
    bot,
  }: { arrival: Arrival; decision: NoteDecision; ticket: Ticket; bot: Person },
): Promise<void> {
  const { issueId, writer } = decision
  const { author } = arrival.message
  if (writer.kind === 'joining' && author !== null) await addJoining(tx, issueId, author, bot)
  // What was said long ago opens nothing again.
  if (arrival.row.quiet) return
  if (ticket.state !== 'closed' || writer.kind === 'member' || decision.internal || !ticket.reopens) return
  if (ticket.reopenings >= desk.config.limits.reopenings_per_ticket_and_hour) return
  await issues.reopen(tx, { issueId, by: bot, announce: { inboxId: arrival.row.id } })
}
