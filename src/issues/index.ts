// What is to be done, who said what about it, and who wants to hear of it?
import * as events from './events/index.ts'
import * as notes from './notes/index.ts'
import * as participants from './participants/index.ts'
import * as policy from './policy.ts'
import * as issues from './verbs.ts'

export type { Issue, Label, Milestone, Note } from './rows.ts'
export { events, issues, notes, participants, policy }
