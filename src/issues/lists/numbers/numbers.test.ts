// Are the figures those that one counts by hand, in whichever zone?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, labels, lists, notes } from '#issues'
import { isDeskError } from '#kernel'
import { type Tracker, tracker } from '../../../../test/support/tracker.ts'

const at = (time: string) => new Date(`2026-${time}Z`)
const hour = 3600

function arrives(desk: Tracker, replyTo: string, time: Date, more: Partial<issues.NewIssue> = {}) {
  return desk.ticket({
    ticket: { replyTo, requesterName: '', customerText: '' },
    createdAt: time,
    ...more,
  })
}

const say = (desk: Tracker, issueId: number, createdAt: Date, more: Partial<notes.AddNote> = {}) =>
  desk.write(tx => notes.add(tx, { issueId, by: desk.reporter, body: 'Words', createdAt, ...more }))

/** Closes or opens again, as if it were then. */
async function turn(desk: Tracker, verb: 'close' | 'reopen', issueId: number, then: Date) {
  await desk.write(async tx => {
    await issues[verb](tx, { issueId, by: desk.reporter })
    if (verb === 'close')
      await tx.updateTable('issues').set({ closed_at: then }).where('id', '=', issueId).execute()
    const { id } = await tx
      .selectFrom('notes')
      .select('id')
      .where('issue_id', '=', issueId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await tx.updateTable('notes').set({ created_at: then }).where('id', '=', id).execute()
  })
}

/** On the night of 28 to 29 March 2026 the clocks of Berlin went forward: 29 March had 23 hours. */
async function march(desk: Tracker) {
  await desk.write(async tx => {
    for (const title of ['bug', 'late'])
      await labels.create(tx, { projectId: desk.widget }, desk.reporter, { title, color: '#112233' })
  })
  const old = await arrives(desk, 'd@acme.example', at('03-01T10:00:00'))
  await say(desk, old.id, at('03-30T10:00:00'))
  const first = await arrives(desk, 'a@acme.example', at('03-28T22:59:59'), { labels: ['bug'] })
  await say(desk, first.id, at('03-28T23:59:59'))
  await say(desk, first.id, at('03-30T09:00:00'))
  const external = { address: 'a@acme.example', name: '' }
  await say(desk, first.id, at('03-30T11:00:00'), { by: desk.bot, external })
  const second = await arrives(desk, 'b@ACME.example', at('03-28T23:00:00'), { labels: ['bug'] })
  await say(desk, second.id, at('03-29T21:59:59'))
  await turn(desk, 'close', second.id, at('03-29T22:00:00'))
  const third = await arrives(desk, 'c@other.example', at('03-29T22:30:00'))
  await say(desk, third.id, at('03-29T22:31:00'), { by: desk.bot, body: 'An automatic answer' })
  await say(desk, third.id, at('03-29T22:32:00'), { internal: true })
  await turn(desk, 'close', third.id, at('03-30T12:00:00'))
  await turn(desk, 'reopen', third.id, at('03-30T13:00:00'))
  await turn(desk, 'close', third.id, at('03-30T14:00:00'))
  const later = await arrives(desk, 'e@late.example', at('03-31T10:00:00'), { labels: ['late'] })
  await turn(desk, 'close', later.id, at('04-01T10:00:00'))
  const teams = await desk.issue({ createdAt: at('03-29T10:00:00'), labels: ['bug'] })
  await turn(desk, 'close', teams.id, at('03-29T11:00:00'))
}

const inMarch = { from: '2026-03-28', to: '2026-03-30' }
const read = (desk: Tracker, asked: lists.AskedPeriod, project = desk.widget) =>
  lists.readNumbers(desk.db, desk.reporter, project, asked)

test('tickets are counted by the days of the zone, the short one among them', async () => {
  await using desk = await tracker()
  await march(desk)
  const found = await read(desk, { ...inMarch, timeZone: 'Europe/Berlin' })
  assert.deepEqual(found.per_day, [
    { day: '2026-03-28', opened: 1, closed: 0, open_at_end: 2 },
    { day: '2026-03-29', opened: 1, closed: 0, open_at_end: 3 },
    { day: '2026-03-30', opened: 1, closed: 3, open_at_end: 2 },
  ])
  assert.deepEqual(found.totals, { opened: 3, closed: 3, open: 2, awaiting_team: 1 })
  assert.deepEqual((await read(desk, inMarch)).per_day, [
    { day: '2026-03-28', opened: 2, closed: 0, open_at_end: 3 },
    { day: '2026-03-29', opened: 1, closed: 1, open_at_end: 3 },
    { day: '2026-03-30', opened: 0, closed: 2, open_at_end: 2 },
  ])
})

test('a day of 25 hours holds what came in each of them', async () => {
  await using desk = await tracker()
  for (const time of ['10-24T21:59:59', '10-24T22:00:00', '10-25T22:59:59', '10-25T23:00:00'])
    await arrives(desk, 'a@acme.example', at(time))
  const asked = { from: '2026-10-24', to: '2026-10-26', timeZone: 'Europe/Berlin' }
  const opened = async (timeZone: string) =>
    (await read(desk, { ...asked, timeZone })).per_day.map(day => day.opened)
  assert.deepEqual(await opened('Europe/Berlin'), [1, 2, 1])
  assert.deepEqual(await opened('UTC'), [2, 2, 0])
  assert.deepEqual(await opened('Asia/Kathmandu'), [0, 2, 2])
})

test('how long it took is told for all and for each day; automatic answers and internal notes answer nobody', async () => {
  await using desk = await tracker()
  await march(desk)
  const found = await read(desk, { ...inMarch, timeZone: 'Europe/Berlin' })
  const none = { count: 0, median_seconds: null, p90_seconds: null }
  const days = 29 * 24 * hour
  assert.deepEqual(found.first_response, {
    count: 3,
    median_seconds: 23 * hour - 1,
    p90_seconds: 2_021_040,
    per_day: [
      { day: '2026-03-28', ...none },
      { day: '2026-03-29', count: 2, median_seconds: 43_200, p90_seconds: 74_879 },
      { day: '2026-03-30', count: 1, median_seconds: days, p90_seconds: days },
    ],
    per_week: [],
  })
  const resolution = { count: 2, median_seconds: 69_300, p90_seconds: 80_100 }
  assert.deepEqual(found.resolution, {
    ...resolution,
    per_day: [
      { day: '2026-03-28', ...none },
      { day: '2026-03-29', ...none },
      { day: '2026-03-30', ...resolution },
    ],
    per_week: [],
  })
})

test('how long it took is told for whole weeks back from the last day', async () => {
  await using desk = await tracker()
  await march(desk)
  const asked = { from: '2026-03-16', to: '2026-03-30', timeZone: 'Europe/Berlin' }
  const { per_week } = (await read(desk, asked)).first_response
  assert.deepEqual(per_week, [
    { day: '2026-03-17', count: 0, median_seconds: null, p90_seconds: null },
    { day: '2026-03-24', count: 3, median_seconds: 23 * hour - 1, p90_seconds: 2_021_040 },
  ])
})

test('domains and labels are told with what was opened and what is open', async () => {
  await using desk = await tracker()
  await march(desk)
  const found = await read(desk, { ...inMarch, timeZone: 'Europe/Berlin' })
  assert.deepEqual(found.by_domain, [
    { domain: 'acme.example', opened: 2, open: 2, median_first_response_seconds: 23 * hour - 1 },
    { domain: 'other.example', opened: 1, open: 0, median_first_response_seconds: null },
  ])
  assert.deepEqual(found.by_label, [{ label: 'bug', color: '#112233', opened: 2, open: 1 }])
})

test('what is open is told by its age', async () => {
  await using desk = await tracker()
  for (const hours of [1, 23, 25, 71, 73, 167, 169, 719, 721, 9000])
    await arrives(desk, 'a@acme.example', new Date(Date.now() - hours * hour * 1000))
  const closed = await arrives(desk, 'a@acme.example', new Date())
  await turn(desk, 'close', closed.id, new Date())
  const { open_by_age: ages, totals } = await read(desk, {})
  assert.deepEqual(
    ages.map(({ bucket, count }) => [bucket, count]),
    [
      ['day', 2],
      ['3_days', 2],
      ['week', 2],
      ['month', 2],
      ['older', 2],
    ],
  )
  assert.equal(totals.open, 10)
})

test('a ticket that moved is counted where it is now', async () => {
  await using desk = await tracker()
  const { id } = await arrives(desk, 'a@acme.example', at('03-28T12:00:00'))
  await say(desk, id, at('03-29T12:00:00'))
  await turn(desk, 'close', id, at('03-30T12:00:00'))
  await desk.write(tx => issues.move(tx, { issueId: id, toProjectId: desk.open, by: desk.reporter }))
  const here = await read(desk, inMarch)
  assert.deepEqual(here.totals, { opened: 0, closed: 0, open: 0, awaiting_team: 0 })
  const there = await read(desk, inMarch, desk.open)
  assert.deepEqual(there.totals, { opened: 1, closed: 1, open: 0, awaiting_team: 0 })
  assert.equal(there.first_response.median_seconds, 24 * hour)
  assert.equal(there.resolution.median_seconds, 48 * hour)
})

test('without a period it is the last 30 days, and a longer one than 366 is refused', async () => {
  await using desk = await tracker()
  const last = await read(desk, {})
  assert.equal(last.per_day.length, 30)
  assert.deepEqual(
    [last.time_zone, last.per_day[0]?.day, last.per_day.at(-1)?.day],
    ['UTC', last.from, last.to],
  )
  const lastOf = await read(desk, { to: '2026-03-01' })
  assert.deepEqual([lastOf.from, lastOf.to], ['2026-01-31', '2026-03-01'])
  assert.equal((await read(desk, { from: '2024-01-01', to: '2024-12-31' })).per_day.length, 366)
  const refused: readonly lists.AskedPeriod[] = [
    { from: '2024-01-01', to: '2025-01-01' },
    { from: '2026-03-02', to: '2026-03-01' },
    { timeZone: '+02:00' },
    { timeZone: 'Foo5' },
    { timeZone: 'Mars/Olympus' },
    { timeZone: '' },
  ]
  for (const asked of refused)
    await assert.rejects(read(desk, asked), error => isDeskError(error, 'invalid'), JSON.stringify(asked))
})

test('the figures are for Reporters and up', async () => {
  await using desk = await tracker()
  await assert.rejects(lists.readNumbers(desk.db, desk.guest, desk.widget, {}), error =>
    isDeskError(error, 'forbidden'),
  )
  await assert.rejects(lists.readNumbers(desk.db, desk.outsider, desk.widget, {}), error =>
    isDeskError(error, 'not_found'),
  )
})
