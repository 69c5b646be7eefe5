// What does the API say of branches and tags?
import { z } from 'zod'
import { Commit } from './commit.ts'
import { text } from './fields.ts'

export const Branch = z
  .object({
    name: z.string(),
    commit: Commit,
    merged: z.boolean().describe('Into the default branch'),
    protected: z.boolean(),
    developers_can_push: z.boolean(),
    developers_can_merge: z.boolean(),
    can_push: z.boolean(),
    default: z.boolean(),
    web_url: z.string(),
  })
  .meta({ id: 'Branch' })

export const List = z.object({
  search: text(255).optional().describe('Part of the name; `^x` begins, `x$` ends it'),
})
export const Create = z.object({ branch: text(255), ref: text(255).describe('A branch, tag or commit') })

export const Tag = z
  .object({
    name: z.string(),
    message: z.string(),
    target: z.string(),
    commit: Commit.nullable().describe('null: it marks something else than a commit'),
    release: z.null(),
    protected: z.boolean(),
  })
  .meta({ id: 'Tag' })

export const ListTags = List.extend({
  order_by: z.enum(['name', 'updated']).default('updated'),
  sort: z.enum(['asc', 'desc']).default('desc'),
})
export const CreateTag = z.object({
  tag_name: text(255),
  ref: text(255),
  message: text(100_000).nullish().describe('Makes an annotated tag'),
})

export type Branch = z.input<typeof Branch>
export type Tag = z.input<typeof Tag>
