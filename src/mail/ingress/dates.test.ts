// Whose clock counts? Ours: what a mail says of its date is shown, and moves no ticket in any list.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intake, letter } from '../../../test/support/intake.ts'

const dates = [
  'Thu, 01 Jan 1970 00:00:00 +0000',
  'Fri, 31 Dec 9999 23:59:59 +0000',
  'Sun, 30 Mar 2025 02:30:00 +0100',
  'Sun, 26 Oct 2025 02:30:00 +0200',
  'Mon, 29 Feb 2023 25:61:61 +9999',
  'yesterday',
  '',
]

test('a mail with a date of another year, of an hour that does not exist, or without any opens a ticket of now', async () => {
  await using desk = await intake()
  const start = Date.now()
  for (const [sender, date] of dates.entries())
    await desk.take(letter({ Date: date, From: `customer${sender}@people.example`, Subject: `Date ${date}` }))
  const issues = await desk.ask<{ created_at: Date; updated_at: Date }>('select * from issues order by id')
  assert.equal(issues.length, dates.length)
  for (const { created_at, updated_at } of issues)
    for (const time of [created_at, updated_at])
      assert.ok(time.getTime() >= start - 1000 && time.getTime() <= Date.now() + 1000, time.toISOString())
})

test('an answer that is dated before its question stands after it', async () => {
  await using desk = await intake()
  const [opened] = await desk.take(letter({ 'Message-ID': '<question@customer.example>' }))
  const [row] = await desk.take(
    letter(
      { 'In-Reply-To': '<question@customer.example>', Date: 'Thu, 01 Jan 1970 00:00:00 +0000' },
      'And another thing.',
    ),
  )
  assert.equal(row?.issue_id, opened?.issue_id)
  const [note] = await desk.ask<{ later: boolean }>(
    'select n.created_at > i.created_at as later from notes n join issues i on i.id = n.issue_id where not n.system',
  )
  assert.equal(note?.later, true)
})
