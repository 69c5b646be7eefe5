// Which commands are about people: those who look after the issue, and those outside who take part?
import { convertToTicket } from '../convert.ts'
import { type AddedParticipant, addParticipant, maxParticipants } from '../participants/add.ts'
import { removeParticipant } from '../participants/leave.ts'
import { updateIssue } from '../update.ts'
import type { Action } from './action.ts'
import { findPeople } from './named.ts'
import { addressesIn, nothingToChange, refuse } from './words.ts'

/** Addresses that one command adds or removes; GitLab's number. */
const maxAddresses = 6

const inWords = (people: readonly { username: string }[]) =>
  people.map(({ username }) => `@${username}`).join(' ')

const assign: Action = async (tx, actor, args) => {
  const people = await findPeople(tx, actor, args)
  if (people.length === 0) throw refuse('whom?')
  const assignees = { add: people.map(({ id }) => id), remove: [] }
  const changed = await updateIssue(tx, { ...actor, changes: { assignees } })
  if (changed.length === 0) throw refuse(nothingToChange)
  return `Assigned ${inWords(people)}.`
}

/** Without names, everybody. */
const unassign: Action = async (tx, actor, args) => {
  const people = await findPeople(tx, actor, args)
  const all = people.length === 0
  const assignees = all ? { set: [] } : { add: [], remove: people.map(({ id }) => id) }
  const changed = await updateIssue(tx, { ...actor, changes: { assignees } })
  if (changed.length === 0) throw refuse(nothingToChange)
  return all ? 'Removed all assignees.' : `Removed ${inWords(people)}.`
}

const reassign: Action = async (tx, actor, args) => {
  const people = await findPeople(tx, actor, args)
  if (people.length === 0) throw refuse('whom?')
  const assignees = { set: people.map(({ id }) => id) }
  const changed = await updateIssue(tx, { ...actor, changes: { assignees } })
  if (changed.length === 0) throw refuse(nothingToChange)
  return `Changed the assignees to ${inWords(people)}.`
}

const reasons: Record<Extract<AddedParticipant, { added: false }>['reason'], string> = {
  present: 'takes part already',
  unsubscribed: 'has unsubscribed',
  full: `would be more than ${maxParticipants} participants`,
  invalid: 'is no e-mail address',
}

const addEmail: Action = async (tx, actor, args) => {
  const addresses = someAddresses(args)
  for (const address of addresses) {
    const result = await addParticipant(tx, { ...actor, address, origin: 'added' })
    if (!result.added) throw refuse(`${address} ${reasons[result.reason]}`)
  }
  return `Added ${addresses.join(', ')}.`
}

const removeEmail: Action = async (tx, actor, args) => {
  const addresses = someAddresses(args)
  for (const address of addresses)
    if (!(await removeParticipant(tx, { ...actor, address }))) throw refuse(`${address} does not take part`)
  return `Removed ${addresses.join(', ')}.`
}

function someAddresses(args: string): string[] {
  const addresses = addressesIn(args)
  if (addresses.length === 0) throw refuse('which address?')
  if (addresses.length > maxAddresses) throw refuse(`at most ${maxAddresses} addresses at a time`)
  return addresses
}

const convert: Action = async (tx, actor, args) => {
  await convertToTicket(tx, { ...actor, address: args })
  return 'Converted this issue to a Service Desk ticket.'
}

export const peopleActions = {
  assign,
  unassign,
  reassign,
  add_email: addEmail,
  remove_email: removeEmail,
  convert_to_ticket: convert,
} satisfies Record<string, Action>
