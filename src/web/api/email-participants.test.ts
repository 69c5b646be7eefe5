// Are people outside added, removed and reached again over the API, by the team alone?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

const path = (desk: WebTracker, iid: number) => `/projects/${desk.open}/issues/${iid}/email_participants`
const add = (desk: WebTracker, by: TestPerson | null, iid: number, payload: object) =>
  desk.as(by, { method: 'POST', url: path(desk, iid), payload })

test('addresses are added one or several at a time, listed and removed', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.ticket()
  const made = await add(desk, desk.reporter, iid, { email: 'Bob@Elsewhere.example' })
  assert.equal(made.statusCode, 201, made.body)
  const [{ id, created_at, ...bob }] = made.json()
  assert.ok(created_at)
  assert.deepEqual(bob, {
    email: 'Bob@Elsewhere.example',
    name: '',
    origin: 'added',
    unsubscribed_at: null,
    undeliverable: null,
  })
  const more = await add(desk, desk.reporter, iid, { emails: 'eve@x.example, kim@x.example' })
  assert.equal(more.json().length, 2, more.body)
  const list = async () =>
    (await desk.as(desk.reporter, { url: path(desk, iid) })).json().map((row: { email: string }) => row.email)
  assert.deepEqual(await list(), [
    'jane@customer.example',
    'Bob@Elsewhere.example',
    'eve@x.example',
    'kim@x.example',
  ])
  const one = { method: 'DELETE', url: `${path(desk, iid)}/${id}` } as const
  assert.equal((await desk.as(desk.reporter, one)).statusCode, 204)
  assert.equal((await desk.as(desk.reporter, one)).statusCode, 404)
  assert.equal((await list()).length, 3)
})

test('what is wrong is named, and then nobody is added', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.ticket()
  for (const [payload, message] of [
    [{}, { email: ['is missing'] }],
    [{ emails: [] }, { email: ['is missing'] }],
    [{ email: 'bob' }, { email: ['is not an e-mail address'] }],
    [{ email: 'jane@CUSTOMER.example' }, { email: ['takes part already'] }],
    [{ emails: ['bob@x.example', 'a b@c'] }, { emails: ['a b@c is not an e-mail address'] }],
    [
      { emails: Array.from({ length: 25 }, (_, n) => `p${n}@x.example`) },
      { emails: ['p24@x.example cannot be added (at most 25 take part)'] },
    ],
  ] as const) {
    const answer = await add(desk, desk.reporter, iid, payload)
    assert.deepEqual([answer.statusCode, answer.json()], [400, { message }])
  }
  assert.deepEqual((await add(desk, desk.reporter, iid, { emails: 7 })).json(), {
    error: 'emails is invalid',
  })
  assert.equal((await desk.as(desk.reporter, { url: path(desk, iid) })).json().length, 1)
})

test('the mark of a dead address is shown and taken away', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.ticket()
  await desk.desk.db
    .insertInto('undeliverable_addresses')
    .values({ email: 'jane@customer.example', reason: '5.1.1 no such user' })
    .execute()
  const [jane] = (await desk.as(desk.reporter, { url: path(desk, iid) })).json()
  assert.equal(jane.undeliverable.reason, '5.1.1 no such user')
  const reset = { method: 'POST', url: `${path(desk, iid)}/${jane.id}/reset_undeliverable` } as const
  const answer = await desk.as(desk.reporter, reset)
  assert.deepEqual([answer.statusCode, answer.json().undeliverable], [201, null])
  assert.equal((await desk.as(desk.reporter, reset)).statusCode, 409)
})

test('below Reporter addresses are masked, and nobody changes anything', async () => {
  await using desk = await webTracker()
  const [{ iid }, hidden] = [await desk.issue(), await desk.ticket()]
  const [{ id: bob }] = (await add(desk, desk.reporter, iid, { email: 'bob@elsewhere.example' })).json()
  await desk.desk.db
    .insertInto('undeliverable_addresses')
    .values({ email: 'bob@elsewhere.example', reason: 'no bob@elsewhere.example' })
    .execute()
  for (const [who, refusal] of [
    [desk.guest, 403],
    [desk.outsider, 403],
    [null, 401],
  ] as const) {
    const [shown] = (await desk.as(who, { url: path(desk, iid) })).json()
    assert.deepEqual([shown.email, shown.undeliverable], ['bo*****@e*****.e**', null])
    assert.equal((await add(desk, who, iid, { email: 'a@b.example' })).statusCode, refusal)
    const one = `${path(desk, iid)}/${bob}`
    assert.equal((await desk.as(who, { method: 'DELETE', url: one })).statusCode, refusal)
    const reset = await desk.as(who, { method: 'POST', url: `${one}/reset_undeliverable` })
    assert.equal(reset.statusCode, refusal)
    assert.equal((await desk.as(who, { url: path(desk, hidden.iid) })).statusCode, 404)
  }
  assert.equal((await desk.as(desk.reporter, { url: path(desk, iid) })).json().length, 1)
})
