// What does the API say of a merge request?
import { z } from 'zod'
import { Commit, Diff } from './commit.ts'
import { count, flag, id, ids, iids, text, timestamp, words } from './fields.ts'
import { Label } from './label.ts'
import { Milestone } from './milestone.ts'
import { Basic } from './user.ts'

const description = text(1_048_576)
const branch = text(255)
const state = z.enum(['opened', 'closed', 'merged'])

/** GitLab's words for whether it can be merged, and if not, why. */
export const detailedStatus = z.enum([
  'mergeable',
  'unchecked',
  'not_open',
  'draft_status',
  'conflict',
  'need_rebase',
  'discussions_not_resolved',
  'commits_status',
  'branch_missing',
])

export const DiffRefs = z.object({ base_sha: z.string(), start_sha: z.string(), head_sha: z.string() })

const shown = {
  id: z.int(),
  iid: z.int(),
  project_id: z.int(),
  title: z.string(),
  description: z.string(),
  description_html: z.string().optional().describe('With render_html'),
  state,
  created_at: timestamp,
  updated_at: timestamp,
  merged_by: Basic.nullable(),
  merge_user: Basic.nullable(),
  merged_at: timestamp.nullable(),
  closed_by: Basic.nullable(),
  closed_at: timestamp.nullable(),
  source_branch: z.string(),
  target_branch: z.string(),
  source_project_id: z.int(),
  target_project_id: z.int(),
  author: Basic,
  assignees: z.array(Basic),
  assignee: Basic.nullable(),
  reviewers: z.array(Basic),
  labels: z
    .union([z.array(z.string()), z.array(Label)])
    .describe('Names; whole labels with with_labels_details'),
  milestone: Milestone.nullable(),
  draft: z.boolean(),
  work_in_progress: z.boolean().describe('The former name of `draft`'),
  merge_status: z.enum(['unchecked', 'can_be_merged', 'cannot_be_merged']),
  detailed_merge_status: detailedStatus,
  has_conflicts: z.boolean(),
  sha: z.string().describe('The tip of the source branch'),
  merge_commit_sha: z.string().nullable(),
  squash_commit_sha: z.string().nullable(),
  squash: z.boolean(),
  should_remove_source_branch: z.boolean().nullable(),
  force_remove_source_branch: z.boolean(),
  user_notes_count: z.int(),
  upvotes: z.literal(0),
  downvotes: z.literal(0),
  blocking_discussions_resolved: z.boolean(),
  references: z.object({ short: z.string(), relative: z.string(), full: z.string() }),
  web_url: z.string(),
}

export const MergeRequest = z.object(shown).meta({ id: 'MergeRequest' })

/** One merge request says more than those of a list. */
export const Details = z
  .object({
    ...shown,
    changes_count: z.string().describe('Files that differ; with + where there are more'),
    diff_refs: DiffRefs,
    diverged_commits_count: z.int().describe('Commits of the target that the source lacks'),
    first_contribution: z.literal(false),
    conflicts: z.array(z.string()).describe('Paths that both sides changed differently'),
    merge_method: z.enum(['merge', 'rebase_merge', 'ff']),
    squash_option: z.enum(['never', 'always', 'default_on', 'default_off']),
    source_branch_exists: z.boolean(),
    user: z.object({
      can_merge: z.boolean(),
      can_update: z.boolean(),
      can_note: z.boolean(),
      can_remove_source_branch: z.boolean(),
    }),
  })
  .meta({ id: 'MergeRequestDetails' })

export const Changes = z
  .object({ ...Details.shape, changes: z.array(Diff), overflow: z.boolean() })
  .meta({ id: 'MergeRequestChanges' })

const none = z.enum(['None', 'Any', 'none', 'any'])

export const List = z.object({
  state: z.enum(['opened', 'closed', 'merged', 'all']).default('all'),
  scope: z.enum(['created_by_me', 'assigned_to_me', 'reviews_for_me', 'all']).optional(),
  author_id: id.optional(),
  author_username: text(255).optional(),
  assignee_id: z.union([none, id]).optional(),
  reviewer_id: z.union([none, id]).optional(),
  reviewer_username: text(255).optional(),
  labels: words.optional().describe('All of them'),
  milestone: text(255).optional().describe('A title'),
  source_branch: branch.optional(),
  target_branch: branch.optional(),
  search: text(1000).optional().describe('Words of title and description; the last may be a beginning'),
  iids: iids.optional(),
  draft: flag.optional(),
  wip: z.enum(['yes', 'no']).optional(),
  order_by: z.enum(['created_at', 'updated_at']).default('created_at'),
  sort: z.enum(['asc', 'desc']).default('desc'),
  with_labels_details: flag.optional(),
})
export type List = z.output<typeof List>

