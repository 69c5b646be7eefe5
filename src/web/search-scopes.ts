// How is each kind of thing searched, in a place that the viewer can see?
import type { z } from 'zod'
import type { search as contract, mergeRequest, milestone, project, user } from '#contract'
import { lists, milestones } from '#issues'
import { lists as mergeRequestLists } from '#merge-requests'
import { projects } from '#projects'
import { accounts, listUsers } from '#users'
import type { Reply, Request, WebDesk } from './context.ts'
import { given } from './given.ts'
import { maxCounted, offsetPage } from './pagination.ts'
import { issueShape } from './shapes/issue.ts'
import { mergeRequestShape } from './shapes/merge-request.ts'
import { milestoneShape } from './shapes/milestone.ts'
import { shapeNote } from './shapes/note.ts'
import { projectShape } from './shapes/project.ts'
import { basicUser } from './shapes/user.ts'

/** Everywhere, in a group and those below it, or in one project; the viewer sees it. */
export type SearchPlace =
  | { project?: never; group?: never }
  | { project: { id: number; accessLevel: number }; group?: never }
  | { project?: never; group: { id: number; projectIds: number[] } }

type Given = {
  desk: WebDesk
  request: Request
  reply: Reply
  query: contract.Search
  place: SearchPlace
}
type Shapes = {
  issues: contract.IssueHit
  notes: contract.NoteHit
  merge_requests: z.output<typeof mergeRequest.MergeRequest>
  projects: z.output<typeof project.Project>
  users: z.output<typeof user.Basic>
  milestones: milestone.Milestone
}

/** One page of hits; the headers of the page are set. Nothing is found that the viewer may not read. */
export const scopes: { [Scope in keyof Shapes]: (given: Given) => Promise<Shapes[Scope][]> } = {
  issues: searchIssues,
  notes: searchNotes,
  merge_requests: searchMergeRequests,
  projects: searchProjects,
  users: searchUsers,
  milestones: searchMilestones,
}

const placeOf = ({ project, group }: SearchPlace) =>
  given({ project, projectIds: group === undefined ? undefined : group.projectIds })

async function searchIssues({ desk, request, reply, query, place }: Given) {
  const { viewer } = request
  const { search, confidential, sort: direction } = query
  if (query.state === 'merged')
    return offsetPage<contract.IssueHit>(
      request,
      reply,
      query,
      async () => [],
      async () => 0,
    )
  const state = query.state === 'all' ? undefined : query.state
  const words = { ...placeOf(place), ...given({ search, state, confidential }) }
  const filter = await lists.lookUp(desk.db, viewer, words)
  const rows = await offsetPage(
    request,
    reply,
    query,
    window => lists.list(desk.db, viewer, filter, { ...window, direction }),
    () => lists.count(desk.db, viewer, filter),
  )
  const headlines = await lists.headlines(
    desk.db,
    search,
    rows.map(row => row.id),
  )
  const options = { externalUrl: desk.config.external_url, now: desk.clock() }
  return rows.map(row => {
    const { title, description } = headlines.get(row.id) ?? row
    return {
      ...issueShape(row, options),
      highlight: { title: pieces(title), description: pieces(description) },
    }
  })
}

async function searchNotes({ desk, request, reply, query, place }: Given) {
  const { viewer } = request
  const words = await lists.lookUpNotes(desk.db, viewer, { ...placeOf(place), search: query.search })
  const rows = await offsetPage(
    request,
    reply,
    query,
    window => lists.searchNotes(desk.db, viewer, words, window),
    () => lists.countNotes(desk.db, viewer, words),
  )
  return rows.map(row => ({
    ...shapeNote(row, { issue: { iid: row.issue_iid }, team: row.team }, desk.config.external_url),
    issue_title: row.issue_title,
    web_url: `${desk.config.external_url}/${row.project_path}/-/issues/${row.issue_iid}#note_${row.id}`,
    highlight: { body: pieces(row.headline) },
  }))
}

/** For those who read the code. */
async function searchMergeRequests({ desk, request, reply, query, place }: Given) {
  const { search, sort: direction } = query
  const state = query.state === 'all' ? undefined : query.state
  const filter = { search, state, projectId: place.project?.id, projectIds: place.group?.projectIds }
  const rows = await offsetPage(
    request,
    reply,
    query,
    window => mergeRequestLists.list(desk.db, request.viewer, filter, { ...window, direction }),
    () => mergeRequestLists.count(desk.db, request.viewer, filter),
  )
  const options = { externalUrl: desk.config.external_url, now: desk.clock() }
  return rows.map(row => mergeRequestShape(row, options))
}

async function searchProjects({ desk, request, reply, query, place }: Given) {
  const { viewer } = request
  const ids = place.project ? [place.project.id] : place.group?.projectIds
  const filter = { search: query.search, ids }
  const rows = await offsetPage(
    request,
    reply,
    query,
    window => projects.list(desk.db, viewer, { ...filter, ...window }),
    () => projects.count(desk.db, viewer, filter, maxCounted + 1),
  )
  return rows.map(row => projectShape(row, desk, viewer !== null))
}

/** In a project or group its members, those of the groups above included. */
async function searchUsers({ desk, request, reply, query, place }: Given) {
  const { db, config } = desk
  const { viewer } = request
  const { search } = query
  const where = place.project ? { project: place.project.id } : place.group && { group: place.group.id }
  const everybody = { search, byEmail: viewer?.isAdmin, state: 'active', bots: false } as const
  const members = { search, inherited: true }
  const rows = await offsetPage<Parameters<typeof basicUser>[0]>(
    request,
    reply,
    query,
    async window =>
      where
        ? projects.members.list(db, viewer, where, { ...members, ...window })
        : listUsers(db, { ...everybody, ...window }),
    () => (where ? projects.members.count(db, viewer, where, members) : accounts.count(db, everybody)),
  )
  return rows.map(row => basicUser(row, config.external_url))
}

async function searchMilestones({ desk, request, reply, query, place }: Given) {
  const { viewer } = request
  const projectIds = place.project ? [place.project.id] : place.group?.projectIds
  const filter = { search: query.search, projectIds }
  const rows = await offsetPage(
    request,
    reply,
    query,
    window => milestones.search(desk.db, viewer, filter, window),
    () => milestones.countFound(desk.db, viewer, filter),
  )
  return rows.map(row => milestoneShape(row, `${desk.config.external_url}/${row.project_path}`, desk.clock()))
}

const { start, end } = lists.hitMarks

/** `two \ue000words\ue001` → two, then words as a match. */
function pieces(headline: string): { text: string; match: boolean }[] {
  return headline.split(start).flatMap((piece, index) => {
    const [hit = '', rest] = index === 0 ? ['', piece] : piece.split(end)
    return [
      { text: hit, match: true },
      { text: rest ?? '', match: false },
    ].filter(({ text }) => text !== '')
  })
}
