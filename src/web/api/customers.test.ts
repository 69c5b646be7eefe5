// What does the API tell of customers, and whom?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notes } from '#issues'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

/** Three tickets of two companies; the first is answered. */
async function three(web: WebTracker) {
  const from = (replyTo: string) => ({ ticket: { replyTo, requesterName: 'Jane', customerText: '' } })
  const first = await web.ticket(from('jane@customer.example'))
  await web.write(tx => notes.add(tx, { issueId: first.id, by: web.reporter, body: 'We look at it' }))
  await web.ticket(from('jim@Customer.example'))
  await web.ticket({ ...from('ann@acme.example'), confidential: false })
}

test('lists and their counts take whose turn it is and the domain', async () => {
  await using web = await webTracker()
  await three(web)
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ['awaiting=team', [3, 2]],
    ['awaiting=customer', [1]],
    ['requester_domain=customer.example', [2, 1]],
    ['requester_domain=CUSTOMER.example&awaiting=team', [2]],
    ['service_desk=true&awaiting=team&state=closed', []],
  ]
  for (const [query, expected] of cases)
    for (const place of ['/projects/acme%2Fopen', '/groups/acme']) {
      const list = await web.as(web.reporter, { url: `${place}/issues?${query}` })
      assert.deepEqual(
        list.json().map((issue: { iid: number }) => issue.iid),
        expected,
        query,
      )
    }
  const counts = async (person: typeof web.reporter) =>
    (
      await web.as(person, {
        url: '/projects/acme%2Fopen/issues_statistics?service_desk=true&awaiting=team',
      })
    ).json().statistics.counts
  assert.deepEqual(await counts(web.reporter), { all: 2, opened: 2, closed: 0 })
  assert.deepEqual(await counts(web.guest), { all: 0, opened: 0, closed: 0 })
  const wrong = await web.as(web.reporter, { url: '/projects/acme%2Fopen/issues?awaiting=godot' })
  assert.equal(wrong.statusCode, 400)
})

test('requesters are told to Reporters alone', async () => {
  await using web = await webTracker()
  await three(web)
  const url = '/projects/acme%2Fopen/service_desk/requesters?search=customer.ex&per_page=1'
  const found = await web.as(web.reporter, { url })
  assert.deepEqual(found.json(), [
    { email: 'jim@Customer.example', name: 'Jane', open_tickets: 1, tickets: 1 },
  ])
  assert.equal((await web.as(web.guest, { url })).statusCode, 403)
  assert.equal((await web.as(web.outsider, { url })).statusCode, 403)
  assert.equal((await web.as(null, { url })).statusCode, 401)
  const hidden = url.replace('open', 'widget')
  assert.equal((await web.as(web.outsider, { url: hidden })).statusCode, 404)
})
