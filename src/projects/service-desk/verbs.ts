// What can be done with a project's Service Desk?
export type { PublishedAddress } from './addresses.ts'
export type { ServiceDeskSettings } from './columns.ts'
export type { ServiceDesk } from './settings.ts'
export { getServiceDesk as get } from './settings.ts'
export { checkSuffix as preview } from './suffix.ts'
export type { ServiceDeskChanges, ServiceDeskRules } from './update.ts'
export { updateServiceDesk as update } from './update.ts'
