import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '#db'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
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
import { outbox, subscription } from './index.ts'

let mail: MailDesk
let root: Person
let maintainer: Person
let developer: Person
let project_id: number
let issue_id: number
let outboxId: number
let key: string

before(async () => {
  mail = await startMailDesk()
  const { db } = mail.database
  const person = async (isAdmin = false) => {
    const id = await addUser(db, { is_admin: isAdmin })
    return { id, username: `u${id}`, name: `U ${id}`, isAdmin, isBot: false }
  }
  root = await person(true)
  maintainer = await person()
  developer = await person()
  project_id = (await addProject(db)).id
  await addMember(db, {
    user_id: maintainer.id,
    project_id,
    access_level: 40,
    notification_level: 'disabled',
  })
  await addMember(db, { user_id: developer.id, project_id, access_level: 30, notification_level: 'watch' })
  issue_id = await addIssue(db, { project_id, author_id: mail.botId, confidential: true, service_desk: true })
  await addParticipant(db, issue_id, 'Ann@customer.example')
  outboxId = (await note())[0] ?? 0
  const row = await db.selectFrom('outbox').selectAll().where('id', '=', outboxId).executeTakeFirstOrThrow()
  key = row.reply_key ?? ''
})
after(() => mail[Symbol.asyncDispose]())

async function note(): Promise<number[]> {
  const { db } = mail.database
  const ids = { project_id, issue_id }
  const note_id = await addNote(db, { ...ids, author_id: root.id, body: 'Hello **you**' })
  return mail.announce(await addEvent(db, { kind: 'note_added', ...ids, note_id, actor_id: root.id }))
}

const refused = (kind: 'forbidden' | 'not_found' | 'unauthenticated') => (error: unknown) =>
  isDeskError(error, kind)

test('administrators see all mails, maintainers those of their project, others none', async () => {
  const { db } = mail.database
  const other = await addProject(db)
  const ids = async (viewer: Person | null, projectId?: number) =>
    (await outbox.list(db, viewer, { projectId, limit: 10 })).map(row => row.id)
  assert.ok((await ids(root)).includes(outboxId))
  assert.ok((await ids(maintainer, project_id)).includes(outboxId))
  assert.deepEqual(await ids(root, other.id), [])
  await assert.rejects(ids(maintainer), refused('forbidden'))
  await assert.rejects(ids(developer, project_id), refused('forbidden'))
  await assert.rejects(ids(maintainer, other.id), refused('not_found'))
  await assert.rejects(ids(null), refused('unauthenticated'))
})

test('the list is newest first, in pages, and can be asked for a state or an address', async () => {
  const { db } = mail.database
  await note()
  const all = await outbox.list(db, root, { limit: 100 })
  assert.deepEqual(
    all.map(row => row.id),
    all.map(row => row.id).sort((a, b) => b - a),
  )
  const next = await outbox.list(db, root, { limit: 100, before: all[0]?.id })
  assert.deepEqual(next, all.slice(1))
  assert.deepEqual(await outbox.list(db, root, { state: 'failed', limit: 100 }), [])
  const anns = await outbox.list(db, root, { recipient: 'ann@CUSTOMER.example', limit: 100 })
  assert.deepEqual(
    anns,
    all.filter(row => row.recipient === 'Ann@customer.example'),
  )
})

test('a mail can be looked at before it leaves and after; a mail of another project cannot', async () => {
  const before = await outbox.show(mail.desk, maintainer, outboxId, project_id)
  assert.match(before.text_body, /Hello \*\*you\*\*/)
  assert.match(before.html_body, /<strong>you<\/strong>/)
  await mail.send([outboxId])
  const sent = await outbox.show(mail.desk, maintainer, outboxId, project_id)
  assert.equal(sent.text_body, before.text_body)
  const other = await addProject(mail.database.db)
  await assert.rejects(outbox.show(mail.desk, root, outboxId, other.id), refused('not_found'))
})

test('an unsubscription by the key of a mail ends the mail for its recipient alone, once, and can be taken back', async () => {
  const { db } = mail.database
  await addParticipant(db, issue_id, 'ben@customer.example')
  const recipients = async () => {
    const rows = await db
      .selectFrom('outbox')
      .select('recipient')
      .where('id', 'in', await note())
      .execute()
    return rows.map(row => row.recipient).filter(address => address.endsWith('@customer.example'))
  }
  const change = (act: typeof subscription.unsubscribe) => transaction(db, tx => act(tx, key))
  assert.equal((await subscription.findSubscription(db, key))?.subscribed, true)
  assert.equal((await change(subscription.unsubscribe))?.subscribed, false)
  assert.equal((await change(subscription.unsubscribe))?.subscribed, false)
  assert.deepEqual(await recipients(), ['ben@customer.example'])
  assert.equal((await change(subscription.resubscribe))?.subscribed, true)
  assert.deepEqual((await recipients()).sort(), ['Ann@customer.example', 'ben@customer.example'])
  const told = await db
    .selectFrom('notes')
    .select('body')
    .where('issue_id', '=', issue_id)
    .where('system', '=', true)
    .orderBy('id')
    .execute()
  assert.equal(told.length, 2, 'each change is told once')
})

test('the key of a member ends the mails of this issue, not of others', async () => {
  const { db } = mail.database
  const find = async () => {
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('id', 'in', await note())
      .execute()
    return rows.find(row => row.user_id === developer.id)
  }
  const mine = await find()
  assert.ok(mine?.reply_key)
  const memberKey = mine.reply_key
  await transaction(db, tx => subscription.unsubscribe(tx, memberKey))
  assert.equal(await find(), undefined)
})

test('a key of nobody, or of a ticket that is gone, changes nothing', async () => {
  const { db } = mail.database
  assert.equal(await transaction(db, tx => subscription.unsubscribe(tx, 'f'.repeat(32))), null)
  await db.deleteFrom('issues').where('id', '=', issue_id).execute()
  assert.equal(await transaction(db, tx => subscription.unsubscribe(tx, key)), null)
})
