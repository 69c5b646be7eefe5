// How do two histories become one, without a working tree?

export { tipOf } from '../tips.ts'
export { keepHead } from './keep.ts'
export { isAncestor, reachedSince, tipsOf } from './reach.ts'
export { traceLines } from './trace.ts'
export { type Merged, mergeTrees } from './trees.ts'
export { writeMerge, writeSquash } from './write.ts'
