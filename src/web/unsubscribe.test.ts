import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { transaction } from '#db'
import { createReplyKey } from '#mail/threads'
import { addIssue, addParticipant, addProject } from '../../test/support/rows.ts'
import { type TestWeb, testWeb } from '../../test/support/web.ts'

let web: TestWeb
let issue_id: number
let key: string
before(async () => {
  web = await testWeb()
  const { db } = web.desk
  const { id: project_id } = await addProject(db)
  issue_id = await addIssue(db, {
    project_id,
    author_id: web.root.id,
    title: 'Secret <b>merger</b>',
    confidential: true,
  })
  await addParticipant(db, issue_id, 'ann@customer.example')
  const expiresAt = new Date(Date.now() - 1000)
  key = await transaction(db, tx =>
    createReplyKey(tx, { issueId: issue_id, recipient: 'ann@customer.example', expiresAt }),
  )
})
beforeEach(() => web.desk.db.updateTable('issue_email_participants').set({ unsubscribed_at: null }).execute())
after(() => web[Symbol.asyncDispose]())

const path = (action = 'unsubscribe', of = key) => `/-/sent_notifications/${of}/${action}`
const isSubscribed = async () => {
  const row = await web.desk.db
    .selectFrom('issue_email_participants')
    .select('unsubscribed_at')
    .where('issue_id', '=', issue_id)
    .executeTakeFirstOrThrow()
  return row.unsubscribed_at === null
}

test('to open the link asks and changes nothing, whoever opens it and however often', async () => {
  for (const method of ['GET', 'HEAD'] as const) {
    const headers = { 'private-token': web.root.token }
    for (const given of [{}, headers]) {
      const answer = await web.app.inject({ method, url: path(), headers: given })
      assert.equal(answer.statusCode, 200)
    }
  }
  assert.equal(await isSubscribed(), true)
})

test('the page names the ticket to those who may read it, and to nobody else', async () => {
  const stranger = await web.app.inject({ url: path() })
  assert.doesNotMatch(stranger.body, /merger|widget|ann@/)
  const headers = { 'private-token': web.root.token }
  const member = await web.app.inject({ url: path(), headers })
  assert.match(member.body, /Secret &#60;b&#62;merger/)
})

test('the page runs no script, is kept by nobody, and its address goes nowhere', async () => {
  const { headers, body } = await web.app.inject({ url: path() })
  assert.equal(headers['referrer-policy'], 'no-referrer')
  assert.match(String(headers['x-robots-tag']), /noindex/)
  assert.equal(headers['cache-control'], 'no-store')
  assert.match(String(headers['content-security-policy']), /^default-src 'none';/)
  assert.doesNotMatch(body, /<script|https?:\/\//)
})

test('the button on the page acts, without an account, and from a page that sends no referrer', async () => {
  const answer = await web.app.inject({
    method: 'POST',
    url: path(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null', cookie: 'a=b' },
    payload: '',
  })
  assert.equal(answer.statusCode, 200)
  assert.match(answer.body, /no more mail/)
  assert.equal(await isSubscribed(), false)
})

test('one click in the mail program acts at once, without cookies, in both forms that RFC 8058 allows', async () => {
  const forms = [
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
  ]
  for (const [type = '', payload = ''] of forms) {
    await web.desk.db.updateTable('issue_email_participants').set({ unsubscribed_at: null }).execute()
    const headers = { 'content-type': type }
    const answer = await web.app.inject({ method: 'POST', url: path(), headers, payload })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(await isSubscribed(), false)
  }
})

test('it can be taken back by the page, and twice is as good as once', async () => {
  for (const [action, subscribed] of [
    ['unsubscribe', false],
    ['unsubscribe', false],
    ['subscribe', true],
    ['subscribe', true],
  ] as const) {
    assert.equal((await web.app.inject({ method: 'POST', url: path(action) })).statusCode, 200)
    assert.equal(await isSubscribed(), subscribed)
  }
  await web.app.inject({ method: 'POST', url: path() })
  assert.match((await web.app.inject({ url: path() })).body, /action="subscribe"/)
})

test('a key that nobody made leads to a page that says so', async () => {
  for (const unknown of ['0'.repeat(32), 'x', '%27', 'a'.repeat(100)]) {
    for (const method of ['GET', 'POST'] as const) {
      const answer = await web.app.inject({ method, url: path('unsubscribe', unknown) })
      assert.equal(answer.statusCode, 404)
      assert.match(String(answer.headers['content-type']), /text\/html/)
    }
  }
})
