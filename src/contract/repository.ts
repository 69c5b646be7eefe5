// What does the API say of the files of a repository?
import { z } from 'zod'
import { Commit, Diff } from './commit.ts'
import { filledText, flag, text } from './fields.ts'

const revision = text(255)
const path = text(4096)

export const Entry = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.enum(['tree', 'blob', 'commit']).describe('commit: a submodule'),
    path: z.string(),
    mode: z.string(),
  })
  .meta({ id: 'TreeEntry' })

export const Tree = z.object({
  path: path.optional(),
  ref: revision.optional(),
  recursive: flag.optional(),
})

/** What stands behind `/-/tree/` in an address. */
export const FindPlace = z.object({ at: text(8192) })
export const Place = z
  .object({
    ref: z.string(),
    kind: z.enum(['branch', 'tag', 'commit']),
    commit: z.string(),
    path: z.string(),
    type: z.enum(['tree', 'blob', 'commit']),
  })
  .meta({ id: 'RepositoryPlace' })

/** Names of one folder of which the last commits are asked. */
const maxNames = 200

export const LastCommits = z.object({
  path: path.optional(),
  ref: revision.optional(),
  names: z.array(text(1000)).min(1).max(maxNames),
})
export const LastCommit = z.object({ name: z.string(), commit: Commit }).meta({ id: 'LastCommit' })

export const Blob = z
  .object({ sha: z.string(), size: z.int(), encoding: z.literal('base64'), content: z.string() })
  .meta({ id: 'Blob' })

export const File = z
  .object({
    file_name: z.string(),
    file_path: z.string(),
    size: z.int(),
    encoding: z.literal('base64'),
    content_sha256: z.string(),
    ref: z.string(),
    blob_id: z.string(),
    commit_id: z.string(),
    last_commit_id: z.string(),
    execute_filemode: z.boolean(),
    mode: z.string().describe('`120000`: a symbolic link, whose content is where it leads'),
    content: z.string(),
  })
  .meta({ id: 'RepositoryFile' })

export const FindFile = z.object({ ref: revision.optional().describe('Absent: the default branch') })

const change = {
  branch: revision,
  start_branch: revision.optional().describe('Where `branch` begins, if it is not there yet'),
  commit_message: filledText(100_000),
  author_email: text(255).optional(),
  author_name: text(255).optional(),
}
export const CreateFile = z.object({
  ...change,
  content: z.string(),
  encoding: z.enum(['text', 'base64']).default('text'),
  execute_filemode: flag.optional(),
})
export const UpdateFile = CreateFile.extend({ last_commit_id: text(64).optional() })
export const DeleteFile = z.object({ ...change, last_commit_id: text(64).optional() })
export const ChangedFile = z.object({ file_path: z.string(), branch: z.string() }).meta({ id: 'ChangedFile' })

export const Compare = z.object({
  from: revision,
  to: revision,
  straight: flag.default(false).describe('false: from where the histories part'),
})
export const Comparison = z
  .object({
    commit: Commit.nullable(),
    commits: z.array(Commit),
    diffs: z.array(Diff),
    commits_count: z
      .int()
      .describe('Of all; the newest 500 of them are listed, and 10,001 is "more than 10,000"'),
    compare_timeout: z.boolean(),
    compare_same_ref: z.boolean(),
    web_url: z.string(),
  })
  .meta({ id: 'Comparison' })

export const MergeBase = z.object({ refs: z.array(revision).min(2).max(20) })

export const Contributor = z
  .object({
    name: z.string(),
    email: z.string(),
    commits: z.int(),
    additions: z.int(),
    deletions: z.int(),
  })
  .meta({ id: 'Contributor' })

export const Archive = z.object({
  sha: revision.optional(),
  path: path.optional(),
  format: z.enum(['tar.gz', 'tgz', 'tar', 'zip']).optional(),
})

export const Html = z.object({ html: z.string() })

export type Place = z.input<typeof Place>
export type Entry = z.input<typeof Entry>
export type File = z.input<typeof File>
export type Comparison = z.input<typeof Comparison>
