// Whose turn is it, and who writes from where? Filters and completion about customers, for the team alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, lists, notes } from '#issues'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
import { type Tracker, tracker } from '../../../test/support/tracker.ts'

type Filter = Parameters<typeof lists.list>[2]

/** Titles, oldest first, as the person finds them in acme/widget. */
async function titles(desk: Tracker, filter: Filter, viewer: Person = desk.reporter, accessLevel = 20) {
  const project = { id: desk.widget, accessLevel }
  const page = { limit: 100, direction: 'asc' } as const
  const inProject = await lists.list(desk.db, viewer, { ...filter, project }, page)
  const anywhere = await lists.list(desk.db, viewer, filter, page)
  const named = (rows: { title: string }[]) => rows.map(({ title }) => title)
  assert.deepEqual(named(anywhere), named(inProject))
  return named(inProject)
}

const from = (replyTo: string | null, requesterName = '') => ({
  ticket: { replyTo, requesterName, customerText: '' },
})
const say = (desk: Tracker, issueId: number, more: Partial<notes.AddNote> = {}) =>
  desk.write(tx => notes.add(tx, { issueId, by: desk.reporter, body: 'We look at it', ...more }))
const writeAgain = (desk: Tracker, issueId: number) =>
  say(desk, issueId, { by: desk.bot, external: { address: 'jane@customer.example', name: 'Jane' } })

/** Tickets in each state of a conversation, and an issue of the team. */
async function conversations(desk: Tracker) {
  const day = (n: number) => ({ createdAt: new Date(`2026-01-0${n}T12:00:00Z`), confidential: false })
  await desk.ticket({ title: 'new', ...day(1) })
  const answered = await desk.ticket({ title: 'answered', ...day(2) })
  await say(desk, answered.id)
  const again = await desk.ticket({ title: 'wrote again', ...day(3) })
  await say(desk, again.id, { createdAt: new Date('2026-01-03T13:00:00Z') })
  await writeAgain(desk, again.id)
  const closed = await desk.ticket({ title: 'closed', ...day(4) })
  await desk.write(tx => issues.close(tx, { issueId: closed.id, by: desk.reporter }))
  const internal = await desk.ticket({ title: 'talked about', ...day(5) })
  await say(desk, internal.id, { internal: true })
  await desk.issue({ title: 'of the team', ...day(6) })
}

test('a ticket waits for the team until the team has written last, and only while it is open', async () => {
  await using desk = await tracker()
  await conversations(desk)
  assert.deepEqual(await titles(desk, { awaiting: 'team' }), ['new', 'wrote again', 'talked about'])
  assert.deepEqual(await titles(desk, { awaiting: 'customer' }), ['answered'])
  assert.deepEqual(await titles(desk, { awaiting: 'team', state: 'closed' }), [])
  const counts = await lists.countByState(desk.db, desk.reporter, {
    project: { id: desk.widget, accessLevel: 20 },
    awaiting: 'team',
  })
  assert.deepEqual(counts, { all: 3, opened: 3, closed: 0 })
})

test('an answer that is taken back has answered nobody', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket({ title: 'asked' })
  const first = await say(desk, id)
  const second = await say(desk, id)
  const times = async () =>
    desk.db
      .selectFrom('issues')
      .select(['first_team_at', 'last_team_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const at = { first: first.note?.created_at, second: second.note?.created_at }
  assert.deepEqual(await times(), { first_team_at: at.first, last_team_at: at.second })
  const takeBack = (noteId = 0) => desk.write(tx => notes.remove(tx, { noteId, by: desk.reporter }))
  await takeBack(first.note?.id)
  assert.deepEqual(await times(), { first_team_at: at.second, last_team_at: at.second })
  await takeBack(second.note?.id)
  assert.deepEqual(await times(), { first_team_at: null, last_team_at: null })
  assert.deepEqual(await titles(desk, { awaiting: 'team' }), ['asked'])
})

test('tickets are found by the domain of their requester, whole and in any case', async () => {
  await using desk = await tracker()
  await desk.ticket({ title: 'one', ...from('Jane@Customer.example') })
  await desk.ticket({ title: 'two', ...from('"odd@local"@customer.EXAMPLE') })
  await desk.ticket({ title: 'sub', ...from('jim@mail.customer.example') })
  await desk.ticket({ title: 'nobody', ...from(null) })
  assert.deepEqual(await titles(desk, { requesterDomain: 'CUSTOMER.example' }), ['one', 'two'])
  assert.deepEqual(await titles(desk, { requesterDomain: 'example' }), [])
})

test('who is not of the team learns nothing by asking about customers', async () => {
  await using desk = await tracker()
  await conversations(desk)
  for (const filter of [
    { awaiting: 'team' },
    { awaiting: 'customer' },
    { requesterDomain: 'customer.example' },
    { requester: 'jane@customer.example' },
  ] as const)
    assert.deepEqual(await titles(desk, filter, desk.guest, 10), [], JSON.stringify(filter))
})

test('requesters are completed by address or name, the newest writers first, each once', async () => {
  await using desk = await tracker()
  const day = (n: number) => ({ createdAt: new Date(`2026-01-0${n}T12:00:00Z`) })
  await desk.ticket({ ...from('ann@acme.example', 'Ann Kern'), ...day(1) })
  const closed = await desk.ticket({ ...from('bob@acme.example', 'Bob'), ...day(2) })
  await desk.write(tx => issues.close(tx, { issueId: closed.id, by: desk.reporter }))
  await desk.ticket({ ...from('Ann@ACME.example', 'Dr. Ann Kern'), ...day(3) })
  await desk.ticket({ ...from('cat_50%@other.example'), ...day(4) })
  await desk.ticket({ ...from(null), ...day(5) })
  await desk.ticket({ ...from('far@acme.example'), projectId: desk.open })
  const find = (search?: string, limit = 10) =>
    lists.requesters(desk.db, desk.reporter, desk.widget, { search, limit })
  const ann = { email: 'Ann@ACME.example', name: 'Dr. Ann Kern', open_tickets: 2, tickets: 2 }
  const bob = { email: 'bob@acme.example', name: 'Bob', open_tickets: 0, tickets: 1 }
  const cat = { email: 'cat_50%@other.example', name: null, open_tickets: 1, tickets: 1 }
  assert.deepEqual(await find(), [cat, ann, bob])
  assert.deepEqual(await find('', 1), [cat])
  assert.deepEqual(await find('acme'), [ann, bob])
  assert.deepEqual(await find('KERN'), [ann])
  assert.deepEqual(await find('%'), [cat])
  assert.deepEqual(await find('far@'), [])
})

test('requesters are for Reporters and up', async () => {
  await using desk = await tracker()
  const asked = (who: Person) => lists.requesters(desk.db, who, desk.widget, { limit: 10 })
  await assert.rejects(asked(desk.guest), error => isDeskError(error, 'forbidden'))
  await assert.rejects(asked(desk.outsider), error => isDeskError(error, 'not_found'))
})
