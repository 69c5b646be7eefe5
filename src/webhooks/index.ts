// Whom does a project tell of what happens in it, by HTTP? What happened is noted in its transaction, and sent by jobs.
import * as hooks from './verbs.ts'

export { deliver, stopDeliveries } from './deliver.ts'
export { mergeRequestChanged, pushed } from './hear.ts'
export { recordEvents } from './record.ts'
export type { WebhookRules } from './rows.ts'
export { forget, takeUpLost } from './tidy.ts'
export { hooks }
