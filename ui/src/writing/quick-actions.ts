// Which quick actions can be typed here, and what does each do? Only those that would do something.
import type { IssueRow } from '../api/issues.ts'

type Facts = { issue: IssueRow | undefined; isTeam: boolean }
type Action = {
  name: string
  takes?: string
  does: string
  /** Absent: for the team, always. */
  when?: (facts: Facts) => boolean
}

const has = (test: (issue: IssueRow) => boolean) => (facts: Facts) =>
  facts.isTeam && facts.issue !== undefined && test(facts.issue)
/** Of an issue that is there already, by anybody who reads it. */
const there = ({ issue }: Facts) => issue !== undefined

const actions: readonly Action[] = [
  { name: 'close', does: 'Close it', when: has(({ state }) => state === 'opened') },
  { name: 'reopen', does: 'Open it again', when: has(({ state }) => state === 'closed') },
  { name: 'assign', takes: '@', does: 'Assign somebody' },
  {
    name: 'unassign',
    takes: '@',
    does: 'Take somebody off',
    when: has(({ assignees }) => assignees.length > 0),
  },
  { name: 'label', takes: '~', does: 'Add labels' },
  { name: 'unlabel', takes: '~', does: 'Remove labels', when: has(({ labels }) => labels.length > 0) },
  { name: 'relabel', takes: '~', does: 'Replace all labels', when: has(({ labels }) => labels.length > 0) },
  { name: 'milestone', takes: '%', does: 'Set the milestone' },
  {
    name: 'remove_milestone',
    does: 'Take it out of its milestone',
    when: has(({ milestone }) => milestone !== null),
  },
  { name: 'due', takes: 'in 3 days', does: 'Set the due date' },
  { name: 'remove_due_date', does: 'Take the due date off', when: has(({ due_date }) => due_date !== null) },
  { name: 'title', takes: 'new title', does: 'Change the title', when: has(() => true) },
  {
    name: 'confidential',
    does: 'Hide it from everybody but the team',
    when: has(({ confidential }) => !confidential),
  },
  { name: 'add_email', takes: 'address', does: 'Add a participant by mail' },
  {
    name: 'remove_email',
    takes: 'address',
    does: 'Remove a participant',
    when: has(({ service_desk }) => service_desk),
  },
  {
    name: 'convert_to_ticket',
    takes: 'address',
    does: 'Make it a ticket of this customer',
    when: has(({ service_desk }) => !service_desk),
  },
  {
    name: 'duplicate',
    takes: '#',
    does: 'Close it as the same as another issue',
    when: has(({ state }) => state === 'opened'),
  },
  { name: 'merge_into', takes: '#', does: 'Merge it into another ticket', when: has(() => true) },
  { name: 'move', takes: 'group/project', does: 'Move it to another project', when: has(() => true) },
  {
    name: 'subscribe',
    does: 'Hear of what happens here',
    when: facts => there(facts) && facts.issue?.subscribed !== true,
  },
  { name: 'unsubscribe', does: 'Hear of it no more', when: facts => facts.issue?.subscribed === true },
  { name: 'todo', does: 'Put it on my to-do list', when: there },
  { name: 'done', does: 'Take it off my to-do list', when: there },
]

export const actionsFor = (facts: Facts): readonly Action[] =>
  actions.filter(({ when }) => (when === undefined ? facts.isTeam : when(facts)))
