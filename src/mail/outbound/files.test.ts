import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { randomHex } from '#kernel'
import { parseMessage } from '#mail/message'
import { type MailDesk, startMailDesk } from '../../../test/support/mail-desk.ts'
import {
  addEvent,
  addIssue,
  addNote,
  addParticipant,
  addProject,
  addUser,
} from '../../../test/support/rows.ts'
import { attachmentLinks } from './index.ts'

let mail: MailDesk
let agent: number
let it: { project_id: number; issue_id: number }
before(async () => {
  mail = await startMailDesk()
  const { db } = mail.database
  agent = await addUser(db)
  const { id: project_id } = await addProject(db)
  const issue_id = await addIssue(db, { project_id, author_id: mail.botId, service_desk: true })
  await addParticipant(db, issue_id, 'ann@customer.example')
  it = { project_id, issue_id }
})
beforeEach(() => {
  mail.sink.mails.length = 0
})
after(() => mail[Symbol.asyncDispose]())

async function upload(filename: string, content_type: string, content: Buffer, values: object = {}) {
  const { digest, size } = await mail.desk.storage.put(content)
  const secret = randomHex(16)
  await mail.database.db
    .insertInto('uploads')
    .values({ project_id: it.project_id, secret, filename, content_type, size, digest, ...values })
    .execute()
  return `/uploads/${secret}/${filename}`
}

async function sent(body: string, values: object = {}) {
  const { db } = mail.database
  const note_id = await addNote(db, { ...it, author_id: agent, body, ...values })
  await mail.send(
    await mail.announce(await addEvent(db, { kind: 'note_added', ...it, note_id, actor_id: agent })),
  )
  const [one] = mail.sink.mails
  assert.ok(one)
  return parseMessage(one.raw)
}

const pdf = Buffer.from('%PDF-1.7 and so on')
const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

test('files of a note travel along, byte for byte; a picture is shown where it stands', async () => {
  const [report, shot] = [
    await upload('report.pdf', 'application/pdf', pdf),
    await upload('shot.png', 'image/png', png),
  ]
  const { attachments, html, text } = await sent(`See [report.pdf](${report})\n\n![shot](${shot})`)
  assert.deepEqual(
    attachments.map(file => [file.filename, Buffer.from(file.content).toString('latin1')]).sort(),
    [
      ['report.pdf', pdf.toString('latin1')],
      ['shot.png', png.toString('latin1')],
    ],
  )
  const cid = attachments.find(file => file.filename === 'shot.png')?.contentId
  assert.ok(cid && html?.includes(`src="cid:${cid}"`))
  assert.match(text, /See report\.pdf \(attached\)/)
  assert.doesNotMatch(text, /\/uploads\//)
})

test('what exceeds the sum goes as a link that works without an account, until it expires', async () => {
  const big = await upload('big.zip', 'application/zip', Buffer.alloc(9 * 1024 * 1024, 1))
  const more = await upload('more.zip', 'application/zip', Buffer.alloc(2 * 1024 * 1024, 2))
  const small = await upload('small.pdf', 'application/pdf', pdf)
  const { attachments, text } = await sent(`[big.zip](${big}) [more.zip](${more}) [small.pdf](${small})`)
  assert.deepEqual(
    attachments.map(file => file.filename),
    ['big.zip', 'small.pdf'],
  )
  const link = /https:\/\/desk\.example\/-\/attachments\/([0-9a-f]{32})\/(\d+)\/([0-9a-f]+)\/more\.zip/.exec(
    text,
  )
  assert.ok(link, 'the link stands in the text')
  const [, secret = '', expires = '', signature = ''] = link
  const parts = { secret, expires: Number(expires), signature }
  const { identity } = mail.desk
  const valid = (change: object, now = new Date()) =>
    attachmentLinks.isAttachmentLink(identity, { ...parts, ...change }, now)
  assert.equal(valid({}), true)
  assert.equal(valid({}, new Date(Date.now() + 91 * 24 * 3_600_000)), false)
  assert.equal(valid({ expires: parts.expires + 1 }), false)
  assert.equal(valid({ secret: 'f'.repeat(32) }), false)
  assert.equal(valid({ signature: '' }), false)
})

test("a customer's words attach no file but their own, whatever secret they name", async () => {
  const foreign = await upload('plans.pdf', 'application/pdf', pdf)
  const external = { author_id: mail.botId, external_author: 'ben@customer.example', external_name: 'Ben' }
  const { attachments } = await sent(`![x](${foreign})`, external)
  assert.deepEqual(attachments, [])
})

test("a file of another project's is not attached", async () => {
  const other = await addProject(mail.database.db)
  const foreign = await upload('plans.pdf', 'application/pdf', pdf, { project_id: other.id })
  const { attachments } = await sent(`[x](${foreign})`)
  assert.deepEqual(attachments, [])
})

test('a mail whose file cannot be read waits; it does not go without it', async () => {
  const { db } = mail.database
  const path = await upload('lost.pdf', 'application/pdf', Buffer.from('soon gone'))
  const secret = path.split('/')[2] ?? ''
  await db
    .updateTable('uploads')
    .set({ digest: 'f'.repeat(64) })
    .where('secret', '=', secret)
    .execute()
  const note_id = await addNote(db, { ...it, author_id: agent, body: `[x](${path})` })
  const ids = await mail.announce(await addEvent(db, { kind: 'note_added', ...it, note_id, actor_id: agent }))
  await mail.send(ids)
  const row = await db.selectFrom('outbox').selectAll().where('id', 'in', ids).executeTakeFirstOrThrow()
  assert.equal(row.state, 'queued')
  assert.match(row.last_error ?? '', /could not be rendered/)
  assert.equal(mail.sink.mails.length, 0)
})
