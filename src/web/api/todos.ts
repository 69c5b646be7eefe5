// What has somebody to do, and what of it is done?
import { z } from 'zod'
import { fields, pagination, todo } from '#contract'
import { transaction } from '#db'
import { lists, todos } from '#issues'
import { DeskError } from '#kernel'
import { projects } from '#projects'
import type { Person } from '#users'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { given } from '../given.ts'
import { offsetPage } from '../pagination.ts'
import { issueShape } from '../shapes/issue.ts'
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
  const projectIds = type === 'MergeRequest' ? [] : below
  return given({ state, action, authorId, projectId, projectIds })
}

/** Two queries for all the rows: their issues and their projects. */
async function shapes(
  desk: WebDesk,
  viewer: Person,
  rows: readonly todos.ListedTodo[],
): Promise<todo.Todo[]> {
  if (rows.length === 0) return []
  const limit = rows.length
  const issueIds = rows.map(row => row.issue.id)
  const issues = await lists.list(desk.db, viewer, { ids: issueIds }, { limit })
  const ids = rows.map(row => row.issue.project_id)
  const places = await projects.list(desk.db, viewer, { ids, limit })
  const byId = new Map(issues.map(row => [row.id, row]))
  const placeById = new Map(places.map(row => [row.id, row]))
  return rows.flatMap(row => {
    const [issue, place] = [byId.get(row.issue.id), placeById.get(row.issue.project_id)]
    // Gone or hidden since the first query.
    return issue === undefined || place === undefined ? [] : [shape(desk, row, issue, place)]
  })
}

function shape(
  desk: WebDesk,
  { todo: row, noteBody, author }: todos.ListedTodo,
  issue: lists.ListedIssue,
  place: projects.ProjectDetails,
): todo.Todo {
  const { external_url: externalUrl } = desk.config
  const target = issueShape(issue, { externalUrl, now: desk.clock() })
  const { id, name, path, full_path } = place
  return {
    id: row.id,
    project: {
      id,
      name,
      name_with_namespace: `${place.namespace_name} / ${name}`,
      path,
      path_with_namespace: full_path,
    },
    author: basicUser(author, externalUrl),
    action_name: row.action as todo.Todo['action_name'],
    target_type: 'Issue',
    target,
    target_url: row.note_id === null ? target.web_url : `${target.web_url}#note_${row.note_id}`,
    body: noteBody ?? issue.title,
    state: row.state as 'pending' | 'done',
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
