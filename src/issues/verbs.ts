// What can be done with an issue as a whole?
export { closeIssue as close, reopenIssue as reopen } from './close.ts'
export type { NewIssue, OpenedIssue } from './create.ts'
export { createIssue as create } from './create.ts'
