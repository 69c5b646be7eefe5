// How does a repository follow one that lives elsewhere?

export { type Followed, followRemote } from './follow.ts'
export { addressOf } from './follows.ts'
export type { Remote } from './remote-git.ts'
