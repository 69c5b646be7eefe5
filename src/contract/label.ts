// What is a label to a client?
import { z } from 'zod'
import { count, flag, text } from './fields.ts'

export const Label = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string().nullable(),
  color: z.string(),
  /** Black or white, whichever can be read on the colour. */
  text_color: z.string(),
  /** 0 is the most urgent. */
  priority: z.int().nullable(),
  is_project_label: z.boolean(),
  open_issues_count: z.int().optional(),
  closed_issues_count: z.int().optional(),
})
export type Label = z.infer<typeof Label>

export const List = z.object({
  search: text(255).optional(),
  with_counts: flag.optional(),
  include_ancestor_groups: flag.optional(),
})

const maxPriority = 2 ** 31 - 1
const description = text(10_000).nullish()
const priority = z.union([z.literal('').transform(() => null), count(0, maxPriority)]).nullish()

export const Create = z.object({ name: text(1000), color: text(50).optional(), description, priority })
export const Update = z.object({
  new_name: text(1000).optional(),
  /** Where the label is not named in the path. */
  name: text(1000).optional(),
  color: text(50).optional(),
  description,
  priority,
})
