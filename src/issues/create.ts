// How is an issue opened?
import type { Tx } from '#db'
import { DeskError, texts } from '#kernel'
import { Access, requireProject } from '#projects'
import type { Person } from '#users'
import { requireAssignable } from './attributes/assignees.ts'
import { requireLabels } from './attributes/labels.ts'
import { findMilestoneOf } from './attributes/milestone.ts'
import { type Created, insertIssue, type NewRows, type Ticket } from './create-rows.ts'
import { requireWritable } from './policy.ts'
import { type Outcome, runQuickActions } from './quick-actions/run.ts'
import { splitQuickActions } from './quick-actions/split.ts'
import { crossReference } from './text/cross-references.ts'
import { createMentionTodos, findMentions } from './text/mentions.ts'
import { createTodos } from './todos/create.ts'
import { bindUploads } from './uploads/bind.ts'

export type NewIssue = {
  projectId: number
  by: Person
  title: string
  description?: string
  confidential?: boolean
  /** Titles of labels of the project or of a group above it. */
  labels?: readonly string[]
  assigneeIds?: readonly number[]
  milestoneId?: number | null
  /** `YYYY-MM-DD` */
  dueDate?: string | null
  createdAt?: Date
  /** Came in by mail: what it says is the customer's. */
  ticket?: Ticket
  /** Passed on to those who hear of the event. */
  announce?: object
}

/** With what the quick actions did, and which did nothing and why. */
export type OpenedIssue = Created & Outcome

/**
 * Opens an issue. What the Support Bot opens calls nobody and commands nothing, and no permission is asked: that way is
 * short, since every mail takes it.
 * @throws invalid naming the field; not_found; forbidden: below Reporter only the words and `confidential` can be given
 */
export async function createIssue(tx: Tx, input: NewIssue): Promise<OpenedIssue> {
  if (input.by.isBot || input.ticket)
    return { ...(await insertIssue(tx, await rowsOf(tx, input))), applied: [], refused: [] }
  await requireMayOpen(tx, input)
  return openByPerson(tx, input, await rowsOf(tx, input))
}

async function requireMayOpen(tx: Tx, input: NewIssue): Promise<void> {
  const project = await requireProject(tx, input.by, input.projectId)
  requireWritable(project)
  const plan = [
    input.labels?.length,
    input.assigneeIds?.length,
    input.milestoneId,
    input.dueDate,
    input.createdAt,
  ]
  if (project.accessLevel < Access.reporter && plan.some(Boolean))
    throw DeskError.forbidden('labels, assignees, milestone and dates take at least the Reporter role')
}

async function rowsOf(tx: Tx, input: NewIssue): Promise<NewRows> {
  const { projectId, by, ticket = null, milestoneId = null } = input
  const title = texts.checkTitle(input.title)
  const description = texts.checkText('description', input.description ?? '')
  const dueDate = input.dueDate ? texts.checkDay('due_date', input.dueDate) : null
  const labels = await requireLabels(tx, projectId, input.labels ?? [])
  const assignees = await requireAssignable(tx, projectId, input.assigneeIds ?? [])
  if (milestoneId !== null) await findMilestoneOf(tx, projectId, milestoneId)
  const assigneeIds = assignees.map(({ id }) => id)
  return {
    projectId,
    authorId: by.id,
    title,
    description,
    confidential: input.confidential ?? false,
    labelIds: labels.map(({ id }) => id),
    assigneeIds,
    milestoneId,
    dueDate,
    createdAt: input.createdAt ?? null,
    ticket,
    data: {
      ...(assigneeIds.length > 0 ? { addedAssigneeIds: assigneeIds } : {}),
      ...(input.announce ? { announce: input.announce } : {}),
    },
  }
}

async function openByPerson(tx: Tx, { by }: NewIssue, rows: NewRows): Promise<OpenedIssue> {
  const { projectId, confidential, assigneeIds } = rows
  const { text: description, commands } = splitQuickActions(rows.description)
  const place = { projectId, confidential, concernedIds: [by.id, ...assigneeIds], internal: false }
  const mentions = await findMentions(tx, description, place, by.id)
  const data = { ...rows.data, mentionedUserIds: mentions.userIds }
  const created = await insertIssue(tx, { ...rows, description, data })
  const issue = { id: created.id, project_id: projectId }
  const assigned = assigneeIds.filter(id => id !== by.id)
  await createTodos(tx, { issueId: issue.id, by, action: 'assigned', userIds: assigned })
  await createMentionTodos(tx, mentions, { issueId: issue.id, by })
  await crossReference(tx, description, issue, by)
  await bindUploads(tx, { text: description, issue, by })
  return { ...created, ...(await runQuickActions(tx, { issueId: issue.id, by, commands })) }
}
