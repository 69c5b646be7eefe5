// Which commands change the issue itself?
import type { Tx } from '#db'
import { requireProject } from '#projects'
import { labelReference } from '../attributes/labels.ts'
import { milestoneReference } from '../attributes/milestone.ts'
import { closeIssue, reopenIssue } from '../close.ts'
import { markDuplicate } from '../duplicate.ts'
import { mergeIssues } from '../merging/merge.ts'
import { moveIssue } from '../move.ts'
import { findIssue } from '../policy.ts'
import { type IssueChanges, updateIssue } from '../update.ts'
import type { Action, Actor } from './action.ts'
import { findByReference, findMilestone } from './named.ts'
import { dayIn, nothingToChange, refuse, titlesIn } from './words.ts'

async function change(tx: Tx, actor: Actor, changes: IssueChanges, done: string): Promise<string> {
  const names = await updateIssue(tx, { ...actor, changes })
  if (names.length === 0) throw refuse(nothingToChange)
  return done
}

const close: Action = async (tx, actor) => {
  if (!(await closeIssue(tx, actor))) throw refuse('it is closed already')
  return 'Closed this issue.'
}

const reopen: Action = async (tx, actor) => {
  if (!(await reopenIssue(tx, actor))) throw refuse('it is open')
  return 'Reopened this issue.'
}

const title: Action = (tx, actor, args) =>
  change(tx, actor, { title: args }, `Changed the title to "${args}".`)

const named = (titles: readonly string[]) =>
  `${titles.map(labelReference).join(' ')} ${titles.length === 1 ? 'label' : 'labels'}`

const label: Action = (tx, actor, args) => {
  const add = titlesIn(args, '~')
  if (add.length === 0) throw refuse('which label?')
  return change(tx, actor, { labels: { add, remove: [] } }, `Added ${named(add)}.`)
}

/** Without names, all of them. */
const unlabel: Action = (tx, actor, args) => {
  const remove = titlesIn(args, '~')
  return remove.length === 0
    ? change(tx, actor, { labels: { set: [] } }, 'Removed all labels.')
    : change(tx, actor, { labels: { add: [], remove } }, `Removed ${named(remove)}.`)
}

const relabel: Action = (tx, actor, args) => {
  const set = titlesIn(args, '~')
  if (set.length === 0) throw refuse('which labels?')
  return change(tx, actor, { labels: { set } }, `Replaced all labels with ${named(set)}.`)
}

const milestone: Action = async (tx, actor, args) => {
  const found = await findMilestone(tx, actor, titlesIn(args, '%').join(' '))
  const done = `Set the milestone to ${milestoneReference(found.title)}.`
  return change(tx, actor, { milestoneId: found.id }, done)
}

const due: Action = (tx, actor, args) => {
  const dueDate = dayIn(args, new Date())
  return change(tx, actor, { dueDate }, `Set the due date to ${dueDate}.`)
}

const duplicate: Action = async (tx, actor, args) => {
  const other = await findByReference(tx, actor, args)
  await markDuplicate(tx, { ...actor, canonicalId: other.id })
  return `Closed this issue. Marked as a duplicate of ${args}.`
}

const move: Action = async (tx, actor, args) => {
  if (args === '') throw refuse('to which project?')
  await findIssue(tx, actor.by, actor.issueId)
  const target = await requireProject(tx, actor.by, args.replace(/^\/|\/$/g, ''))
  await moveIssue(tx, { ...actor, toProjectId: target.id })
  return `Moved this issue to ${target.full_path}.`
}

const mergeInto: Action = async (tx, actor, args) => {
  const target = await findByReference(tx, actor, args)
  await mergeIssues(tx, { ...actor, targetId: target.id })
  return `Merged this ticket into ${args}.`
}

export const issueActions = {
  close,
  reopen,
  title,
  label,
  unlabel,
  relabel,
  milestone,
  remove_milestone: (tx, actor) => change(tx, actor, { milestoneId: null }, 'Removed the milestone.'),
  due,
  remove_due_date: (tx, actor) => change(tx, actor, { dueDate: null }, 'Removed the due date.'),
  confidential: (tx, actor) => change(tx, actor, { confidential: true }, 'Made this issue confidential.'),
  duplicate,
  merge_into: mergeInto,
  move,
} satisfies Record<string, Action>
