// What is an issue to a client?
import { z } from 'zod'
import { count, day, flag, id, ids, iids, text, timestamp, words } from './fields.ts'
import { Label } from './label.ts'
import { Milestone } from './milestone.ts'
import { Basic } from './user.ts'

/** A description may hold a whole mail; GitLab's limit. */
const description = text(1_048_576)

export const Issue = z
  .object({
    id: z.int(),
    iid: z.int(),
    project_id: z.int(),
    title: z.string(),
    description: z.string(),
    description_html: z
      .string()
      .optional()
      .describe('With render_html; the quoted tail and signature of a mail are folded'),
    state: z.enum(['opened', 'closed']),
    created_at: timestamp,
    updated_at: timestamp,
    closed_at: timestamp.nullable(),
    closed_by: Basic.nullable(),
    labels: z
      .union([z.array(z.string()), z.array(Label)])
      .describe('Names; whole labels with with_labels_details'),
    milestone: Milestone.nullable(),
    assignees: z.array(Basic),
    assignee: Basic.nullable(),
    author: Basic,
    type: z.literal('ISSUE'),
    issue_type: z.literal('issue'),
    user_notes_count: z.int(),
    merge_requests_count: z.int(),
    upvotes: z.literal(0),
    downvotes: z.literal(0),
    due_date: z.string().nullable(),
    confidential: z.boolean(),
    discussion_locked: z.null(),
    web_url: z.string(),
    task_completion_status: z.object({ count: z.int(), completed_count: z.int() }),
    has_tasks: z.boolean(),
    references: z.object({ short: z.string(), relative: z.string(), full: z.string() }),
    _links: z.object({ self: z.string(), notes: z.string(), project: z.string() }),
    moved_to_id: z.int().nullable(),
    merged_into_id: z.int().nullable().describe('The ticket that this one was merged into'),
    service_desk_reply_to: z.string().nullable().describe('The requester; masked below Reporter'),
    service_desk: z.boolean().describe('Opened through Service Desk'),
    requester_name: z.string().nullable(),
    last_customer_at: timestamp.nullable().describe('When the customer wrote last'),
    last_team_at: timestamp.nullable().describe('When the team last wrote to the customer'),
    duplicated_to_id: z.int().nullable(),
    subscribed: z.boolean().optional().describe('Of a single issue'),
  })
  .meta({ id: 'Issue' })
export type Issue = z.output<typeof Issue>

const none = z.enum(['None', 'Any', 'none', 'any'])
const moment = z.union([timestamp, day.transform(text => new Date(`${text}T00:00:00Z`))])
const usernames = z.preprocess(value => (typeof value === 'string' ? [value] : value), z.array(text(255)))

const who = {
  author_id: id.optional(),
  author_username: text(255).optional(),
  assignee_id: z.union([none, id]).optional(),
  assignee_username: usernames.optional(),
  labels: words.optional().describe('All of them; None or Any'),
  milestone: text(255).optional().describe('A title; None or Any'),
  milestone_id: none.optional().describe('The newer name of milestone=None and milestone=Any'),
  iids: iids.optional(),
}

export const Filter = z.object({
  state: z.enum(['opened', 'closed', 'all']).optional(),
  scope: z.enum(['created_by_me', 'assigned_to_me', 'all', 'created-by-me', 'assigned-to-me']).optional(),
  ...who,
  not: z.object(who).partial().optional().describe('What must not hold'),
  service_desk: flag.optional().describe('Only tickets, or none'),
  requester: text(320).optional().describe('An address; from Reporter up'),
  requester_domain: text(255)
    .optional()
    .describe("Behind the @ of the requester's address; from Reporter up"),
  awaiting: z
    .enum(['team', 'customer'])
    .optional()
    .describe('Open tickets whose customer wrote last, or those answered; from Reporter up'),
  confidential: flag.optional(),
  due_date: z.enum(['0', 'any', 'overdue', 'today', 'tomorrow', 'week', 'month']).optional(),
  created_after: moment.optional(),
  created_before: moment.optional(),
  updated_after: moment.optional(),
  updated_before: moment.optional(),
  search: text(1000).optional(),
  in: text(50).optional().describe('title or description; both unless one is named'),
})
export type Filter = z.output<typeof Filter>

export const List = Filter.extend({
  order_by: z
    .enum([
      'created_at',
      'updated_at',
      'due_date',
      'milestone_due',
      'priority',
      'label_priority',
      'title',
      'last_customer_at',
    ])
    .default('created_at'),
  sort: z.enum(['asc', 'desc']).optional(),
  with_labels_details: flag.optional(),
})
export type List = z.output<typeof List>

/** Labels that do not exist yet are made, so their names have a name's length. */
const labelNames = words.pipe(z.array(text(255)))

/** `2026-03-31`; empty or null takes it away. */
const dueDate = z.union([day, z.literal('')]).nullish()
const noneIfZero = count(0, Number.MAX_SAFE_INTEGER).nullish()

/** How a single issue is shown. */
export const Show = z.object({
  with_labels_details: flag.optional().describe('Whole labels instead of their names'),
})

export const Create = z.object({
  title: text(10_000),
  description: description.nullish(),
  confidential: flag.optional(),
  assignee_id: noneIfZero,
  assignee_ids: ids.optional(),
  labels: labelNames.optional(),
  milestone_id: noneIfZero,
  due_date: dueDate,
  created_at: timestamp.optional().describe('From Owner up, for imports'),
})

export const Update = Create.omit({ created_at: true })
  .partial()
  .extend({
    add_labels: labelNames.optional(),
    remove_labels: labelNames.optional(),
    state_event: z.enum(['close', 'reopen']).optional(),
  })

/** Each is changed in a transaction of its own, while somebody waits: a second or two. */
const maxBulk = 100

export const BulkUpdate = Update.pick({
  add_labels: true,
  remove_labels: true,
  assignee_ids: true,
  milestone_id: true,
  state_event: true,
  confidential: true,
}).extend({ iids: iids.pipe(z.array(z.int32()).min(1).max(maxBulk)) })

export const BulkResult = z
  .object({
    iid: z.int(),
    done: z.boolean(),
    message: z.string().nullable().describe('Why it was refused; such an issue is as it was'),
  })
  .meta({ id: 'BulkResult' })

export const Move = z.object({ to_project_id: id })

export const Statistics = z.object({
  statistics: z.object({ counts: z.object({ all: z.int(), closed: z.int(), opened: z.int() }) }),
})
