// Who takes part from outside?
export type { AddedParticipant, AddParticipant, Origin, Participant } from './add.ts'
export { addParticipant as add, maxParticipants } from './add.ts'
export { isAddress } from './address.ts'
export {
  removeParticipant as remove,
  resubscribeParticipant as resubscribe,
  unsubscribeParticipant as unsubscribe,
} from './leave.ts'
export { isParticipant, listParticipants as list } from './read.ts'
