// What is said of a merge request, and of which lines?
export {
  countDiscussions,
  countNotes as count,
  listDiscussions,
  listNotes as list,
  type MergeRequestNote,
} from './read.ts'
export {
  addNote as add,
  editNote as edit,
  removeNote as remove,
  resolveDiscussion as resolve,
} from './write.ts'
