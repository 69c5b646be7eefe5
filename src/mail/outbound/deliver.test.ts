import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '#db'
import { parseMessage } from '#mail/message'
import { type MailDesk, startMailDesk } from '../../../test/support/mail-desk.ts'
import {
  addEvent,
  addIssue,
  addMember,
  addNote,
  addParticipant,
  addProject,
  addUser,
} from '../../../test/support/rows.ts'
import { headerOf } from '../../../test/support/smtp-sink.ts'
import { deliver, isFromAnotherDesk, isOwnMail, outbox } from './index.ts'

let mail: MailDesk
let agent: number
before(async () => {
  mail = await startMailDesk()
  agent = await addUser(mail.database.db, { name: 'Ada Agent', username: 'secret-ada' })
})
beforeEach(() => {
  mail.sink.mails.length = 0
  mail.sink.answer = () => null
  mail.sink.refuseRecipient = () => null
})
after(() => mail[Symbol.asyncDispose]())

async function ticket(title = 'Printer on fire') {
  const { db } = mail.database
  const project = await addProject(db)
  const id = await addIssue(db, {
    project_id: project.id,
    author_id: mail.botId,
    title,
    confidential: true,
    service_desk: true,
    customer_text: 'It <b>burns</b>, see %{ISSUE_ID}',
    description: 'internal addition',
  })
  await addParticipant(db, id, 'Ann@customer.example', { name: 'Ann' })
  return { id, project }
}

/** The agent's note on the ticket; returns the ids of its mails, not sent yet. */
async function note(of: Awaited<ReturnType<typeof ticket>>, body = 'Try **water**.', values: object = {}) {
  const { db } = mail.database
  const ids = { project_id: of.project.id, issue_id: of.id }
  const note_id = await addNote(db, { ...ids, author_id: agent, body, ...values })
  const actor_id = agent
  return mail.announce(await addEvent(db, { kind: 'note_added', ...ids, note_id, actor_id }))
}

async function thanked(of: Awaited<ReturnType<typeof ticket>>) {
  const ids = { project_id: of.project.id, issue_id: of.id, actor_id: mail.botId }
  const data = { announce: { acknowledge: true } }
  return mail.announce(await addEvent(mail.database.db, { kind: 'issue_opened', ...ids, data }))
}

async function row(id: number) {
  const { rows } = await sql<{
    state: string
    attempts: number
    last_error: string | null
    smtp_response: string | null
    next_attempt_at: Date | null
    text_body: string | null
    message_id: string
    reply_key: string
  }>`select * from outbox where id = ${id}`.execute(mail.database.db)
  assert.ok(rows[0])
  return rows[0]
}

/** As if the time of the next attempt had come. */
const due = (id: number) =>
  sql`update outbox set next_attempt_at = now() - interval '1 second' where id = ${id}`.execute(
    mail.database.db,
  )

async function sentOne(ids: number[]) {
  await mail.send(ids)
  const [sent] = mail.sink.mails
  assert.ok(sent, 'one mail arrived')
  return sent
}

