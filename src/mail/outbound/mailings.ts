// Who gets which mail? (The table of SPEC §6, to be read from top to bottom.)
import { type Brakes, mayAcknowledge, mayMailAutomatically } from './brakes.ts'
import type { EventFacts, MemberFacts, ParticipantFacts } from './facts.ts'
import { mayRead, wantsAssignment, wantsInvolvement, wantsMention, wantsNews } from './members.ts'

export type MailKind =
  | 'thank_you'
  | 'new_note'
  | 'new_participant'
  | 'closed'
  | 'reopened'
  | 'refusal'
  | 'member_new_ticket'
  | 'member_note'
  | 'member_mention'
  | 'member_assigned'
  | 'member_closed'
  | 'member_reopened'
  | 'mailbox_alert'
  | 'custom_email_verification'

type Mailing = {
  on: string
  kind: MailKind
  /** Counted by the brakes: a machine caused it, so a machine may answer it. */
  automatic: boolean
  to(facts: EventFacts, limits: Brakes): readonly (ParticipantFacts | MemberFacts)[]
}

/** A recipient gets one mail of an event at most: the first that fits. */
export const mailings: readonly Mailing[] = [
  { on: 'issue_opened', kind: 'thank_you', automatic: true, to: acknowledged },
  { on: 'issue_opened', kind: 'member_assigned', automatic: false, to: newlyAssigned },
  { on: 'issue_opened', kind: 'member_mention', automatic: false, to: mentioned },
  { on: 'issue_opened', kind: 'member_new_ticket', automatic: false, to: watching },

  { on: 'note_added', kind: 'new_note', automatic: false, to: participantsButWriter },
  { on: 'note_added', kind: 'member_mention', automatic: false, to: mentioned },
  { on: 'note_added', kind: 'member_note', automatic: false, to: followingNotes },
  { on: 'note_updated', kind: 'member_mention', automatic: false, to: mentioned },

  { on: 'participant_added', kind: 'new_participant', automatic: true, to: added },
  { on: 'assignees_changed', kind: 'member_assigned', automatic: false, to: newlyAssigned },

  { on: 'issue_closed', kind: 'closed', automatic: true, to: ifMailedOnClose },
  { on: 'issue_closed', kind: 'member_closed', automatic: false, to: following },
  { on: 'issue_reopened', kind: 'reopened', automatic: true, to: ifMailedOnClose },
  { on: 'issue_reopened', kind: 'member_reopened', automatic: false, to: following },
]

// External participants

function reachable({ project, participants }: EventFacts): readonly ParticipantFacts[] {
  return project.serviceDeskEnabled ? participants : []
}

/** Thanked are those who wrote the first mail or had a copy of it, and only if the intake found that a person wrote. */
function acknowledged(facts: EventFacts, limits: Brakes) {
  if (announcement(facts).acknowledge !== true) return []
  const present = reachable(facts).filter(p => p.origin === 'requester' || p.origin === 'cc')
  return present.filter(p => mayAcknowledge(p.counts, limits))
}

/** Public words of people only: no internal note, no system note, nothing of a stranger or of a machine. */
function participantsButWriter(facts: EventFacts) {
  const { note } = facts
  if (note === null || note.internal || note.system || note.flag !== null) return []
  const writers = [note.externalAuthor, announcement(facts).writer]
    .filter(address => typeof address === 'string')
    .map(address => address.toLowerCase())
  return reachable(facts).filter(p => !writers.includes(p.email))
}

function added(facts: EventFacts, limits: Brakes) {
  const { email } = facts.data
  // Who was in the Cc of the first mail is greeted by the acknowledgement.
  if (announcement(facts).silent === true) return []
  return reachable(facts).filter(p => p.email === email && mayMailAutomatically(p.counts, limits))
}

function ifMailedOnClose(facts: EventFacts, limits: Brakes) {
  const { mailOnClose, mailOnCloseByCode } = facts.project
  if (!mailOnClose && !(mailOnCloseByCode && announcement(facts).byCode === true)) return []
  return reachable(facts).filter(p => mayMailAutomatically(p.counts, limits))
}

// Members

function readers(facts: EventFacts): readonly MemberFacts[] {
  return facts.members.filter(member => mayRead(member, facts))
}

function watching(facts: EventFacts) {
  return readers(facts).filter(wantsNews)
}

function following(facts: EventFacts) {
  return readers(facts).filter(wantsInvolvement)
}

/** An automatic answer that a ticket got is kept on it, but nobody is called for it. */
function followingNotes(facts: EventFacts) {
  const { note } = facts
  if (note === null || note.system || note.flag === 'automatic_reply') return []
  return following(facts)
}

function mentioned(facts: EventFacts) {
  const ids = facts.data.mentionedUserIds
  return readers(facts).filter(
    member => Array.isArray(ids) && ids.includes(member.id) && wantsMention(member),
  )
}

function newlyAssigned(facts: EventFacts) {
  const ids = facts.data.addedAssigneeIds
  return readers(facts).filter(
    member => Array.isArray(ids) && ids.includes(member.id) && wantsAssignment(member),
  )
}

/** What the caller of the verb wished to be told, or not. */
export function announcement({ data }: EventFacts): Record<string, unknown> {
  const { announce } = data
  return typeof announce === 'object' && announce !== null ? (announce as Record<string, unknown>) : {}
}
