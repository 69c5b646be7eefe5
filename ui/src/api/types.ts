// What travels over the wire? The contract's shapes before they are read: times are text here, not Dates.

import type { z } from 'zod'
import type {
  group,
  inbox,
  issue,
  label,
  member,
  milestone,
  note,
  outbox,
  participant,
  project,
  serviceDesk,
  todo,
  token,
  user,
} from '#contract'

export type Issue = z.input<typeof issue.Issue>
export type Label = z.input<typeof label.Label>
export type Milestone = z.input<typeof milestone.Milestone>
export type Note = z.input<typeof note.Note>
export type Discussion = z.input<typeof note.Discussion>
export type Participant = z.input<typeof participant.Participant>
export type Project = z.input<typeof project.Project>
export type Group = z.input<typeof group.Group>
export type Namespace = z.input<typeof group.Namespace>
export type Member = z.input<typeof member.Member>
export type Todo = z.input<typeof todo.Todo>
export type CustomEmail = z.input<typeof serviceDesk.CustomEmail>
export type ServiceDesk = z.input<typeof serviceDesk.ServiceDesk>
export type InboxMail = z.input<typeof inbox.Mail>
export type OutboxMail = z.input<typeof outbox.Mail>
export type Token = z.input<typeof token.Token>
export type UserBasic = z.input<typeof user.Basic>
export type UserFull = z.input<typeof user.Full>
