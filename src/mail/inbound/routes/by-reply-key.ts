// Does the mail answer one of ours, by the key in its address or in the References that we wrote? (SPEC §4.5, rule 1)
import type { Db } from '#db'
import { findReplyKey, type ReplyKey } from '#mail/threads'
import { refusalOf, refusalOfKey } from '../addresses.ts'
import type { Arrival, Decision, Route } from '../arrival.ts'
import { writerOf } from '../writer.ts'

/** `reply-<key>@host`: our mails carry it in References, for servers without sub-addressing (SPEC §3). */
const keyedReference = /^reply-([0-9a-f]{32})@/i

export const byReplyKey: Route = async (arrival, db) => {
  let refused: Decision | null = null
  for (const recipient of arrival.recipients) {
    if (recipient.kind !== 'reply') continue
    const reason = refusalOf(recipient)
    if (reason === null && recipient.found !== null)
      return noteBy(arrival, db, recipient.found, recipient.address, 'reply key')
    refused ??= {
      kind: 'end',
      reason: reason ?? 'unknown_key',
      rule: 'reply key',
      evidence: recipient.address,
    }
  }
  const byReference = await byKeyedReference(arrival, db)
  if (byReference !== null) return byReference
  // A mail that names the project as well can still become something.
  return arrival.recipients.some(({ kind }) => kind === 'project') ? null : refused
}

/**
 * Only a key of the project that the mail came to: headers never lead a mail elsewhere (CHECKLIST R10). A mail that
 * came to no project, but to a mailbox for replies, is refused for what is wrong with its key.
 */
async function byKeyedReference(arrival: Arrival, db: Db): Promise<Decision | null> {
  const { message, row } = arrival
  const rule = 'reply key in References'
  let refused: Decision | null = null
  for (const id of new Set([...message.inReplyTo, ...message.references.toReversed()])) {
    const key = keyedReference.exec(id)?.[1]
    const found = key === undefined ? null : await findReplyKey(db, key)
    if (found === null) continue
    const reason = refusalOfKey(found)
    if (reason === null && found.projectId === row.project?.id) return noteBy(arrival, db, found, null, rule)
    if (reason !== null && row.project === null) refused ??= { kind: 'end', reason, rule, evidence: id }
  }
  return refused
}

async function noteBy(
  arrival: Arrival,
  db: Db,
  found: ReplyKey,
  answeredAt: string | null,
  rule: string,
): Promise<Decision | null> {
  if (found.issueId === null) return null
  const { writer, internal } = await writerOf(db, arrival, found.issueId, found)
  const evidence = `key ${found.key.slice(0, 8)}… sent to ${found.recipient}; sender is ${said[writer.kind]}`
  return { kind: 'note', issueId: found.issueId, writer, internal, answeredAt, rule, evidence }
}

const said = {
  member: 'that member',
  known: 'known on the ticket',
  joining: 'known from a mail of the ticket',
  stranger: 'neither participant nor member',
} as const
