// How is an issue opened?
import type { Tx } from '#db'
import type { Person } from '#users'
import { type Created, insertIssue, type Ticket } from './create-rows.ts'
import { checkDay, checkText, checkTitle } from './fields.ts'

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
  ticket?: Ticket
  /** Passed on to those who hear of the event. */
  announce?: object
}

export type OpenedIssue = Created & { applied: string[]; refused: string[] }

/**
 * Opens an issue. A ticket's text is the customer's: it calls nobody and commands nothing.
 * @throws invalid naming the field; not_found, forbidden
 */
export async function createIssue(tx: Tx, input: NewIssue): Promise<OpenedIssue> {
  const { announce, by, ticket } = input
  const created = await insertIssue(tx, {
    projectId: input.projectId,
    authorId: by.id,
    title: checkTitle(input.title),
    description: checkText('description', input.description ?? ''),
    confidential: input.confidential ?? false,
    labelIds: [],
    assigneeIds: input.assigneeIds ?? [],
    milestoneId: input.milestoneId ?? null,
    dueDate: input.dueDate ? checkDay('due_date', input.dueDate) : null,
    createdAt: input.createdAt ?? null,
    ticket: ticket ?? null,
    data: announce ? { announce } : {},
  })
  return { ...created, applied: [], refused: [] }
}
