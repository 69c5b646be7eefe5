// What do people have to do?
export type { NewTodos, TodoAction } from './create.ts'
export { createTodos as create } from './create.ts'
export type { ListedTodo, Todo, TodoFilter } from './list.ts'
export { countTodos as count, findTodo as find, listTodos as list } from './list.ts'
export {
  markTodo as mark,
  settleAllTodos as settleAll,
  settleOwnTodos as settleOnIssue,
  settleTodo as settle,
} from './mark.ts'
