// With what are issues to be done?
export { findMilestoneOf as findOf, milestoneReference as reference } from '../attributes/milestone.ts'
export type { MilestoneFields } from './edit.ts'
export { createMilestone as create, removeMilestone as remove, updateMilestone as update } from './edit.ts'
export type { MilestoneFilter } from './list.ts'
export { countMilestones as count, findMilestone as find, listMilestones as list } from './list.ts'
export type { FoundMilestone } from './search.ts'
export { countMilestonesFound as countFound, searchMilestones as search } from './search.ts'
