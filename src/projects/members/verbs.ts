// What can be done with members of projects and groups?
export { addMember as add } from './add.ts'
export { changeMember as change, removeMember as remove } from './change.ts'
export type { MemberFilter } from './list.ts'
export { countMembers as count, listMembers as list, requireMember as require } from './list.ts'
export type { Member } from './member.ts'
export type { Place } from './place.ts'
