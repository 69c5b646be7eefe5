// What do commits say, and which issues do such texts name?
export { findNamedIssues, type NamedIssue } from './closing-pattern.ts'
export { type ReachedCommit, reachedCommits } from './reached.ts'
