// Who may move which branch?
export { mayMerge, mayPush, protectionOf } from './rules.ts'
