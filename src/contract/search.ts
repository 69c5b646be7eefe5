// What does somebody look for, and what is found?
import { z } from 'zod'
import { filledText, flag } from './fields.ts'
import { Issue } from './issue.ts'
import { MergeRequest } from './merge-request.ts'
import { Milestone } from './milestone.ts'
import { Note } from './note.ts'
import { Offset } from './pagination.ts'
import { Project } from './project.ts'
import { Basic } from './user.ts'

/** Characters; of longer texts nobody expects that all their words are found together. */
export const maxSearchLength = 1000

/** A text in pieces, those that were looked for marked. */
const Pieces = z.array(z.object({ text: z.string(), match: z.boolean() })).meta({ id: 'SearchPieces' })

/** An issue, and where in it the words stand. */
export const IssueHit = z
  .object({ ...Issue.shape, highlight: z.object({ title: Pieces, description: Pieces }) })
  .meta({ id: 'SearchedIssue' })

/** A note, the title of its issue, where it is, and where in it the words stand. */
export const NoteHit = z
  .object({
    ...Note.shape,
    issue_title: z.string(),
    web_url: z.string().describe('Where the note stands on its page'),
    highlight: z.object({ body: Pieces }),
  })
  .meta({ id: 'SearchedNote' })

export const Search = Offset.extend({
  scope: z.enum(['issues', 'notes', 'merge_requests', 'projects', 'users', 'milestones']),
  search: filledText(maxSearchLength).describe('All words must occur; the last may be a beginning'),
  state: z
    .enum(['opened', 'closed', 'merged', 'all'])
    .optional()
    .describe('Of issues and merge requests; no issue is merged'),
  confidential: flag.optional().describe('Of issues'),
  order_by: z.literal('created_at').optional().describe('Of issues'),
  sort: z.enum(['asc', 'desc']).default('desc').describe('Of issues and merge requests'),
})

/** Rows of one kind, as the scope says. */
export const Hits = z.union([
  z.array(IssueHit),
  z.array(NoteHit),
  z.array(MergeRequest),
  z.array(Project),
  z.array(Basic),
  z.array(Milestone),
])

export type Search = z.output<typeof Search>
export type IssueHit = z.output<typeof IssueHit>
export type NoteHit = z.output<typeof NoteHit>
