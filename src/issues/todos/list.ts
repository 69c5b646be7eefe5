// What does somebody have to do?
import { type Selectable, sql } from 'kysely'
import type { DB, Db } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import type { Who } from '../lists/list.ts'
import { codeProjectIds, inTeam, readableIssues } from '../policy.ts'
import type { TodoAction } from './create.ts'

export type Todo = Selectable<DB['todos']>
export type TodoFilter = {
  /** Pending unless asked otherwise. */
  state?: 'pending' | 'done'
  action?: TodoAction
  projectId?: number
  projectIds?: readonly number[]
  authorId?: number
  id?: number
  /** Only those of issues, or only those of merge requests. */
  about?: 'issue' | 'merge_request'
}

/** What the person may not read any more does not call them any more. */
function matching(db: Db, viewer: Person, filter: TodoFilter) {
  let query = db
    .selectFrom('todos')
    .leftJoin('issues', 'issues.id', 'todos.issue_id')
    .leftJoin('notes', 'notes.id', 'todos.note_id')
    .leftJoin('merge_request_notes as said', 'said.id', 'todos.merge_request_note_id')
    .where('todos.user_id', '=', viewer.id)
    .where(sql<boolean>`case when todos.merge_request_id is null then ${readableIssues(viewer)}
      else todos.project_id in ${codeProjectIds(viewer)} end`)
    .where(({ or, eb }) =>
      or([eb('notes.id', 'is', null), eb('notes.internal', '=', false), inTeam(viewer, 'issues.project_id')]),
    )
  if (filter.id === undefined) query = query.where('todos.state', '=', filter.state ?? 'pending')
  else query = query.where('todos.id', '=', filter.id)
  if (filter.about === 'issue') query = query.where('todos.issue_id', 'is not', null)
  if (filter.about === 'merge_request') query = query.where('todos.merge_request_id', 'is not', null)
  if (filter.action) query = query.where('todos.action', '=', filter.action)
  if (filter.projectId !== undefined) query = query.where('todos.project_id', '=', filter.projectId)
  const { projectIds } = filter
  if (projectIds) query = query.where(sql<boolean>`todos.project_id = any(${[...projectIds]}::bigint[])`)
  if (filter.authorId !== undefined) query = query.where('todos.author_id', '=', filter.authorId)
  return query
}

/** With the note and who caused it; what it is about is named by its id. */
export type ListedTodo = { todo: Todo; noteBody: string | null; author: Who }

/** Newest first. */
export async function listTodos(
  db: Db,
  viewer: Person,
  filter: TodoFilter,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<ListedTodo[]> {
  const rows = await matching(db, viewer, filter)
    .innerJoin('users as author', 'author.id', 'todos.author_id')
    .select([
      sql<string | null>`coalesce(notes.body, said.body)`.as('note_body'),
      sql<Todo>`to_json(todos)`.as('todo'),
      sql<Who>`json_build_object('id', author.id, 'username', author.username, 'name', author.name,
        'state', author.state)`.as('author'),
    ])
    .orderBy('todos.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map(({ todo, note_body: noteBody, author }) => ({
    todo: { ...todo, created_at: new Date(todo.created_at), updated_at: new Date(todo.updated_at) },
    noteBody,
    author,
  }))
}

export async function countTodos(db: Db, viewer: Person, filter: TodoFilter): Promise<number> {
  const { count } = await matching(db, viewer, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** One's own to-do. @throws not_found */
export async function findTodo(db: Db, viewer: Person, id: number): Promise<ListedTodo> {
  const [row] = await listTodos(db, viewer, { id }, { limit: 1 })
  if (row === undefined) throw DeskError.notFound('Todo')
  return row
}
