// Which commands change nothing but what the writer wants to hear and do?
import { setSubscription } from '../subscriptions/set.ts'
import { markTodo, settleOwnTodos } from '../todos/mark.ts'
import type { Action } from './action.ts'
import { refuse } from './words.ts'

const subscribe: Action = async (tx, actor) => {
  if (!(await setSubscription(tx, { ...actor, subscribed: true }))) throw refuse('you are subscribed')
  return 'Subscribed to this issue.'
}

const unsubscribe: Action = async (tx, actor) => {
  if (!(await setSubscription(tx, { ...actor, subscribed: false }))) throw refuse('you are not subscribed')
  return 'Unsubscribed from this issue.'
}

const todo: Action = async (tx, actor) => {
  if ((await markTodo(tx, actor)) === null) throw refuse('there is one already')
  return 'Added a to-do item.'
}

const done: Action = async (tx, actor) => {
  if (!(await settleOwnTodos(tx, actor))) throw refuse('there is none')
  return 'Marked to-do item as done.'
}

export const ownActions = { subscribe, unsubscribe, todo, done } satisfies Record<string, Action>
