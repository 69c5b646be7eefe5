// What does the API say of what somebody has to do?
import { z } from 'zod'
import { id, timestamp } from './fields.ts'
import { Issue } from './issue.ts'
import { MergeRequest } from './merge-request.ts'
import { Basic } from './user.ts'

const actions = [
  'assigned',
  'mentioned',
  'directly_addressed',
  'marked',
  'unknown_sender',
  'delivery_failed',
  'review_requested',
] as const

const shown = {
  id: z.int(),
  project: z.object({
    id: z.int(),
    name: z.string(),
    name_with_namespace: z.string(),
    path: z.string(),
    path_with_namespace: z.string(),
  }),
  author: Basic.describe('Who caused it'),
  action_name: z
    .enum(actions)
    .describe('unknown_sender: a mailed note waits to be accepted; delivery_failed: a mail did not arrive'),
  target_url: z.string(),
  body: z.string().describe("The note's text, else the title"),
  state: z.enum(['pending', 'done']),
  created_at: timestamp,
  updated_at: timestamp,
}

export const Todo = z
  .discriminatedUnion('target_type', [
    z.object({ ...shown, target_type: z.literal('Issue'), target: Issue }),
    z.object({ ...shown, target_type: z.literal('MergeRequest'), target: MergeRequest }),
  ])
  .meta({ id: 'Todo' })

export const List = z.object({
  state: z.enum(['pending', 'done']).default('pending'),
  action: z.enum(actions).optional(),
  author_id: id.optional(),
  project_id: id.optional(),
  group_id: id.optional().describe('With the groups below it'),
  type: z.enum(['Issue', 'MergeRequest']).optional().describe('What it is about'),
})

export type Todo = z.output<typeof Todo>
