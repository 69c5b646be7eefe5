// What can be done with a merge request as a whole?
export { createMergeRequest as create, type NewMergeRequest } from './create.ts'
export { type MergeWish, mergeMergeRequest as merge } from './merge.ts'
export {
  closeMergeRequest as close,
  removeMergeRequest as remove,
  reopenMergeRequest as reopen,
} from './state.ts'
export { type MergeRequestChanges, updateMergeRequest as update } from './update.ts'
