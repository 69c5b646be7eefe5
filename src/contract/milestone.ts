// What is a milestone to a client?
import { z } from 'zod'
import { iids, text, timestamp } from './fields.ts'

export const Milestone = z.object({
  id: z.int(),
  iid: z.int(),
  project_id: z.int(),
  title: z.string(),
  description: z.string(),
  state: z.enum(['active', 'closed']),
  start_date: z.string().nullable(),
  due_date: z.string().nullable(),
  expired: z.boolean(),
  created_at: timestamp,
  updated_at: timestamp,
  web_url: z.string(),
})
export type Milestone = z.infer<typeof Milestone>

export const List = z.object({
  state: z.enum(['active', 'closed']).optional(),
  title: text(255).optional(),
  search: text(255).optional(),
  iids: iids.optional(),
})

/** `2026-03-31`; empty takes it away. */
const day = text(10).nullish()
const description = text(1_000_000).optional()

export const Create = z.object({ title: text(1000), description, start_date: day, due_date: day })
export const Update = Create.partial().extend({ state_event: z.enum(['activate', 'close']).optional() })
