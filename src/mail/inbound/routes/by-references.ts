// Does the mail answer one that this project has received or sent, and was its sender there? (SPEC §4.5, rule 2)

import { findByMessageIds, mayJoin } from '#mail/threads'
import type { Route } from '../arrival.ts'
import { standingOf } from '../writer.ts'

const rule = 'References'
/** Tickets that are tried: a mail that names more threads than this answers none of them. */
const mostTried = 5

export const byReferences: Route = async ({ row, message }, db) => {
  const { project } = row
  if (project === null) return null
  let ids = [...new Set([...message.inReplyTo, ...message.references.toReversed()])]
  const sender = message.author?.address
  let strange: string | null = null
  for (let tried = 0; tried < mostTried && ids.length > 0; tried++) {
    const found = await findByMessageIds(db, project.id, ids)
    if (found === null) break
    if (sender !== undefined && (await mayJoin(db, found.issueId, sender))) {
      const { participant, member } = await standingOf(db, found.issueId, [sender])
      return {
        kind: 'note',
        issueId: found.issueId,
        writer: { kind: participant || member ? 'known' : 'joining' },
        internal: false,
        answeredAt: null,
        rule,
        evidence: `answers <${found.messageId}>`,
      }
    }
    strange ??= found.messageId
    ids = ids.slice(ids.indexOf(found.messageId) + 1)
  }
  // Message-IDs are guessed and forwarded: knowing one is no right to be heard on a confidential ticket (CHECKLIST T6).
  if (strange === null) return null
  return {
    kind: 'passed',
    rule,
    evidence: `names <${strange}>, but ${sender ?? 'nobody'} was on no mail of that ticket`,
  }
}
