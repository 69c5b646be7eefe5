// What can be done with a webhook?
export {
  addHook as add,
  changeHook as change,
  findHook as find,
  type HookChanges,
  type ListedHook,
  listHooks as list,
  removeHook as remove,
} from './hooks.ts'
export { type Attempt, countAttempts, listAttempts } from './log.ts'
export { alertOf } from './rows.ts'
export { resend, testHook as test } from './try.ts'
