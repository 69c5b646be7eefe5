import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { randomHex } from '#kernel'
import { addIssue, addMember, addProject } from '../../../test/support/rows.ts'
import { type TestWeb, testWeb } from '../../../test/support/web.ts'

let web: TestWeb
let project: { id: number; path: string }
let ids: number[]
before(async () => {
  web = await testWeb()
  const { db } = web.desk
  project = await addProject(db)
  await addMember(db, {
    user_id: web.ada.id,
    project_id: project.id,
    access_level: 40,
    notification_level: 'watch',
  })
  const issue_id = await addIssue(db, { project_id: project.id, author_id: web.root.id, service_desk: true })
  ids = []
  for (const state of ['sent', 'failed', 'failed']) {
    const row = await db
      .insertInto('outbox')
      .values({
        kind: 'thank_you',
        project_id: project.id,
        issue_id,
        recipient: 'ann@customer.example',
        message_id: `${randomHex(8)}@x`,
        reply_key: randomHex(16),
        subject: 'Re: Hello (#1)',
        state,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.push(row.id)
  }
})
after(() => web[Symbol.asyncDispose]())

const encoded = () => encodeURIComponent(project.path)

test('maintainers list and filter the mails of their project, in pages', async () => {
  const all = await web.as(web.ada, { url: `/projects/${encoded()}/outbox?per_page=2` })
  assert.equal(all.statusCode, 200)
  assert.deepEqual(
    all.json().map((row: { id: number }) => row.id),
    [ids[2], ids[1]],
  )
  const next = /<[^>]*\/api\/v4([^>]*)>; rel="next"/.exec(String(all.headers.link))?.[1] ?? ''
  const rest = await web.as(web.ada, { url: next })
  assert.deepEqual(
    rest.json().map((row: { id: number }) => row.id),
    [ids[0]],
  )
  const sent = await web.as(web.ada, { url: `/projects/${project.id}/outbox?state=sent` })
  assert.deepEqual(
    sent.json().map((row: { state: string }) => row.state),
    ['sent'],
  )
  const wrong = await web.as(web.ada, { url: `/projects/${project.id}/outbox?state=lost` })
  assert.equal(wrong.statusCode, 400)
  assert.match(wrong.body, /state/)
})

test('one mail is shown with its text', async () => {
  const answer = await web.as(web.ada, { url: `/projects/${project.id}/outbox/${ids[0]}` })
  assert.equal(answer.statusCode, 200)
  assert.match(answer.json().text_body, /Thank you/)
  assert.match(answer.json().html_body, /<!DOCTYPE html>/)
})

test('what failed can be sent again; what was sent cannot', async () => {
  const again = await web.as(web.ada, {
    method: 'POST',
    url: `/projects/${project.id}/outbox/${ids[1]}/resend`,
  })
  assert.equal(again.statusCode, 201)
  assert.equal(again.json().state, 'waiting', 'no SMTP server is configured here')
  const sent = await web.as(web.root, { method: 'POST', url: `/admin/outbox/${ids[0]}/resend` })
  assert.equal(sent.statusCode, 409)
})

test('the whole outbox and the dead addresses are for administrators', async () => {
  const { db } = web.desk
  await sql`insert into undeliverable_addresses (email, reason) values ('dead@customer.example', '5.1.1')`.execute(
    db,
  )
  for (const url of ['/admin/outbox', `/admin/outbox/${ids[0]}`, '/admin/undeliverable_addresses']) {
    assert.equal((await web.as(web.root, { url })).statusCode, 200, url)
    assert.equal((await web.as(web.ada, { url })).statusCode, 403, url)
    assert.equal((await web.as(null, { url })).statusCode, 401, url)
  }
  const url = '/admin/undeliverable_addresses/dead%40customer.example'
  assert.equal((await web.as(web.ada, { method: 'DELETE', url })).statusCode, 403)
  assert.equal((await web.as(web.root, { method: 'DELETE', url })).statusCode, 204)
  assert.equal((await web.as(web.root, { method: 'DELETE', url })).statusCode, 404)
})

test('strangers do not learn that there is a project', async () => {
  for (const id of [project.id, 999_999]) {
    assert.equal((await web.as(null, { url: `/projects/${id}/outbox` })).statusCode, 401)
  }
})
