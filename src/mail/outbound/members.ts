// Which members want to hear of it, and which may?
import { Access } from '#projects'
import type { EventFacts, MemberFacts } from './facts.ts'

/** Whether this person may read what the mail will say; the same rules as in the tracker (SPEC §2). */
export function mayRead(member: MemberFacts, { issue, project, note }: EventFacts): boolean {
  if (member.access >= Access.reporter) return true
  if (note?.internal) return false
  if (member.author || member.assigned) return member.access > 0 || project.visibility !== 'private'
  if (issue.confidential) return false
  return member.access >= Access.guest || project.visibility !== 'private'
}

// GitLab's levels. What somebody chose for this one issue comes before the level: a subscription is wished for even
// by those who want nothing else, and an end of it even by those who watch everything.

/** Whatever happens in the project: those who watch it. */
export function wantsNews(member: MemberFacts): boolean {
  return member.subscribed ?? member.level === 'watch'
}

/** Threads that one takes part in, as author, assignee, commenter or by a mention. */
export function wantsInvolvement(member: MemberFacts): boolean {
  if (member.subscribed !== null) return member.subscribed
  if (member.level === 'watch') return true
  return member.level === 'participating' && (member.author || member.assigned || member.involved)
}

/** Being given the issue. */
export function wantsAssignment(member: MemberFacts): boolean {
  return member.subscribed ?? (member.level === 'watch' || member.level === 'participating')
}

/** Being called by name. */
export function wantsMention(member: MemberFacts): boolean {
  return member.subscribed ?? member.level !== 'disabled'
}
