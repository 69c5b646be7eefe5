import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type MailDesk, startMailDesk } from '../../../test/support/mail-desk.ts'
import { addEvent, addIssue, addParticipant, addProject } from '../../../test/support/rows.ts'

let mail: MailDesk
before(async () => {
  mail = await startMailDesk()
})
after(() => mail[Symbol.asyncDispose]())

/** Tickets of these senders, announced in the same moment; how many are thanked, or why they are not. */
async function atOnce(senders: readonly string[]): Promise<(number | string)[]> {
  const { db } = mail.database
  const { id: project_id } = await addProject(db)
  const data = { announce: { acknowledge: true } }
  const events: number[] = []
  for (const address of senders) {
    const issue_id = await addIssue(db, { project_id, author_id: mail.botId, service_desk: true })
    await addParticipant(db, issue_id, address)
    events.push(await addEvent(db, { kind: 'issue_opened', project_id, issue_id, data }))
  }
  return Promise.all(
    events.map(event =>
      mail.announce(event).then(
        ids => ids.length,
        (error: Error) => error.message,
      ),
    ),
  )
}

const total = (numbers: readonly (number | string)[]) =>
  numbers.reduce<number>((sum, n) => sum + Number(n), 0)

test('a hundred customers who write at once are thanked once each', async () => {
  const senders = Array.from({ length: 100 }, (_, n) => `customer${n}@customer.example`)
  assert.deepEqual(
    await atOnce(senders),
    senders.map(() => 1),
  )
})

test('the brakes see the mails of events that come at once', async () => {
  assert.equal(total(await atOnce(Array.from({ length: 20 }, () => 'robot@customer.example'))), 3)
})

test('an event whose mails cannot be written does not keep the others from theirs', async () => {
  await sql`alter table outbox add constraint poison check (recipient <> 'poison@customer.example')`.execute(
    mail.database.db,
  )
  const thanked = await atOnce(['one@customer.example', 'poison@customer.example', 'two@customer.example'])
  assert.equal(thanked[0], 1)
  assert.match(String(thanked[1]), /poison/)
  assert.equal(thanked[2], 1)
})

test('an event announced twice at once is mailed once', async () => {
  const { db } = mail.database
  const { id: project_id } = await addProject(db)
  const issue_id = await addIssue(db, { project_id, author_id: mail.botId, service_desk: true })
  await addParticipant(db, issue_id, 'twice@customer.example')
  const data = { announce: { acknowledge: true } }
  const event = await addEvent(db, { kind: 'issue_opened', project_id, issue_id, data })
  const written = await Promise.all([mail.announce(event), mail.announce(event), mail.announce(event)])
  const { rows } = await sql`select from outbox where event_id = ${event}`.execute(db)
  assert.equal(rows.length, 1)
  assert.ok(written.flat().length >= 1)
})
