// What has somebody to do, and what of it is done?
import { z } from 'zod'
import {
  fields,
  type issue as issueContract,
  type mergeRequest as mergeRequestContract,
  pagination,
  todo,
} from '#contract'
import { transaction } from '#db'
import { lists, todos } from '#issues'
import { DeskError } from '#kernel'
import { lists as mergeLists } from '#merge-requests'
import { projects } from '#projects'
import type { Person } from '#users'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { given } from '../given.ts'
import { offsetPage } from '../pagination.ts'
import { issueShape } from '../shapes/issue.ts'
import { mergeRequestShape } from '../shapes/merge-request.ts'
import { basicUser } from '../shapes/user.ts'

const tags = ['todos']
const params = z.object({ id: fields.id })

export const todoRoutes: Routes = (app, desk) => {
  listRoute(app, desk)

  app.post(
    '/todos/:id/mark_as_done',
    { schema: { tags, summary: 'Settle one', params, response: { 201: todo.Todo } } },
    async (request, reply) => {
      const by = signedIn(request)
      const { id } = request.params
      const row = await transaction(desk.db, async tx => {
        await todos.settle(tx, { id, by })
        return todos.find(tx, by, id)
      })
      const [shown] = await shapes(desk, by, [row])
      if (shown === undefined) throw DeskError.notFound('Todo')
      return reply.code(201).send(shown)
    },
  )

  app.post(
    '/todos/mark_as_done',
    { schema: { tags, summary: 'Settle all of them', response: { 204: z.undefined() } } },
    async (request, reply) => {
      const by = signedIn(request)
      await transaction(desk.db, tx => todos.settleAll(tx, by))
      return reply.code(204).send()
    },
  )
}

function listRoute(app: App, desk: WebDesk): void {
  app.get(
    '/todos',
    {
      schema: {
        tags,
        summary: "One's own to-dos, newest first",
        querystring: todo.List.extend(pagination.Offset.shape),
        response: { 200: z.array(todo.Todo) },
      },
    },
    async (request, reply) => {
      const viewer = signedIn(request)
      const filter = await filterOf(desk, request.query)
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => todos.list(desk.db, viewer, filter, window),
        () => todos.count(desk.db, viewer, filter),
      )
      return shapes(desk, viewer, rows)
    },
  )
}

async function filterOf(desk: WebDesk, query: z.output<typeof todo.List>): Promise<todos.TodoFilter> {
  const { state, action, author_id: authorId, project_id: projectId, group_id: groupId, type } = query
  const below = groupId === undefined ? undefined : await lists.projectIdsBelow(desk.db, groupId)
  const about = type && (type === 'Issue' ? ('issue' as const) : ('merge_request' as const))
  return given({ state, action, authorId, projectId, projectIds: below, about })
}

type Target =
  | { target_type: 'Issue'; target: issueContract.Issue }
  | { target_type: 'MergeRequest'; target: z.output<typeof mergeRequestContract.MergeRequest> }

/** One query for each kind of what the rows are about, and one for their projects. */
async function shapes(
  desk: WebDesk,
  viewer: Person,
  rows: readonly todos.ListedTodo[],
): Promise<todo.Todo[]> {
  if (rows.length === 0) return []
  const targets = await targetsOf(desk, viewer, rows)
  const ids = rows.map(row => row.todo.project_id)
  const places = await projects.list(desk.db, viewer, { ids, limit: rows.length })
  const placeById = new Map(places.map(row => [row.id, row]))
  return rows.flatMap(row => {
    const [target, place] = [targets.get(keyOf(row)), placeById.get(row.todo.project_id)]
    // Gone or hidden since the first query.
    return target === undefined || place === undefined ? [] : [shape(desk, row, target, place)]
  })
}

const keyOf = ({ todo: { issue_id, merge_request_id } }: todos.ListedTodo) =>
  issue_id === null ? `!${merge_request_id}` : `#${issue_id}`

async function targetsOf(
  desk: WebDesk,
  viewer: Person,
  rows: readonly todos.ListedTodo[],
): Promise<Map<string, Target>> {
  const limit = rows.length
  const options = { externalUrl: desk.config.external_url, now: desk.clock() }
  const found = new Map<string, Target>()
  const issueIds = rows.flatMap(({ todo: { issue_id: id } }) => (id === null ? [] : [id]))
  const mergeIds = rows.flatMap(({ todo: { merge_request_id: id } }) => (id === null ? [] : [id]))
  const issues = issueIds.length === 0 ? [] : await lists.list(desk.db, viewer, { ids: issueIds }, { limit })
  for (const row of issues)
    found.set(`#${row.id}`, { target_type: 'Issue', target: issueShape(row, options) })
  const merges =
    mergeIds.length === 0 ? [] : await mergeLists.list(desk.db, viewer, { ids: mergeIds }, { limit })
  for (const row of merges)
    found.set(`!${row.id}`, { target_type: 'MergeRequest', target: mergeRequestShape(row, options) })
  return found
}

function shape(
  desk: WebDesk,
  { todo: row, noteBody, author }: todos.ListedTodo,
  about: Target,
  place: projects.ProjectDetails,
): todo.Todo {
  const { id, name, path, full_path } = place
  const { web_url: url, title } = about.target
  const noteId = row.note_id ?? row.merge_request_note_id
  return {
    id: row.id,
    project: {
      id,
      name,
      name_with_namespace: `${place.namespace_name} / ${name}`,
      path,
      path_with_namespace: full_path,
    },
    author: basicUser(author, desk.config.external_url),
    action_name: row.action as todo.Todo['action_name'],
    ...about,
    target_url: noteId === null ? url : `${url}#note_${noteId}`,
    body: noteBody ?? title,
    state: row.state as 'pending' | 'done',
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
