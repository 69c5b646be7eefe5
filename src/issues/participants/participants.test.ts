// How do addresses outside come to take part, and how do they leave?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { participants } from '#issues'
import { isDeskError } from '#kernel'
import { type Tracker, tracker } from '../../../test/support/tracker.ts'

const add = (desk: Tracker, issueId: number, address: string, by = desk.reporter) =>
  desk.write(tx => participants.add(tx, { issueId, address, origin: 'added', by }))

test('an address is added once, whatever its case, and told about', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  const added = await add(desk, id, ' Bob@Elsewhere.example ')
  assert.equal(added.added, true)
  assert.deepEqual(await add(desk, id, 'bob@ELSEWHERE.example'), { added: false, reason: 'present' })
  assert.deepEqual(await add(desk, id, 'jane@customer.example'), { added: false, reason: 'present' })
  assert.deepEqual(await desk.systemNotes(id), ['added Bob@Elsewhere.example'])
  const event = await desk.db.selectFrom('events').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
  assert.deepEqual([event.kind, event.data], ['participant_added', { email: 'bob@elsewhere.example' }])
})

test('what is no address is refused', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  for (const address of [
    '',
    'bob',
    'a@b',
    'a@@b.c',
    'a b@c.d',
    '<a@b.c>',
    `${'x'.repeat(250)}@b.cd`,
    'a@b.c\r\nBcc: x@y.z',
  ])
    assert.deepEqual(await add(desk, id, address), { added: false, reason: 'invalid' }, address)
})

test('twenty-five take part at most, even when many are added at once', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  const results = await Promise.all(Array.from({ length: 30 }, (_, n) => add(desk, id, `p${n}@x.example`)))
  assert.equal(results.filter(({ added }) => added).length, participants.maxParticipants - 1)
  assert.ok(results.some(result => !result.added && result.reason === 'full'))
})

test('who unsubscribed stays so until they come back themselves or are removed and added', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  const given = { issueId: id, address: 'jane@customer.example', by: desk.bot }
  assert.equal(await desk.write(tx => participants.unsubscribe(tx, given)), true)
  assert.equal(await desk.write(tx => participants.unsubscribe(tx, given)), false)
  assert.deepEqual(await add(desk, id, given.address), { added: false, reason: 'unsubscribed' })
  assert.equal(await desk.write(tx => participants.resubscribe(tx, given)), true)
  assert.deepEqual(await desk.systemNotes(id), [
    'Jane@customer.example unsubscribed',
    'Jane@customer.example subscribed again',
  ])
  assert.equal(await desk.write(tx => participants.remove(tx, { ...given, by: desk.reporter })), true)
  assert.equal(await desk.write(tx => participants.remove(tx, { ...given, by: desk.reporter })), false)
  assert.equal((await add(desk, id, given.address)).added, true)
})

test('only the team adds and removes', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  await assert.rejects(add(desk, id, 'a@b.example', desk.guest), error => isDeskError(error, 'forbidden'))
  await assert.rejects(add(desk, id, 'a@b.example', desk.outsider), error => isDeskError(error, 'not_found'))
})
