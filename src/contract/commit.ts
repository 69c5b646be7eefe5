// What does the API say of commits and of what they changed?
import { z } from 'zod'
import { filledText, flag, text, timestamp } from './fields.ts'

const Stats = z.object({ additions: z.int(), deletions: z.int(), total: z.int() })

export const Commit = z
  .object({
    id: z.string(),
    short_id: z.string(),
    created_at: timestamp,
    parent_ids: z.array(z.string()),
    title: z.string(),
    message: z.string(),
    author_name: z.string(),
    author_email: z.string(),
    authored_date: timestamp,
    committer_name: z.string(),
    committer_email: z.string(),
    committed_date: timestamp,
    web_url: z.string(),
    stats: Stats.optional(),
  })
  .meta({ id: 'Commit' })

/** One commit says more than those of a list. */
export const CommitDetails = Commit.extend({
  project_id: z.int(),
  status: z.null(),
  last_pipeline: z.null(),
}).meta({ id: 'CommitDetails' })

export const Diff = z
  .object({
    old_path: z.string(),
    new_path: z.string(),
    a_mode: z.string(),
    b_mode: z.string(),
    new_file: z.boolean(),
    renamed_file: z.boolean(),
    deleted_file: z.boolean(),
    diff: z.string().describe('From the first @@ on'),
    too_large: z.boolean().describe('The patch is left out, since it is too large'),
    collapsed: z.boolean(),
  })
  .meta({ id: 'Diff' })

export const List = z.object({
  ref_name: text(255)
    .optional()
    .describe('A branch, tag or commit; absent: the default branch. `a..b`: those of b that a lacks'),
  since: z.iso.datetime({ offset: true, local: true }).or(z.iso.date()).optional(),
  until: z.iso.datetime({ offset: true, local: true }).or(z.iso.date()).optional(),
  path: text(4096).optional(),
  author: text(255).optional().describe("Part of the author's name or address"),
  search: text(255).optional().describe('Part of the message'),
  all: flag.optional().describe('Of all branches'),
  with_stats: flag.optional(),
  first_parent: flag.optional(),
})

export const Refs = z.object({ type: z.enum(['branch', 'tag', 'all']).default('all') })
export const Ref = z.object({ type: z.enum(['branch', 'tag']), name: z.string() })

/** Actions of one commit: a change of some thousand files comes by a push. */
const maxActions = 1000

const Action = z.object({
  action: z.enum(['create', 'delete', 'move', 'update', 'chmod']),
  file_path: text(4096),
  previous_path: text(4096).optional(),
  content: z.string().optional(),
  encoding: z.enum(['text', 'base64']).default('text'),
  last_commit_id: text(64).optional(),
  execute_filemode: flag.optional(),
})

export const Create = z.object({
  branch: text(255),
  commit_message: filledText(100_000),
  start_branch: text(255).optional(),
  start_sha: text(64).optional(),
  actions: z.array(Action).min(1).max(maxActions),
  author_email: text(255).optional(),
  author_name: text(255).optional(),
  stats: flag.default(true),
  force: flag.default(false),
})

export type Commit = z.input<typeof Commit>
export type CommitDetails = z.input<typeof CommitDetails>
export type Diff = z.input<typeof Diff>
