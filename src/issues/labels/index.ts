// Which labels are there, and who makes them?
export { labelChangeInWords as changeInWords, requireLabels as require } from '../attributes/labels.ts'
export type { LabelFields } from './edit.ts'
export { createLabel as create, removeLabel as remove, updateLabel as update } from './edit.ts'
export { ensureLabels as ensure } from './ensure.ts'
export type { LabelFilter, ListedLabel } from './list.ts'
export { countLabels as count, findLabel as find, listLabels as list } from './list.ts'
export type { Owner } from './owner.ts'
