import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '#db'
import { parseMessage, parseReport } from '#mail/message'
import { type MailDesk, startMailDesk } from '../../../test/support/mail-desk.ts'
import {
  addEvent,
  addIssue,
  addNote,
  addParticipant,
  addProject,
  addUser,
} from '../../../test/support/rows.ts'
import { outbox, recordReport } from './index.ts'

let mail: MailDesk
let agent: number
let inboxId: number
let serial = 0
before(async () => {
  mail = await startMailDesk()
  const { db } = mail.database
  agent = await addUser(db)
  const raw = await db
    .insertInto('raw_mails')
    .values({ digest: Buffer.from('x'), size: 1, head: Buffer.from('x') })
    .returning('id')
    .executeTakeFirstOrThrow()
  inboxId = (
    await db
      .insertInto('inbox')
      .values({ raw_mail_id: raw.id, ingress: 'smtp' })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id
})
after(() => mail[Symbol.asyncDispose]())

/** A mail of the desk to a customer of its own. */
async function sentMail(email = `ann${++serial}@customer.example`) {
  const { db } = mail.database
  const { id: project_id } = await addProject(db)
  const issue_id = await addIssue(db, { project_id, author_id: mail.botId, service_desk: true })
  await addParticipant(db, issue_id, email)
  const note_id = await addNote(db, { project_id, issue_id, author_id: agent, body: 'Hello' })
  const event = await addEvent(db, { kind: 'note_added', project_id, issue_id, note_id, actor_id: agent })
  const ids = await mail.announce(event)
  await mail.send(ids)
  const row = await db.selectFrom('outbox').selectAll().where('id', 'in', ids).executeTakeFirstOrThrow()
  return { ...row, email }
}
type Sent = Awaited<ReturnType<typeof sentMail>>

type Said = { action?: string; status?: string; to?: string; returned?: string[]; key?: string | null }

/** A delivery report (RFC 3464) about a mail; `returned` are the headers that it brings back. */
async function bounce(
  of: Sent,
  { action = 'failed', status = '5.1.1', to = of.email, returned, key = null }: Said,
) {
  const part = (type: string, lines: string[]) => ['--b', `Content-Type: ${type}`, '', ...lines, '']
  const message = await parseMessage(
    Buffer.from(
      [
        'From: MAILER-DAEMON@mx.example',
        'Message-ID: <report@mx.example>',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        ...part('text/plain', ['Sorry.']),
        ...part('message/delivery-status', [
          'Reporting-MTA: dns; mx.example',
          '',
          `Final-Recipient: rfc822; ${to}`,
          `Action: ${action}`,
          `Status: ${status}`,
          'Diagnostic-Code: smtp; 550 No such user',
        ]),
        ...part('text/rfc822-headers', returned ?? [`Message-ID: <${of.message_id}>`]),
        '--b--',
      ].join('\r\n'),
    ),
  )
  const report = parseReport(message, '')
  assert.ok(report)
  return transaction(mail.database.db, tx => recordReport(tx, mail.desk, { inboxId, report, replyKey: key }))
}

const row = (of: Sent) =>
  mail.database.db.selectFrom('outbox').selectAll().where('id', '=', of.id).executeTakeFirstOrThrow()
const isDead = async (of: Sent) =>
  (await outbox.listUndeliverable(mail.database.db, { limit: 100 })).some(entry => entry.email === of.email)

test('a bounce is noted on the mail that it is about, and on the ticket; a dead address gets nothing more', async () => {
  const of = await sentMail()
  assert.deepEqual(await bounce(of, {}), { outboxId: of.id, issueId: of.issue_id })
  const { delivery, delivery_detail } = await row(of)
  assert.equal(delivery, 'bounced')
  assert.match(delivery_detail ?? '', /5\.1\.1 .*No such user/)
  assert.equal(await isDead(of), true)
  const notes = await mail.database.db
    .selectFrom('notes')
    .select('body')
    .where('issue_id', '=', of.issue_id ?? 0)
    .where('system', '=', true)
    .execute()
  assert.deepEqual(notes, [{ body: `mail to ${of.email} could not be delivered` }])
  const shown = await outbox.deliveriesOf(mail.database.db, [of.note_id ?? 0], { masked: false })
  assert.deepEqual(
    shown.map(entry => [entry.recipient, entry.state, entry.delivery]),
    [[of.email, 'sent', 'bounced']],
  )
})

test('who may not see addresses sees them masked, and no reason that may name them', async () => {
  const of = await sentMail()
  await bounce(of, {})
  const [shown] = await outbox.deliveriesOf(mail.database.db, [of.note_id ?? 0], { masked: true })
  assert.notEqual(shown?.recipient, of.email)
  assert.equal(shown?.reason, null)
})

test('a bounce that only names an address silences nobody', async () => {
  const of = await sentMail()
  for (const returned of [
    [`To: ${of.email}`],
    ['Message-ID: <made.up@desk.example>'],
    [`Message-ID: <${'a'.repeat(24)}.${'b'.repeat(24)}@desk.example>`],
    [`X-GitLab-Reply-Key: ${'0'.repeat(32)}`],
  ])
    assert.equal(await bounce(of, { returned }), null)
  assert.equal((await row(of)).delivery, null)
  assert.equal(await isDead(of), false)
})

test('a relay that gave the mail another Message-ID is understood by the reply key', async () => {
  const [returned, arrived] = [await sentMail(), await sentMail()]
  const headers = ['Message-ID: <new@ses.example>', `X-GitLab-Reply-Key: ${returned.reply_key}`]
  assert.equal((await bounce(returned, { returned: headers }))?.outboxId, returned.id)
  const key = arrived.reply_key
  assert.equal(
    (await bounce(arrived, { returned: ['Message-ID: <x@ses.example>'], key }))?.outboxId,
    arrived.id,
  )
})

test('a delay is no failure; a later failure is', async () => {
  const of = await sentMail()
  await bounce(of, { action: 'delayed', status: '4.4.1' })
  assert.equal((await row(of)).delivery, 'delayed')
  assert.equal(await isDead(of), false)
  await bounce(of, { action: 'delivered', status: '2.0.0' })
  assert.equal((await row(of)).delivery, 'delayed')
  await bounce(of, {})
  assert.equal((await row(of)).delivery, 'bounced')
})

test('a full mailbox is forgiven twice within a week', async () => {
  const email = 'full@customer.example'
  for (const dead of [false, false, true]) {
    const of = await sentMail(email)
    await bounce(of, { status: '5.2.2' })
    await bounce(of, { status: '5.2.2' })
    assert.equal(await isDead(of), dead)
  }
})

test('an alias that reports its own target is still understood', async () => {
  const of = await sentMail()
  await bounce(of, { to: 'real-mailbox@elsewhere.example' })
  assert.equal(await isDead(of), true)
})

test('the mark can be taken away, and sending again takes it away too', async () => {
  const { db } = mail.database
  const [one, other] = [await sentMail(), await sentMail()]
  await bounce(one, {})
  await bounce(other, {})
  assert.equal(await transaction(db, tx => outbox.resetUndeliverable(tx, one.email.toUpperCase())), true)
  assert.equal(await isDead(one), false)
  const root = { id: agent, username: 'r', name: 'R', isAdmin: true, isBot: false }
  const again = await transaction(db, tx => outbox.resend(tx, root, other.id, { smtpConfigured: true }))
  assert.deepEqual([again.state, again.delivery], ['queued', null])
  assert.equal(await isDead(other), false)
})

test('who calls our mail spam gets no more of it, and the ticket says so', async () => {
  const { db } = mail.database
  const of = await sentMail()
  const complain = async (type: string) => {
    const report = {
      type: 'feedback' as const,
      recipients: [],
      originalMessageId: of.message_id,
      originalHeaders: '',
      feedbackType: type,
    }
    await transaction(db, tx => recordReport(tx, mail.desk, { inboxId, report, replyKey: null }))
    return db
      .selectFrom('issue_email_participants')
      .select('unsubscribed_at')
      .where('issue_id', '=', of.issue_id ?? 0)
      .executeTakeFirstOrThrow()
  }
  assert.equal((await complain('not-spam')).unsubscribed_at, null)
  assert.notEqual((await complain('abuse')).unsubscribed_at, null)
  assert.equal((await row(of)).delivery, 'complained')
})
