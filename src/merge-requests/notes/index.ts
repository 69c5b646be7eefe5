// What is said of a merge request, and of which lines?
export { checkPosition, type GivenPosition, type Position } from './position.ts'
export {
  countDiscussions,
  countNotes as count,
  type Discussion,
  listDiscussions,
  listNotes as list,
  type MergeRequestNote,
} from './read.ts'
export {
  addNote as add,
  editNote as edit,
  type NewNote,
  removeNote as remove,
  resolveDiscussion as resolve,
} from './write.ts'
