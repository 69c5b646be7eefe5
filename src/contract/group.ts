// What does the API say of a group, and of a namespace: a group or the place of a user's own projects?
import { z } from 'zod'
import { count, flag, id, text, timestamp } from './fields.ts'

export const visibility = z.enum(['private', 'internal', 'public'])

export const Namespace = z
  .object({
    id: z.int(),
    name: z.string(),
    path: z.string(),
    kind: z.enum(['group', 'user']),
    full_path: z.string(),
    parent_id: z.int().nullable(),
    avatar_url: z.string().nullable(),
    web_url: z.string(),
  })
  .meta({ id: 'Namespace' })

export const Group = z
  .object({
    id: z.int(),
    name: z.string(),
    path: z.string(),
    full_name: z.string(),
    full_path: z.string(),
    description: z.string(),
    visibility,
    parent_id: z.int().nullable(),
    avatar_url: z.string().nullable(),
    web_url: z.string(),
    created_at: timestamp,
    file_template_project_id: z
      .int()
      .nullable()
      .optional()
      .describe(
        'The project whose templates serve all below the group; told of one group to its Maintainers',
      ),
  })
  .meta({ id: 'Group' })

export const List = z.object({
  search: text(255).optional().describe('Part of name or full path'),
  visibility: visibility.optional(),
  owned: flag.optional().describe('Those of which one is an Owner'),
  min_access_level: count(10, 50).optional(),
  order_by: z.enum(['name', 'path', 'id']).default('name'),
  sort: z.enum(['asc', 'desc']).default('asc'),
})

export const ListAll = List.extend({
  top_level_only: flag.optional(),
  all_available: flag
    .optional()
    .describe(
      'All that one can see, not only those one belongs to; administrators get all if not said otherwise',
    ),
})

export const Create = z.object({
  name: text(255),
  path: text(255),
  description: text(2000).optional(),
  visibility: visibility.optional(),
  parent_id: id.nullish(),
})

export const Update = z.object({
  name: text(255).optional(),
  path: text(255).optional(),
  description: text(2000).optional(),
  visibility: visibility.optional(),
  file_template_project_id: id.nullish().describe('A project of the group; null: none'),
})

export const Transfer = z.object({
  group_id: id.nullish().describe('The new parent; absent: the group goes to the top'),
})

export const ListNamespaces = z.object({ search: text(255).optional() })

export type Namespace = z.input<typeof Namespace>
export type Group = z.input<typeof Group>
