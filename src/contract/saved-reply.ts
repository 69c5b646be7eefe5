// What does the API say of an answer that a team keeps ready?
import { z } from 'zod'
import { text, timestamp } from './fields.ts'

export const SavedReply = z
  .object({
    id: z.int(),
    project_id: z.int(),
    title: z.string(),
    body: z.string().describe('Markdown'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'SavedReply' })

// Room for blanks that are taken off; the limits themselves are named by the answer.
export const Create = z.object({ title: text(1000), body: text(100_000) })
export const Update = Create.partial()

export type SavedReply = z.input<typeof SavedReply>
