// What does the API say of a forge that may tell of its pushes and merges?
import { z } from 'zod'
import { filledText, text, timestamp } from './fields.ts'

const closing = z
  .enum(['all', 'qualified', 'none'])
  .describe('Which issues it may close: also those named #12, only those named with their project, or none')

const shown = {
  id: z.int(),
  project_id: z.int(),
  name: z.string(),
  url: z.string().describe('What to enter at the forge'),
  closing,
  last_delivery_at: timestamp.nullable(),
  last_forge: z.enum(['github', 'gitlab', 'gitea']).nullable(),
  last_event: z.string().nullable(),
  last_result: z.string().nullable().describe('What came of it, in words'),
  created_at: timestamp,
}

export const ForgeHook = z.object(shown).meta({ id: 'ForgeHook' })
export const Created = z
  .object({ ...shown, secret: z.string().describe('Shown this once') })
  .meta({ id: 'ForgeHookCreated' })

export const Create = z.object({
  name: filledText(255),
  secret: text(500).optional().describe('Absent: the desk makes one'),
  closing: closing.optional(),
})
export const Update = Create.partial()
export const Received = z.object({ message: z.string() })

export type ForgeHook = z.input<typeof ForgeHook>
export type Created = z.input<typeof Created>
