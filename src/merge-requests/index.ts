// What is to be merged, and what does it close?
import * as closing from './closing/index.ts'
import * as lists from './lists.ts'
import * as notes from './notes/index.ts'
import * as mergeRequests from './verbs.ts'

export { followBranch } from './follow.ts'
export { rangeOf } from './histories.ts'
export { findMergeability, lastStatus, type Mergeability, type Status } from './mergeability.ts'
export { mayChange, mayMergeIt, readableMergeRequests, requireMergeRequest } from './policy.ts'
export type { CodeDesk, Found, MergeRequest } from './rows.ts'
export { changeSettings, type MergeSettings, settingsOf } from './settings.ts'
export { closing, lists, mergeRequests, notes }
