// Which repository elsewhere does a project follow, and how is it doing?
export type { MirrorRules } from './address.ts'
export { dueMirrors, pullMirror, pullSoon, stopFetches } from './pull.ts'
export { changeMirror, findMirror, type Mirror, type MirrorChanges, removeMirror } from './settings.ts'
