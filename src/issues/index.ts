// What is to be done, who said what about it, and who wants to hear of it?
import * as events from './events/index.ts'
import * as labels from './labels/index.ts'
import * as lists from './lists/index.ts'
import * as milestones from './milestones/index.ts'
import * as notes from './notes/index.ts'
import * as participants from './participants/index.ts'
import * as policy from './policy.ts'
import * as quickActions from './quick-actions/index.ts'
import * as subscriptions from './subscriptions/index.ts'
import * as todos from './todos/index.ts'
import * as uploads from './uploads/index.ts'
import * as issues from './verbs.ts'

export type { Issue, Label, Milestone, Note } from './rows.ts'
export {
  events,
  issues,
  labels,
  lists,
  milestones,
  notes,
  participants,
  policy,
  quickActions,
  subscriptions,
  todos,
  uploads,
}
