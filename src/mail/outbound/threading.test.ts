import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '#db'
import { recordMessageId } from '#mail/threads'
import { type MailDesk, startMailDesk } from '../../../test/support/mail-desk.ts'
import { addEvent, addIssue, addNote, addParticipant, addProject } from '../../../test/support/rows.ts'
import { threadOf } from './thread.ts'

let mail: MailDesk
before(async () => {
  mail = await startMailDesk()
})
after(() => mail[Symbol.asyncDispose]())

/** A ticket that Ann opened by a mail with Ben in its Cc; Eve was added later by the team. */
async function ticket() {
  const { db } = mail.database
  const project = await addProject(db)
  const id = await addIssue(db, {
    project_id: project.id,
    author_id: mail.botId,
    title: 'Changed by the team',
    service_desk: true,
  })
  const first = `first-${id}@customer.example`
  const raw = await db
    .insertInto('raw_mails')
    .values({ digest: Buffer.from('x'), size: 1, head: Buffer.from('x') })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('inbox')
    .values({
      raw_mail_id: raw.id,
      ingress: 'smtp',
      project_id: project.id,
      issue_id: id,
      message_id: first,
      subject: 'AW: Printer on fire',
      ending: 'ticket_opened',
      settled_at: new Date(),
    })
    .execute()
  await received(project.id, id, first, 'ann@customer.example')
  await addParticipant(db, id, 'ann@customer.example')
  await addParticipant(db, id, 'ben@customer.example', { origin: 'cc' })
  await addParticipant(db, id, 'eve@customer.example', { origin: 'added' })
  return { id, project_id: project.id, first }
}

const received = (projectId: number, issueId: number, messageId: string, author: string) =>
  transaction(mail.database.db, tx =>
    recordMessageId(tx, { projectId, issueId, messageId, direction: 'in', author }),
  )

/** A note of the team; its mails by recipient's first name. */
async function note({ id: issue_id, project_id }: { id: number; project_id: number }) {
  const { db } = mail.database
  const author_id = mail.botId
  const note_id = await addNote(db, { project_id, issue_id, author_id, body: 'Hello' })
  const ids = await mail.announce(await addEvent(db, { kind: 'note_added', project_id, issue_id, note_id }))
  const rows = await db.selectFrom('outbox').selectAll().where('id', 'in', ids).execute()
  const of = (name: string) => {
    const row = rows.find(candidate => candidate.recipient.startsWith(name))
    assert.ok(row)
    return row
  }
  return { ann: of('ann'), ben: of('ben'), eve: of('eve') }
}

test("the first answer answers the customer's mail, for her and for those who had a copy of it", async () => {
  const it = await ticket()
  const { ann, ben, eve } = await note(it)
  for (const row of [ann, ben]) {
    assert.equal(row.in_reply_to, it.first)
    assert.deepEqual(row.reference_ids, [`reply-${row.reply_key}@desk.example`, it.first])
  }
  // Eve never had that mail: to name it would answer something that is not in her mailbox, and tell whose host it has.
  assert.equal(eve.in_reply_to, null)
  assert.deepEqual(eve.reference_ids, [`reply-${eve.reply_key}@desk.example`])
})

test('three answers make one conversation: the root stays, the parent is the last mail seen', async () => {
  const it = await ticket()
  const one = await note(it)
  const two = await note(it)
  const reply = `reply-${it.id}@customer.example`
  await received(it.project_id, it.id, reply, 'Ann@customer.example')
  const three = await note(it)
  assert.equal(three.ann.in_reply_to, reply)
  assert.deepEqual(three.ann.reference_ids, [
    it.first,
    one.ann.message_id,
    two.ann.message_id,
    `reply-${three.ann.reply_key}@desk.example`,
    reply,
  ])
  assert.equal(three.eve.in_reply_to, two.eve.message_id)
  assert.equal(three.eve.reference_ids[0], one.eve.message_id)
})

test("nobody's mail names a mail that only somebody else has", async () => {
  const it = await ticket()
  const reply = `secret-host-${it.id}@internal.customer.example`
  await received(it.project_id, it.id, reply, 'ann@customer.example')
  const one = await note(it)
  const { ben, eve } = await note(it)
  const foreign = [reply, one.ann.message_id]
  for (const row of [ben, eve])
    assert.deepEqual(
      [row.in_reply_to ?? '', ...row.reference_ids].filter(id => foreign.includes(id)),
      [],
    )
})

test("the customer's own subject stays the base, whatever the team calls the ticket", async () => {
  const it = await ticket()
  const { ann } = await note(it)
  assert.match(ann.subject, /^Re: Printer on fire \(#\d+\)$/)
})

test('a mail that had no Message-ID is not answered by one that we made up', () => {
  const seen = { first: 'abc@synthetic.deskbell.invalid', oldest: null, recent: [] }
  assert.deepEqual(threadOf(seen, null), { inReplyTo: null, references: [] })
})

test('a long conversation names its root and its end', () => {
  const recent = Array.from({ length: 50 }, (_, n) => `${n}@x`)
  const { inReplyTo, references } = threadOf({ first: 'root@x', oldest: '0@x', recent }, 'key@x')
  assert.equal(inReplyTo, '49@x')
  assert.equal(references[0], 'root@x')
  assert.deepEqual(references.slice(-2), ['key@x', '49@x'])
  assert.ok(references.length <= 13)
})
