// Are notes read, written, changed and accepted over the API, each by those who may?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

type Shown = { id: number; body: string; discussion_id: string; external_author: string | null }
const path = (project: number, iid: number, rest = '') => `/projects/${project}/issues/${iid}/notes${rest}`
const post = (desk: WebTracker, by: TestPerson | null, url: string, payload: object = {}) =>
  desk.as(by, { method: 'POST', url, payload })

test('a note is written, read, changed and deleted', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.issue()
  const url = path(desk.open, iid)
  const made = await post(desk, desk.reporter, url, { body: 'We look at it', internal: 'true' })
  assert.equal(made.statusCode, 201, made.body)
  const { created_at, updated_at, author, ...note } = made.json()
  assert.ok(created_at && updated_at)
  assert.equal(author.username, 'reporter')
  assert.deepEqual(note, {
    id: note.id,
    type: null,
    body: 'We look at it',
    attachment: null,
    system: false,
    noteable_id: id,
    noteable_type: 'Issue',
    noteable_iid: iid,
    project_id: desk.open,
    discussion_id: note.discussion_id,
    resolvable: false,
    internal: true,
    confidential: true,
    edited_at: null,
    system_action: null,
    external_author: null,
    external_name: null,
    trimmed: null,
    flag: null,
    commands_changes: {},
    quick_actions: { applied: [], refused: [] },
  })
  const one = `${url}/${note.id}`
  const changed = await desk.as(desk.reporter, { method: 'PUT', url: one, payload: { body: 'We mend it' } })
  assert.equal(changed.json().body, 'We mend it', changed.body)
  assert.deepEqual((await desk.as(desk.reporter, { url: one })).json(), changed.json())
  const gone = await desk.as(desk.reporter, { method: 'DELETE', url: one })
  assert.deepEqual([gone.statusCode, gone.body], [204, ''])
  assert.equal((await desk.as(desk.reporter, { url: one })).statusCode, 404)
})

test('notes come the newest first, in pages, comments and activity apart', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.issue()
  const url = path(desk.open, iid)
  for (const body of ['one', 'two', 'three\n/close']) await post(desk, desk.reporter, url, { body })
  const read = async (query: string) => {
    const answer = await desk.as(desk.guest, { url: `${url}?${query}` })
    return { bodies: answer.json().map((note: Shown) => note.body), headers: answer.headers }
  }
  const first = await read('per_page=2&activity_filter=only_comments')
  assert.deepEqual(first.bodies, ['three', 'two'])
  assert.deepEqual([first.headers['x-total'], first.headers['x-next-page']], ['3', '2'])
  assert.deepEqual((await read('activity_filter=only_activity')).bodies, ['closed'])
  assert.deepEqual((await read('sort=asc&order_by=updated_at')).bodies, ['one', 'two', 'three', 'closed'])
})

test('what quick actions did is said; a note of nothing else makes no note', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.issue()
  const url = path(desk.open, iid)
  const both = await post(desk, desk.reporter, url, { body: 'Done\n/close\n/move nowhere' })
  assert.equal(both.statusCode, 201)
  assert.deepEqual(both.json().commands_changes, { close: true })
  assert.deepEqual(both.json().quick_actions.applied, ['Closed this issue.'])
  assert.match(both.json().quick_actions.refused[0], /^\/move nowhere: /)
  const alone = await post(desk, desk.reporter, url, { body: '/reopen\n/title Better' })
  assert.equal(alone.statusCode, 202)
  assert.deepEqual(alone.json().commands_changes, { reopen: true, title: 'Better' })
  assert.equal(alone.json().summary.length, 2)
  const none = await post(desk, desk.guest, url, { body: '/close' })
  assert.equal(none.statusCode, 400)
  assert.match(none.json().message.body[0], /^\/close: /)
})

test('what is wrong is named', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.issue()
  const url = path(desk.open, iid)
  const future = new Date(Date.now() + 3_600_000).toISOString()
  for (const [by, payload, status, answer] of [
    [desk.reporter, {}, 400, { error: 'body is missing' }],
    [desk.reporter, { body: ' ' }, 400, { message: { note: ["can't be blank"] } }],
    [desk.reporter, { body: 'x', internal: 'perhaps' }, 400, { error: 'internal is invalid' }],
    [desk.reporter, { body: 'x', created_at: 'soon' }, 400, { error: 'created_at is invalid' }],
    [desk.owner, { body: 'x', created_at: future }, 400, { message: { created_at: ['is in the future'] } }],
    [
      desk.maintainer,
      { body: 'x', created_at: '2020-01-01T00:00:00Z' },
      403,
      { message: 'created_at takes at least the Owner role' },
    ],
    [
      desk.reporter,
      { body: 'x'.repeat(1_048_577) },
      400,
      { error: 'body is too long (maximum is 1048576 characters)' },
    ],
    [desk.guest, { body: 'x', internal: true }, 403, { message: '403 Forbidden' }],
    [null, { body: 'x' }, 401, { message: '401 Unauthorized' }],
  ] as const) {
    const made = await post(desk, by, url, payload)
    assert.deepEqual([made.statusCode, made.json()], [status, answer])
  }
  const old = await post(desk, desk.owner, url, { body: 'x', created_at: '2020-01-01T00:00:00Z' })
  assert.equal(old.json().created_at, '2020-01-01T00:00:00.000Z')
  for (const wrong of ['/0', '/99999999', '/x'])
    assert.match(String((await desk.as(desk.reporter, { url: url + wrong })).statusCode), /^40[04]$/)
  assert.equal((await desk.as(desk.reporter, { url: `${url}?sort=up` })).statusCode, 400)
})

