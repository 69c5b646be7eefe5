import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '#db'
import { type Message, parseMessage } from '#mail/message'
import { type MailDesk, startMailDesk } from '../../../test/support/mail-desk.ts'
import { addEvent, addIssue, addParticipant, addProject } from '../../../test/support/rows.ts'
import { headerOf } from '../../../test/support/smtp-sink.ts'
import { refuse } from './index.ts'

let mail: MailDesk
before(async () => {
  mail = await startMailDesk()
})
after(() => mail[Symbol.asyncDispose]())

/** Somebody writes a ticket; returns the mails that thank for it. */
async function write(project_id: number, address: string): Promise<number[]> {
  const { db } = mail.database
  const issue_id = await addIssue(db, { project_id, author_id: mail.botId, service_desk: true })
  await addParticipant(db, issue_id, address)
  const data = { announce: { acknowledge: true } }
  return mail.announce(await addEvent(db, { kind: 'issue_opened', project_id, issue_id, data }))
}

/** A mail that came in, as far as one is needed here; its id. */
async function addMail(): Promise<number> {
  const { db } = mail.database
  const raw = await db
    .insertInto('raw_mails')
    .values({ digest: Buffer.from('x'), size: 1, head: Buffer.from('x') })
    .returning('id')
    .executeTakeFirstOrThrow()
  const inbox = await db
    .insertInto('inbox')
    .values({ raw_mail_id: raw.id, ingress: 'smtp' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return inbox.id
}

const age = (address: string, interval: string) =>
  sql`update outbox set created_at = created_at - ${interval}::interval where lower(recipient) = ${address}`.execute(
    mail.database.db,
  )

test('a sender is thanked three times, then once a day', async () => {
  const { id } = await addProject(mail.database.db)
  const address = 'robot@customer.example'
  const thanked = []
  for (let n = 0; n < 20; n++) thanked.push((await write(id, address)).length)
  assert.deepEqual(thanked.slice(0, 4), [1, 1, 1, 0])
  assert.equal(
    thanked.reduce((sum, n) => sum + n),
    3,
  )
  await age(address, '25 hours')
  assert.equal((await write(id, address)).length, 1)
  assert.equal((await write(id, address)).length, 0)
})

test('another project thanks on its own account', async () => {
  const address = 'busy@customer.example'
  const [one, other] = [await addProject(mail.database.db), await addProject(mail.database.db)]
  for (let n = 0; n < 4; n++) await write(one.id, address)
  assert.equal((await write(other.id, address)).length, 1)
})

test('no address gets more than ten automatic mails in an hour, from all projects together', async () => {
  const address = 'many@customer.example'
  let written = 0
  for (let n = 0; n < 12; n++)
    written += (await write((await addProject(mail.database.db)).id, address)).length
  assert.equal(written, 10)
  await age(address, '61 minutes')
  assert.equal((await write((await addProject(mail.database.db)).id, address)).length, 1)
})

test('addresses of one mailbox that count upwards are one to the brakes', async () => {
  const { id } = await addProject(mail.database.db)
  const thanked = []
  for (let n = 0; n < 6; n++) thanked.push((await write(id, `counting+${n}@customer.example`)).length)
  assert.deepEqual(thanked, [1, 1, 1, 0, 0, 0])
  assert.equal((await write(id, 'someone+0@customer.example')).length, 1, 'another mailbox')
})

test('the log says of a ticket why nobody was thanked for it', async () => {
  const { db } = mail.database
  const { id: project_id } = await addProject(db)
  const why = async (address: string) => {
    const inboxId = await addMail()
    const issue_id = await addIssue(db, { project_id, author_id: mail.botId, service_desk: true })
    await addParticipant(db, issue_id, address)
    const data = { announce: { acknowledge: true, inboxId } }
    await mail.announce(await addEvent(db, { kind: 'issue_opened', project_id, issue_id, data }))
    const row = await db.selectFrom('inbox').select('why').where('id', '=', inboxId).executeTakeFirstOrThrow()
    return (row.why as Record<string, unknown>).unacknowledged
  }
  const told = []
  for (let n = 0; n < 4; n++) told.push(await why('often@customer.example'))
  assert.deepEqual(told.slice(0, 3), [undefined, undefined, undefined])
  assert.match(String(told[3]), /often@customer\.example was thanked 3 times in seven days/)
  for (let n = 0; n < 12; n++) await write((await addProject(db)).id, 'flooded@customer.example')
  assert.match(String(await why('flooded@customer.example')), /10 automatic mails went to flooded@/)
  await sql`insert into undeliverable_addresses (email, reason) values ('gone@customer.example', '5.1.1')`.execute(
    db,
  )
  assert.match(String(await why('gone@customer.example')), /undeliverable/)
})

test('while the brakes cannot count, nobody is thanked and the ticket stays; then it goes on', async () => {
  const { db } = mail.database
  const { id: project_id } = await addProject(db)
  const issue_id = await addIssue(db, { project_id, author_id: mail.botId, service_desk: true })
  await addParticipant(db, issue_id, 'patient@customer.example')
  const data = { announce: { acknowledge: true } }
  const event = await addEvent(db, { kind: 'issue_opened', project_id, issue_id, data })
  await sql`alter function mailbox_of(text) rename to mailbox_away`.execute(db)
  await assert.rejects(mail.announce(event), /mailbox_of/)
  await sql`alter function mailbox_away(text) rename to mailbox_of`.execute(db)
  const issue = await db.selectFrom('issues').select('state').where('id', '=', issue_id).executeTakeFirst()
  assert.equal(issue?.state, 'opened')
  assert.equal((await mail.announce(event)).length, 1)
})

const message = (lines: readonly string[] = []) =>
  parseMessage(
    Buffer.from(
      [
        'From: Ann <ann@customer.example>',
        'Subject: Hello',
        'Message-ID: <q@customer.example>',
        'References: <p@customer.example>',
        ...lines,
        '',
        'My words',
      ].join('\r\n'),
    ),
  )

async function refused(given: Message, values: object = {}): Promise<boolean> {
  const inboxId = await addMail()
  return transaction(mail.database.db, tx =>
    refuse(tx, mail.desk, {
      inboxId,
      projectId: null,
      reason: 'empty_reply',
      sentence: 'It was empty.',
      message: given,
      mayTell: true,
      retryTo: `incoming+${'a'.repeat(32)}@desk.example`,
      ...values,
    }),
  )
}

const refusals = () =>
  mail.database.db.selectFrom('outbox').selectAll().where('kind', '=', 'refusal').orderBy('id').execute()

test('a refusal names the reason, quotes what was written, bounces nowhere, and can be answered', async () => {
  assert.equal(await refused(await message()), true)
  const [row] = await refusals()
  assert.ok(row)
  await mail.send([row.id])
  const [sent] = await mail.sink.waitFor(1, candidate => candidate.text.includes('[Rejected]'))
  assert.ok(sent)
  assert.deepEqual([sent.from, sent.to], ['', ['ann@customer.example']])
  assert.equal(headerOf(sent, 'Subject'), '[Rejected] Hello')
  assert.equal(headerOf(sent, 'Auto-Submitted'), 'auto-replied')
  assert.equal(headerOf(sent, 'In-Reply-To'), '<q@customer.example>')
  assert.equal(headerOf(sent, 'References'), '<p@customer.example> <q@customer.example>')
  assert.match(headerOf(sent, 'Reply-To') ?? '', /<?incoming\+a{32}@desk\.example>?/)
  const { text } = await parseMessage(sent.raw)
  assert.match(text, /It was empty\.[\s\S]*> My words/)
})

test('a sender is told once an hour', async () => {
  assert.equal(await refused(await message()), false)
  await age('ann@customer.example', '61 minutes')
  assert.equal(await refused(await message()), true)
})

test('nobody is told who may not have written it, nor a desk, nor ourselves', async () => {
  await age('ann@customer.example', '61 minutes')
  assert.equal(await refused(await message(), { mayTell: false }), false)
  assert.equal(await refused(await message(['X-Deskbell-Instance: other; a.b'])), false)
  const ours = await parseMessage(Buffer.from('From: incoming+x@desk.example\r\n\r\nhi'))
  assert.equal(await refused(ours), false)
  const nobody = await parseMessage(Buffer.from('Subject: x\r\n\r\nhi'))
  assert.equal(await refused(nobody), false)
})

test('a refusal goes to the author, not to whom a Reply-To names', async () => {
  const given = await parseMessage(
    Buffer.from('From: liz@customer.example\r\nReply-To: victim@elsewhere.example\r\n\r\nhi'),
  )
  assert.equal(await refused(given), true)
  assert.equal((await refusals()).at(-1)?.recipient, 'liz@customer.example')
})

test('a long mail is quoted as far as there is room, also where that is in the middle of a character', async () => {
  const given = await parseMessage(Buffer.from('From: emo@customer.example\r\n\r\nhi'))
  // One letter, then pairs: every even length ends within one.
  assert.equal(await refused({ ...given, text: `a${'😀'.repeat(100_000)}` }), true)
  const { data } = (await refusals()).at(-1) ?? assert.fail('nothing was written')
  const { quoted } = data as { quoted: string }
  assert.ok(quoted.isWellFormed() && quoted.startsWith('a😀😀') && quoted.length > 10_000)
})
