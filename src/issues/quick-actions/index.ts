// Which commands does a text hold, and what do they do?
export type { Outcome } from './run.ts'
export { changesNothing, runQuickActions as run } from './run.ts'
export type { Command, QuickAction } from './split.ts'
export { splitQuickActions as split } from './split.ts'
export { splitTemplate } from './template.ts'