test('a note is found on its own issue alone', async () => {
  await using desk = await webTracker()
  const [here, there] = [await desk.issue(), await desk.issue()]
  const { id } = (await post(desk, desk.reporter, path(desk.open, here.iid), { body: 'x' })).json()
  const wrong = path(desk.open, there.iid, `/${id}`)
  for (const method of ['GET', 'PUT', 'DELETE'] as const)
    assert.equal(
      (await desk.as(desk.reporter, { method, url: wrong, payload: { body: 'y' } })).statusCode,
      404,
    )
})

test('a confidential issue and an internal note are the team’s', async () => {
  await using desk = await webTracker()
  const [open, hidden] = [await desk.issue(), await desk.ticket()]
  const internal = (
    await post(desk, desk.reporter, path(desk.open, open.iid), { body: 'Between us', internal: true })
  ).json()
  await post(desk, desk.reporter, path(desk.open, open.iid), { body: 'For all' })
  for (const who of [desk.guest, desk.outsider, null]) {
    const list = await desk.as(who, { url: path(desk.open, open.iid) })
    assert.deepEqual(
      list.json().map((note: Shown) => note.body),
      ['For all'],
    )
    assert.equal(list.headers['x-total'], '1')
    const one = { url: path(desk.open, open.iid, `/${internal.id}`) }
    assert.equal((await desk.as(who, one)).statusCode, 404)
    assert.equal((await desk.as(who, { url: path(desk.open, hidden.iid) })).statusCode, 404)
    const written = await post(desk, who, path(desk.open, hidden.iid), { body: 'x' })
    assert.equal(written.statusCode, who === null ? 401 : 404)
  }
  for (const who of [desk.reporter, desk.root])
    assert.equal((await desk.as(who, { url: path(desk.open, hidden.iid) })).statusCode, 200)
  assert.equal((await desk.as(desk.outsider, { url: path(desk.widget, 1) })).statusCode, 404)
})

test('below Reporter the customer’s address is masked, and the quoted tail left out', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.issue()
  await desk.mailed(id, {
    trimmed: '> On Monday <jane@customer.example> wrote',
    external: { address: 'jane@customer.example', name: 'jane@customer.example' },
  })
  const seenBy = async (who: TestPerson | null) =>
    (await desk.as(who, { url: path(desk.open, iid) })).json()[0]
  const full = await seenBy(desk.reporter)
  assert.equal(full.external_author, 'jane@customer.example')
  assert.match(full.trimmed, /On Monday/)
  assert.deepEqual(full.deliveries, [])
  for (const who of [desk.guest, desk.outsider, null]) {
    const text = JSON.stringify(await seenBy(who))
    assert.ok(text.includes('ja*****@c*****.e**'), text)
    assert.ok(!text.includes('jane@') && !text.includes('deliveries'), text)
  }
})

test('the team sees to whom a note went', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.ticket()
  const { id: note_id } = (await post(desk, desk.reporter, path(desk.open, iid), { body: 'Try now' })).json()
  const mail = { kind: 'new_note', project_id: desk.open, issue_id: id, note_id, subject: 'Re: x' }
  await desk.desk.db
    .insertInto('outbox')
    .values({
      ...mail,
      recipient: 'jane@customer.example',
      message_id: 'a@x',
      state: 'failed',
      last_error: '550 no',
    })
    .execute()
  const { deliveries } = (await desk.as(desk.reporter, { url: path(desk.open, iid, `/${note_id}`) })).json()
  assert.deepEqual(deliveries, [
    {
      outbox_id: deliveries[0].outbox_id,
      recipient: 'jane@customer.example',
      state: 'failed',
      delivery: null,
      reason: '550 no',
      send_at: null,
      sent_at: null,
    },
  ])
})

test('a stranger’s note is accepted once, by the team, and says how it came', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.ticket()
  const { note } = await desk.mailed(id, {
    internal: true,
    flag: 'unknown_sender',
    external: { address: 'bob@elsewhere.example', name: 'Bob' },
  })
  const url = path(desk.open, iid, `/${note?.id}`)
  assert.equal((await post(desk, desk.guest, `${url}/accept`)).statusCode, 404)
  const accepted = await post(desk, desk.reporter, `${url}/accept`)
  assert.equal(accepted.statusCode, 201, accepted.body)
  assert.deepEqual([accepted.json().internal, accepted.json().flag], [false, null])
  assert.equal((await post(desk, desk.reporter, `${url}/accept`)).statusCode, 409)
  assert.equal((await desk.as(desk.reporter, { url: `${url}/inbox` })).statusCode, 404)
  const raw = { digest: Buffer.from('d'), size: 1, head: Buffer.from('x') }
  const { id: raw_mail_id } = await desk.desk.db
    .insertInto('raw_mails')
    .values(raw)
    .returning('id')
    .executeTakeFirstOrThrow()
  const why = { rule: 'by-reply-key', evidence: 'unknown sender' }
  await desk.desk.db
    .insertInto('inbox')
    .values({ raw_mail_id, ingress: 'smtp', why: JSON.stringify(why), note_id: note?.id ?? 0 })
    .execute()
  const origin = await desk.as(desk.reporter, { url: `${url}/inbox` })
  assert.deepEqual([origin.json().ingress, origin.json().why], ['smtp', why])
})
