// What can be done with the answers that a team keeps ready?
export type { SavedReplyChanges, SavedReplyFields } from './edit.ts'
export {
  createSavedReply as create,
  removeSavedReply as remove,
  updateSavedReply as update,
} from './edit.ts'
export type { SavedReply } from './list.ts'
export { listSavedReplies as list } from './list.ts'
