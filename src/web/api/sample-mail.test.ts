// Does a sample mail go the way of every mail, and only from those who may?
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { loadConfig } from '#config'
import { process } from '#mail/inbound'
import { mailAddresses } from '#projects'
import { webTracker } from '../../../test/support/web-tracker.ts'

const box = (address: string) => ({ incoming_email: { enabled: true, address } })

test('a Maintainer writes to the own project as a customer, and a ticket comes of it', async () => {
  await using desk = await webTracker()
  const url = `/projects/${desk.open}/service_desk/sample_mail`
  const written = await desk.as(desk.maintainer, { method: 'POST', url })
  assert.equal(written.statusCode, 201, written.body)
  const { subject, from, to } = written.json()
  const settings = await desk.as(desk.maintainer, { url: `/projects/${desk.open}/service_desk` })
  assert.deepEqual([from, to], ['maintainer@people.example', settings.json().service_desk_address])
  const { rows } = await desk.database.pool.query('select id from inbox')
  assert.equal(rows.length, 1)
  const { limits } = loadConfig({ env: {}, cwd: tmpdir() })
  await process({ ...desk.desk, config: { ...desk.desk.config, limits } }, { inboxId: rows[0].id })
  const [mail] = (await desk.as(desk.maintainer, { url: `/projects/${desk.open}/inbox` })).json()
  assert.equal(mail.ending, 'ticket_opened', JSON.stringify(mail))
  const issue = { url: `/projects/${desk.open}/issues/${mail.issue_iid}` }
  const ticket = (await desk.as(desk.maintainer, issue)).json()
  assert.deepEqual([ticket.title, ticket.service_desk_reply_to], [subject, 'maintainer@people.example'])
  assert.match(ticket.description, /^Hello,.*maintainer Example\s*$/s)
})

test('Service Desk off, no mailbox, no right: said in a sentence, and no mail is written', async () => {
  await using desk = await webTracker()
  const url = `/projects/${desk.open}/service_desk/sample_mail`
  for (const [who, status] of [
    [null, 401],
    [desk.outsider, 403],
    [desk.guest, 403],
    [desk.reporter, 403],
  ] as const)
    assert.equal((await desk.as(who, { method: 'POST', url })).statusCode, status)
  const off = { service_desk_enabled: false }
  await desk.as(desk.maintainer, { method: 'PUT', url: `/projects/${desk.open}/service_desk`, payload: off })
  const refused = await desk.as(desk.maintainer, { method: 'POST', url })
  assert.deepEqual(
    [refused.statusCode, refused.json()],
    [409, { message: 'Service Desk is off for this project: turn it on first' }],
  )
  const { rows } = await desk.database.pool.query('select id from inbox')
  assert.deepEqual(rows, [])
})

test('without a mailbox that takes new tickets the administrator’s task is named', async () => {
  for (const [settings, sentence] of [
    [{}, /Incoming mail is not configured/],
    [box('replies@desk.example'), /it takes answers but no new tickets/],
  ] as const) {
    const addresses = mailAddresses(settings)
    await using desk = await webTracker({ desk: plain => ({ ...plain, addresses }) })
    const url = `/projects/${desk.open}/service_desk/sample_mail`
    const refused = await desk.as(desk.maintainer, { method: 'POST', url })
    assert.equal(refused.statusCode, 409)
    assert.match(refused.json().message, sentence)
  }
})
