// What moved in the repositories, and who hears of it?
export { announce, type NewUpdate, type RefUpdate, settle, withdraw } from './log.ts'
export { moveRefs } from './move.ts'
export { reconcile, reconcileAll } from './reconcile.ts'
export { type Listener, runListeners } from './run.ts'
export { inTurn } from './turn.ts'
