// What does the API say of a project?
import { z } from 'zod'
import { count, flag, id, text, timestamp } from './fields.ts'
import { Namespace, visibility } from './group.ts'

/** What the viewer is by a membership of their own; null: none. */
const access = z.object({ access_level: z.int() }).nullable()

export const Project = z
  .object({
    id: z.int(),
    name: z.string(),
    name_with_namespace: z.string(),
    path: z.string(),
    path_with_namespace: z.string(),
    description: z.string(),
    default_branch: z.string(),
    visibility,
    archived: z.boolean(),
    creator_id: z.int().nullable(),
    avatar_url: z.string().nullable(),
    web_url: z.string(),
    http_url_to_repo: z.string(),
    empty_repo: z.boolean().optional().describe('Of one project, for those who may read its code'),
    readme_url: z.string().nullable().optional().describe('The same; null: there is none'),
    created_at: timestamp,
    updated_at: timestamp,
    last_activity_at: timestamp,
    namespace: Namespace,
    issues_enabled: z.boolean(),
    service_desk_enabled: z.boolean(),
    service_desk_address: z
      .string()
      .nullable()
      .optional()
      .describe('For Reporters and up; null: off, or no mailbox takes new tickets'),
    permissions: z.object({ project_access: access, group_access: access }).optional(),
    _links: z.object({ self: z.string(), issues: z.string(), labels: z.string(), members: z.string() }),
  })
  .meta({ id: 'Project' })

export const List = z.object({
  search: text(255).optional().describe('Part of name or full path'),
  visibility: visibility.optional(),
  archived: flag.optional(),
  membership: flag.optional().describe('Those one belongs to'),
  owned: flag.optional().describe('Those of which one is an Owner'),
  min_access_level: count(10, 50).optional(),
  with_service_desk: flag.optional().describe('Those whose Service Desk is on, or off'),
  order_by: z
    .enum(['id', 'name', 'path', 'created_at', 'updated_at', 'last_activity_at'])
    .default('created_at'),
  sort: z.enum(['asc', 'desc']).default('desc'),
})

export const ListOfGroup = List.extend({ include_subgroups: flag.optional() })

export const Create = z.object({
  name: text(255).optional().describe('Absent: the path'),
  path: text(255).optional().describe('Absent: made from the name'),
  namespace_id: id.optional().describe("A group's or user's namespace; absent: one's own"),
  description: text(2000).optional(),
  visibility: visibility.optional(),
  default_branch: text(255).optional(),
})

export const Update = z.object({
  name: text(255).optional(),
  path: text(255).optional(),
  description: text(2000).optional(),
  visibility: visibility.optional(),
  default_branch: text(255).optional(),
  service_desk_enabled: flag.optional(),
})

export const Transfer = z.object({
  namespace: z
    .union([z.int(), z.string().min(1).max(2000)])
    .describe("Id or full path of a group's or user's namespace"),
})

export type Project = z.input<typeof Project>