test('an acknowledgement says number and path, carries all headers, and repeats nothing of what the customer wrote', async () => {
  const it = await ticket()
  const ids = await thanked(it)
  const sent = await sentOne(ids)
  const { reply_key: key, message_id: id, state, text_body } = await row(ids[0] ?? 0)
  assert.equal(state, 'sent')
  assert.match(text_body ?? '', /Thank you/)
  assert.equal(headerOf(sent, 'From'), 'Deskbell Support Bot <incoming@desk.example>')
  assert.equal(headerOf(sent, 'To'), 'Ann <Ann@customer.example>')
  assert.equal(headerOf(sent, 'Reply-To'), `"${it.project.path}" <incoming+${key}@desk.example>`)
  assert.equal(headerOf(sent, 'Message-ID'), `<${id}>`)
  assert.equal(headerOf(sent, 'Auto-Submitted'), 'auto-generated')
  assert.equal(headerOf(sent, 'X-Auto-Response-Suppress'), 'All')
  const link = `https://desk.example/-/sent_notifications/${key}/unsubscribe`
  assert.equal(
    headerOf(sent, 'List-Unsubscribe'),
    `<${link}>, <mailto:incoming+${key}-unsubscribe@desk.example>`,
  )
  assert.equal(headerOf(sent, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click')
  assert.match(headerOf(sent, 'List-Id') ?? '', /^<\d+\.widget\.acme\d+\.desk\.example>$/)
  assert.equal(headerOf(sent, 'X-GitLab-Project-Path'), it.project.path)
  assert.equal(headerOf(sent, 'X-GitLab-Project-Id'), String(it.project.id))
  assert.equal(headerOf(sent, 'X-GitLab-Issue-ID'), String(it.id))
  assert.equal(headerOf(sent, 'X-GitLab-Reply-Key'), key)
  // Bounces come back to the key, and so name the mail.
  assert.deepEqual([sent.from, sent.to], [`incoming+${key}@desk.example`, ['Ann@customer.example']])
  const { text, html } = await parseMessage(sent.raw)
  for (const part of [text, html ?? '']) {
    assert.ok(part.includes(`${it.project.path}#`))
    assert.ok(part.includes(link))
    assert.doesNotMatch(part, /burns|internal addition|-\/issues\//)
  }
})

test('a note goes out as text and HTML in the name of its writer, whose username stays here', async () => {
  const it = await ticket()
  const sent = await sentOne(await note(it))
  assert.equal(headerOf(sent, 'From'), 'Ada Agent <incoming@desk.example>')
  assert.equal(headerOf(sent, 'Auto-Submitted'), undefined)
  assert.match(headerOf(sent, 'Subject') ?? '', /^Re: Printer on fire \(#\d+\)$/)
  const { text, html } = await parseMessage(sent.raw)
  assert.match(text, /Try \*\*water\*\*\./)
  assert.match(html ?? '', /^<!DOCTYPE html>[\s\S]*<style>[\s\S]*<strong>water<\/strong>/)
  assert.doesNotMatch(sent.text, /secret-ada/)
})

test('the project decides whose name a note bears', async () => {
  const from = async (values: object) => {
    const it = await ticket()
    await mail.database.db
      .insertInto('service_desk_settings')
      .values({ project_id: it.project.id, outgoing_name: 'Widget Help', ...values })
      .execute()
    mail.sink.mails.length = 0
    return headerOf(await sentOne(await note(it)), 'From')
  }
  assert.equal(await from({ agent_name_in_mail: 'first_name' }), 'Ada <incoming@desk.example>')
  assert.equal(await from({ agent_name_in_mail: 'desk' }), 'Widget Help <incoming@desk.example>')
})

test("another participant's words come under their name, never their address, and as they were typed", async () => {
  const it = await ticket()
  const body = '[bank](https://evil.example) <script>alert(1)</script> %{ISSUE_DESCRIPTION} /close'
  const external = { author_id: mail.botId, external_author: 'ben@customer.example' }
  const sent = await sentOne(await note(it, body, { ...external, external_name: 'ben@customer.example' }))
  assert.equal(headerOf(sent, 'From'), 'Another participant <incoming@desk.example>')
  const { text, html } = await parseMessage(sent.raw)
  assert.ok(text.includes(body))
  assert.doesNotMatch(html ?? '', /<script|href="https:\/\/evil|burns/)
  assert.doesNotMatch(sent.text, /ben@customer/)
})

test('hostile subjects and names change no header and no recipient', async () => {
  const it = await ticket('Hi\r\nBcc: eve@evil.example\r\n\r\nbody')
  await sql`update issue_email_participants set name = ${'A" <x@y>\r\nBcc: eve@evil.example'} where issue_id = ${it.id}`.execute(
    mail.database.db,
  )
  const sent = await sentOne(await note(it))
  assert.deepEqual(sent.to, ['Ann@customer.example'])
  assert.equal(headerOf(sent, 'Bcc'), undefined)
  assert.equal((await parseMessage(sent.raw)).to[0]?.address, 'Ann@customer.example')
})

test('members may answer, see the link, and are told if a note is internal', async () => {
  const { db } = mail.database
  const it = await ticket()
  const user_id = await addUser(db, { email: 'wim@team.example' })
  await addMember(db, { user_id, project_id: it.project.id, access_level: 20, notification_level: 'watch' })
  const sent = await sentOne(await note(it, 'Do not tell her.', { internal: true }))
  assert.deepEqual(sent.to, ['wim@team.example'])
  assert.match(headerOf(sent, 'Reply-To') ?? '', /<incoming\+[0-9a-f]{32}@/)
  const { text } = await parseMessage(sent.raw)
  assert.match(text, /Ada Agent commented:[\s\S]*internal[\s\S]*Do not tell her/)
  assert.match(text, new RegExp(`https://desk.example/${it.project.path}/-/issues/\\d+#note_`))
})

test('our own mail is known when it comes back, whatever happened to its Message-ID; an answer to it is not ours', async () => {
  const sent = await sentOne(await note(await ticket()))
  const back = await parseMessage(sent.raw)
  assert.equal(isOwnMail(mail.desk, back), true)
  assert.equal(isFromAnotherDesk(mail.desk, back), false)
  const renamed = await parseMessage(
    Buffer.from(sent.text.replace(/^Message-ID:.*$/im, 'Message-ID: <new@ses.example>')),
  )
  assert.equal(isOwnMail(mail.desk, renamed), true)
  const forged = await parseMessage(
    Buffer.from(
      sent.text.replace(/[0-9a-f]{24}@desk/g, `${'0'.repeat(24)}@desk`).replace(/^X-Deskbell.*$/im, 'X-A: b'),
    ),
  )
  assert.equal(isOwnMail(mail.desk, forged), false)
  const answer = `From: ann@customer.example\r\nMessage-ID: <a@b>\r\nIn-Reply-To: <${back.messageId}>\r\n\r\nhi`
  assert.equal(isOwnMail(mail.desk, await parseMessage(Buffer.from(answer))), false)
  const elsewhere = { identity: { id: 'other', secret: 'other' } }
  assert.equal(isOwnMail(elsewhere, back), false)
  assert.equal(isFromAnotherDesk(elsewhere, back), true)
})

test('a busy server is asked again later, with the same mail', async () => {
  const [id = 0] = await note(await ticket())
  mail.sink.answer = () => '451 4.3.0 Try later'
  await mail.send([id])
  const waiting = await row(id)
  assert.deepEqual([waiting.state, waiting.attempts], ['queued', 1])
  assert.match(waiting.last_error ?? '', /451 4\.3\.0 Try later/)
  assert.ok((waiting.next_attempt_at?.getTime() ?? 0) > Date.now())
  await mail.send([id])
  assert.equal((await row(id)).attempts, 1, 'not before its time')
  mail.sink.answer = () => null
  await due(id)
  const sent = await sentOne([id])
  assert.equal(headerOf(sent, 'Message-ID'), `<${waiting.message_id}>`)
  assert.equal((await row(id)).state, 'sent')
})

test('a mail that is refused for good fails, its writer gets a to-do, and it can be sent again', async () => {
  const { db } = mail.database
  const it = await ticket()
  const [id = 0] = await note(it)
  mail.sink.refuseRecipient = () => '550 5.7.1 Not from you'
  await mail.send([id])
  const failed = await row(id)
  assert.equal(failed.state, 'failed')
  assert.match(failed.last_error ?? '', /550 5\.7\.1 Not from you/)
  const todos = await db.selectFrom('todos').selectAll().where('issue_id', '=', it.id).execute()
  assert.deepEqual(
    todos.map(todo => [todo.user_id, todo.action]),
    [[agent, 'delivery_failed']],
  )

  const root = { id: agent, username: 'r', name: 'R', isAdmin: true, isBot: false }
  mail.sink.refuseRecipient = () => null
  await transaction(db, tx => outbox.resend(tx, root, id, { smtpConfigured: true }))
  const sent = await sentOne([id])
  assert.equal(headerOf(sent, 'Message-ID'), `<${failed.message_id}>`)
  await assert.rejects(
    transaction(db, tx => outbox.resend(tx, root, id, { smtpConfigured: true })),
    /the mail is sent/,
  )
})

test('an address of which the server says that it does not exist gets no further mail', async () => {
  const it = await ticket()
  await sql`update issue_email_participants set email = 'void@customer.example', address = 'void@customer.example'
    where issue_id = ${it.id}`.execute(mail.database.db)
  const later = await note(it)
  mail.sink.refuseRecipient = () => '550 5.1.1 No such user'
  await mail.send(await note(it))
  mail.sink.refuseRecipient = () => null
  await mail.send(later)
  assert.equal((await row(later[0] ?? 0)).state, 'suppressed')
  assert.equal(mail.sink.mails.length, 0)
  assert.deepEqual(await note(it), [])
})

test('after three days the mail is given up', async () => {
  const [id = 0] = await note(await ticket())
  mail.sink.answer = () => '451 4.3.0 Try later'
  for (let round = 0; round < 40 && (await row(id)).state === 'queued'; round++) {
    await due(id)
    await mail.send([id])
  }
  const { state, attempts, last_error } = await row(id)
  assert.equal(state, 'failed')
  assert.ok(attempts > 10 && attempts < 20, `${attempts} attempts`)
  assert.match(last_error ?? '', /given up after \d+ attempts: .*Try later/)
})

test('a crash between the 250 of the server and our note of it sends the same mail again, never another', async () => {
  const [id = 0] = await note(await ticket())
  await mail.send([id])
  await sql`update outbox set state = 'sending', sent_at = null where id = ${id}`.execute(mail.database.db)
  await mail.send([id])
  const ids = mail.sink.mails.map(sent => headerOf(sent, 'Message-ID'))
  assert.equal(ids.length, 2)
  assert.equal(new Set(ids).size, 1)
  await mail.send([id])
  assert.equal(mail.sink.mails.length, 2)
})

test('a server that takes the mail and vanishes before it says so gets it again, with the same Message-ID', async () => {
  const [id = 0] = await note(await ticket())
  mail.sink.answer = () => 'vanish'
  await mail.send([id])
  assert.equal((await row(id)).state, 'queued')
  mail.sink.answer = () => null
  await due(id)
  await mail.send([id])
  assert.equal(new Set(mail.sink.mails.map(sent => headerOf(sent, 'Message-ID'))).size, 1)
})

test('who leaves before the mail is sent does not get it', async () => {
  const it = await ticket()
  const ids = await note(it)
  await sql`update issue_email_participants set unsubscribed_at = now() where issue_id = ${it.id}`.execute(
    mail.database.db,
  )
  await mail.send(ids)
  assert.equal((await row(ids[0] ?? 0)).state, 'suppressed')
  assert.equal(mail.sink.mails.length, 0)
})

test('without an SMTP server the mails wait, and say so; with one they go', async () => {
  await using silent = await startMailDesk({ smtp: false })
  const { db } = silent.database
  const { id: project_id } = await addProject(db)
  const issue_id = await addIssue(db, { project_id, author_id: silent.botId, service_desk: true })
  await addParticipant(db, issue_id, 'ann@customer.example')
  const data = { announce: { acknowledge: true } }
  const [id = 0] = await silent.announce(
    await addEvent(db, { kind: 'issue_opened', project_id, issue_id, data }),
  )
  const state = () =>
    db.selectFrom('outbox').select(['state', 'last_error']).where('id', '=', id).executeTakeFirstOrThrow()
  assert.deepEqual(await state(), {
    state: 'waiting',
    last_error: 'not sent: no SMTP server configured',
  })
  assert.equal(await outbox.queueWaiting(silent.desk), 0)
  const configured = { ...silent.desk, config: { ...silent.desk.config, smtp: mail.desk.config.smtp } }
  assert.equal(await outbox.queueWaiting(configured), 1)
  await deliver(configured, { outboxId: id })
  assert.equal((await state()).state, 'sent')
  assert.equal(mail.sink.mails.length, 1)
})
