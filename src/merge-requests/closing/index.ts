// Which issues does code close, and what is left on those that it names?
export { commitsReached } from './commits.ts'
export { actElsewhere } from './elsewhere.ts'
export { closedIssues, mergedReached, mergeRequestChanged, relatedMergeRequests } from './merge-requests.ts'
export type { Scope } from './named.ts'
