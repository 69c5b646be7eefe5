// Which mails does an event cause?
import { replySubject } from '#mail/message'
import { newReplyKey } from '#mail/threads'
import type { Brakes } from './brakes.ts'
import { mailHost, type OutboundDesk } from './desk.ts'
import type { EventFacts, MemberFacts, ParticipantFacts } from './facts.ts'
import { announcement, type MailKind, mailings } from './mailings.ts'
import { newMessageId } from './own-mail.ts'
import { threadOf } from './thread.ts'
import type { Draft } from './write.ts'

export type DraftingDesk = Pick<OutboundDesk, 'addresses' | 'config' | 'identity'>

/** Each mail has one recipient, and each recipient one mail. */
export function draftsOf(desk: DraftingDesk, facts: EventFacts): Draft[] {
  const host = mailHost(desk)
  return recipientsOf(facts, desk.config.limits).map(chosen => draftOf(desk, host, facts, chosen))
}

type Chosen = { kind: MailKind; automatic: boolean; recipient: ParticipantFacts | MemberFacts }

/** Each address once, with the first mail of the table that it is to get. */
function recipientsOf(facts: EventFacts, limits: Brakes): Chosen[] {
  const chosen = new Map<string, Chosen>()
  // Old mail that is brought in is no news to anybody.
  if (announcement(facts).quiet === true) return []
  for (const { on, kind, automatic, to } of mailings) {
    if (on !== facts.kind) continue
    for (const recipient of to(facts, limits)) {
      const email = recipient.email.toLowerCase()
      if (!chosen.has(email)) chosen.set(email, { kind, automatic, recipient })
    }
  }
  return [...chosen.values()]
}

function draftOf(
  desk: DraftingDesk,
  host: string,
  { eventId, issue, project, note, notBefore }: EventFacts,
  { kind, automatic, recipient }: Chosen,
): Draft {
  const external = 'address' in recipient
  const replyKey = newReplyKey()
  const thread = threadOf(recipient.seen, `reply-${replyKey}@${host}`)
  // The customer's own words stay the base: a title that the team changed is not hers, and would break her thread. Nor
  // is that of another customer, into whose ticket hers was merged.
  const base = external ? recipient.subject || issue.subject || issue.title : issue.title
  return {
    kind,
    projectId: project.id,
    issueId: issue.id,
    noteId: note?.id ?? null,
    eventId,
    inboxId: null,
    userId: external ? null : recipient.id,
    recipient: external ? recipient.address : recipient.email,
    recipientName: recipient.name,
    messageId: newMessageId(desk.identity, host),
    inReplyTo: thread.inReplyTo,
    references: thread.references,
    replyKey,
    subject: replySubject(base, issue.iid),
    data: {},
    automatic,
    notBefore,
  }
}
