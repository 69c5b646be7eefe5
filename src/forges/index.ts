// How does a project live with code that is at home on another forge: by a mirror of it, and by what it tells of itself?
import * as hooks from './hooks/index.ts'
import * as mirrors from './mirrors/index.ts'

export { hooks, mirrors }
