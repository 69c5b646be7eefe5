// What is to be merged, and what does it close?
import * as closing from './closing/index.ts'
import * as lists from './lists.ts'
import * as mergeability from './mergeability.ts'
import * as notes from './notes/index.ts'
import * as policy from './policy.ts'
import * as settings from './settings.ts'
import * as mergeRequests from './verbs.ts'

export { followBranch } from './follow.ts'
export { rangeOf } from './histories.ts'
export { answerPush } from './pushes/index.ts'
export type { CodeDesk, Found, MergeRequest } from './rows.ts'
export { closing, lists, mergeability, mergeRequests, notes, policy, settings }
