// Which merge requests are there?
export type { MergeRequestFilter } from './filter.ts'
export {
  countMergeRequests as count,
  type ListedMergeRequest,
  listMergeRequests as list,
  showMergeRequest as show,
  type Who,
} from './list.ts'
export { isDraft } from './rows.ts'
