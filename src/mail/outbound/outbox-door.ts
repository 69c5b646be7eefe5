// What can be asked of the outbox?
export { alertAdministrators } from './alert.ts'
export { cancelOfNote } from './cancel.ts'
export { type Delivery, deliveriesOf } from './deliveries.ts'
export {
  listUndeliverable,
  resetUndeliverable,
  type UndeliverableAddress,
  undeliverableAmong,
} from './failures.ts'
export { figures, findServerFault, type OutboxFigures } from './figures.ts'
export {
  list,
  type OutboxFilter,
  type OutboxRow,
  type OutboxState,
  queueWaiting,
  resend,
} from './outbox.ts'
export { type RenderedRow, show } from './preview.ts'
export { sendProbe } from './probe.ts'
export type { Fault } from './server-fault.ts'
export { verifyServer } from './transports.ts'