const written = {
  description: description.nullish(),
  assignee_id: count(0, Number.MAX_SAFE_INTEGER).nullish(),
  assignee_ids: ids.optional(),
  reviewer_ids: ids.optional(),
  labels: words.pipe(z.array(text(255))).optional(),
  milestone_id: count(0, Number.MAX_SAFE_INTEGER).nullish(),
  squash: flag.optional(),
  remove_source_branch: flag.optional(),
}

export const Create = z.object({
  title: text(10_000),
  source_branch: branch,
  target_branch: branch,
  target_project_id: id.optional().describe('This project; others cannot be merged into'),
  ...written,
})

export const Update = z.object({
  title: text(10_000).optional(),
  target_branch: branch.optional(),
  state_event: z.enum(['close', 'reopen']).optional(),
  add_labels: words.pipe(z.array(text(255))).optional(),
  remove_labels: words.optional(),
  ...written,
})

export const Merge = z.object({
  sha: text(64)
    .optional()
    .describe('The tip of the source branch that was looked at; another one is refused'),
  merge_commit_message: text(100_000).optional(),
  squash_commit_message: text(100_000).optional(),
  squash: flag.optional(),
  should_remove_source_branch: flag.optional(),
})

export const Commits = z.array(Commit)

export const Settings = z
  .object({
    merge_method: z.enum(['merge', 'rebase_merge', 'ff']),
    squash_option: z.enum(['never', 'always', 'default_on', 'default_off']),
    remove_source_branch_after_merge: z.boolean(),
    only_allow_merge_if_all_discussions_are_resolved: z.boolean(),
  })
  .meta({ id: 'MergeSettings' })
export const ChangeSettings = Settings.partial()

/** Where in the code a note stands: GitLab's position. Lines are counted from 1; a removed line has no new one. */
export const Position = z
  .object({
    base_sha: z.string(),
    start_sha: z.string(),
    head_sha: z.string(),
    position_type: z.literal('text'),
    old_path: z.string().nullable(),
    new_path: z.string().nullable(),
    old_line: z.int().nullable(),
    new_line: z.int().nullable(),
  })
  .meta({ id: 'Position' })

const line = count(1, 2_147_483_647).nullish()
/** The same as somebody gives it who begins a discussion. */
const GivenPosition = z.object({
  base_sha: text(64),
  start_sha: text(64),
  head_sha: text(64),
  position_type: z.literal('text').default('text'),
  old_path: text(4096).nullish(),
  new_path: text(4096).nullish(),
  old_line: line,
  new_line: line,
})

export const Note = z
  .object({
    id: z.int(),
    type: z.enum(['DiffNote', 'DiscussionNote']).nullable(),
    body: z.string(),
    body_html: z.string().optional().describe('With render_html'),
    attachment: z.null(),
    author: Basic,
    created_at: timestamp,
    updated_at: timestamp,
    edited_at: timestamp.nullable(),
    system: z.boolean(),
    system_action: z.string().nullable().describe('Of a system note: what changed'),
    noteable_id: z.int(),
    noteable_type: z.literal('MergeRequest'),
    noteable_iid: z.int(),
    project_id: z.int(),
    discussion_id: z.string(),
    resolvable: z.boolean(),
    resolved: z.boolean().optional(),
    resolved_by: Basic.nullable().optional(),
    resolved_at: timestamp.nullable().optional(),
    position: Position.nullable().describe('Where it was written'),
    current_position: Position.nullable().describe('Where that line is now; null: it was changed since'),
    internal: z.literal(false),
    confidential: z.literal(false),
  })
  .meta({ id: 'MergeRequestNote' })

export const Discussion = z
  .object({ id: z.string(), individual_note: z.boolean(), notes: z.array(Note) })
  .meta({ id: 'MergeRequestDiscussion' })

export const Notes = z.object({
  sort: z.enum(['asc', 'desc']).default('desc'),
  order_by: z.enum(['created_at', 'updated_at']).default('created_at'),
})
const body = text(1_048_576)
export const CreateNote = z.object({ body })
export const CreateDiscussion = z.object({ body, position: GivenPosition.optional() })
export const Resolve = z.object({ resolved: flag })
export const UpdateNote = z.object({ body: body.optional(), resolved: flag.optional() })

export type MergeRequest = z.input<typeof MergeRequest>
export type Details = z.input<typeof Details>
export type Changes = z.input<typeof Changes>
export type Settings = z.input<typeof Settings>
export type Position = z.output<typeof Position>
export type Note = z.input<typeof Note>
export type Discussion = z.input<typeof Discussion>
