// Who may move which branch?
export { checkMove, type Move } from './moves.ts'
export { mayMerge, mayPush, protectionOf } from './rules.ts'
