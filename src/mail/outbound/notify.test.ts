import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
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

let mail: MailDesk
let agent: number
before(async () => {
  mail = await startMailDesk()
  agent = await addUser(mail.database.db, { name: 'Ada Agent', username: 'secret-ada' })
})
after(() => mail[Symbol.asyncDispose]())

/** A ticket of Ann, with Ben in its Cc, in a project of its own. */
async function ticket(values: { projectId?: number; confidential?: boolean } = {}) {
  const { db } = mail.database
  const project_id = values.projectId ?? (await addProject(db)).id
  const id = await addIssue(db, {
    project_id,
    author_id: mail.botId,
    title: 'Printer on fire',
    confidential: values.confidential ?? true,
    service_desk: true,
    service_desk_reply_to: 'Ann@customer.example',
  })
  await addParticipant(db, id, 'Ann@customer.example', { name: 'Ann' })
  return { id, project_id, issue_id: id }
}
type Ticket = Awaited<ReturnType<typeof ticket>>

async function mails(of: Ticket) {
  const { rows } = await sql<{
    id: number
    kind: string
    recipient: string
    subject: string
    automatic: boolean
    state: string
    reply_key: string
    message_id: string
    in_reply_to: string | null
    reference_ids: string[]
  }>`select * from outbox where issue_id = ${of.id} order by id`.execute(mail.database.db)
  return rows
}
const sentTo = async (of: Ticket) => (await mails(of)).map(row => `${row.kind} ${row.recipient}`)

async function happens(
  of: Ticket,
  kind: string,
  values: { actor?: number; note?: number; data?: object } = {},
) {
  const { id: issue_id, project_id } = of
  const eventId = await addEvent(mail.database.db, {
    kind,
    project_id,
    issue_id,
    actor_id: values.actor ?? mail.botId,
    ...(values.note === undefined ? {} : { note_id: values.note }),
    data: values.data ?? {},
  })
  return { eventId, written: await mail.announce(eventId) }
}

async function noted(of: Ticket, values: Parameters<typeof addNote>[1] | object = {}, data: object = {}) {
  const note = await addNote(mail.database.db, {
    project_id: of.project_id,
    issue_id: of.id,
    author_id: agent,
    body: 'Hello',
    ...values,
  })
  const actor = 'author_id' in values ? (values.author_id as number) : agent
  return happens(of, 'note_added', { note, actor, data })
}

const watcher = async (of: Ticket, level: string, access_level = 20) => {
  const { db } = mail.database
  const user_id = await addUser(db)
  const notification_level = level as 'watch'
  await addMember(db, { user_id, project_id: of.project_id, access_level, notification_level })
  return {
    user_id,
    email: `${(await db.selectFrom('users').select('email').where('id', '=', user_id).executeTakeFirstOrThrow()).email}`,
  }
}

test('who opened a ticket by mail is thanked, and so is the Cc; nobody is thanked unasked', async () => {
  const asked = await ticket()
  await addParticipant(mail.database.db, asked.id, 'ben@customer.example', { origin: 'cc' })
  await addParticipant(mail.database.db, asked.id, 'eve@customer.example', { origin: 'added' })
  await happens(asked, 'issue_opened', { data: { announce: { acknowledge: true } } })
  assert.deepEqual(await sentTo(asked), ['thank_you Ann@customer.example', 'thank_you ben@customer.example'])
  const silent = await ticket()
  await happens(silent, 'issue_opened', { data: { announce: { acknowledge: false } } })
  await happens(silent, 'issue_opened')
  assert.deepEqual(await sentTo(silent), [])
})

test('a public note goes to each participant, each by a mail and a reply key of its own', async () => {
  const it = await ticket()
  await addParticipant(mail.database.db, it.id, 'ben@customer.example', { origin: 'cc' })
  await noted(it)
  const rows = await mails(it)
  assert.deepEqual(
    rows.map(row => row.recipient),
    ['Ann@customer.example', 'ben@customer.example'],
  )
  assert.equal(new Set(rows.map(row => row.reply_key)).size, 2)
  assert.equal(new Set(rows.map(row => row.message_id)).size, 2)
  assert.match(rows[0]?.subject ?? '', /^Re: Printer on fire \(#\d+\)$/)
  assert.equal(rows[0]?.automatic, false)
})

test('a participant gets the notes of the others, not the own one back', async () => {
  const it = await ticket()
  await addParticipant(mail.database.db, it.id, 'ben@customer.example', { origin: 'cc' })
  await noted(it, { author_id: mail.botId, external_author: 'ANN@customer.example', external_name: 'Ann' })
  assert.deepEqual(await sentTo(it), ['new_note ben@customer.example'])
  const other = await ticket()
  // She writes from one address and asks for answers at another.
  await noted(
    other,
    { author_id: mail.botId, external_author: 'ann@phone.example' },
    { announce: { writer: 'ann@customer.example' } },
  )
  assert.deepEqual(await sentTo(other), [])
})

test('internal notes, system notes, and notes of strangers and machines never leave for a customer', async () => {
  const it = await ticket()
  await noted(it, { internal: true })
  await noted(it, { system: true, system_action: 'closed' })
  await noted(it, { author_id: mail.botId, external_author: 'x@evil.example', flag: 'unknown_sender' })
  await noted(it, { author_id: mail.botId, external_author: 'x@customer.example', flag: 'automatic_reply' })
  await happens(it, 'issue_updated')
  await happens(it, 'note_updated', { data: { mentionedUserIds: [] } })
  await happens(it, 'assignees_changed', { data: { addedAssigneeIds: [agent] } })
  assert.deepEqual(
    (await sentTo(it)).filter(line => !line.startsWith('member')),
    [],
  )
})

test('a new participant is greeted, unless the caller says that the acknowledgement does so', async () => {
  const it = await ticket()
  await addParticipant(mail.database.db, it.id, 'ben@customer.example', { origin: 'added' })
  await happens(it, 'participant_added', {
    data: { email: 'ben@customer.example', announce: { silent: true } },
  })
  assert.deepEqual(await sentTo(it), [])
  await happens(it, 'participant_added', { data: { email: 'ben@customer.example' } })
  assert.deepEqual(await sentTo(it), ['new_participant ben@customer.example'])
})

test('closing and opening again is mailed only if the project wants it', async () => {
  const it = await ticket()
  await happens(it, 'issue_closed', { actor: agent })
  assert.deepEqual(await sentTo(it), [])
  await mail.database.db
    .insertInto('service_desk_settings')
    .values({ project_id: it.project_id, mail_on_close: true })
    .execute()
  await happens(it, 'issue_closed', { actor: agent })
  await happens(it, 'issue_reopened', { actor: agent })
  assert.deepEqual(await sentTo(it), ['closed Ann@customer.example', 'reopened Ann@customer.example'])
})

test('the unsubscribed, the undeliverable, and everybody where Service Desk is off get nothing', async () => {
  const { db } = mail.database
  const it = await ticket()
  await addParticipant(db, it.id, 'gone@customer.example')
  await addParticipant(db, it.id, 'dead@customer.example')
  await sql`update issue_email_participants set unsubscribed_at = now() where email = 'gone@customer.example'`.execute(
    db,
  )
  await db
    .insertInto('undeliverable_addresses')
    .values({ email: 'dead@customer.example', reason: '5.1.1' })
    .execute()
  await noted(it)
  assert.deepEqual(await sentTo(it), ['new_note Ann@customer.example'])
  const off = await ticket()
  await db
    .insertInto('service_desk_settings')
    .values({ project_id: off.project_id, service_desk_enabled: false })
    .execute()
  await noted(off)
  assert.deepEqual(await sentTo(off), [])
})

test('members hear by their level: watchers of all, the involved of theirs, the mentioned of mentions, others of nothing', async () => {
  const it = await ticket()
  const watch = await watcher(it, 'watch')
  const participating = await watcher(it, 'participating')
  const mention = await watcher(it, 'mention')
  const disabled = await watcher(it, 'disabled')
  await happens(it, 'issue_opened')
  assert.deepEqual(await sentTo(it), [`member_new_ticket ${watch.email}`])

  await noted(it, { author_id: participating.user_id, internal: true })
  const second = (await sentTo(it)).slice(1)
  assert.deepEqual(second, [`member_note ${watch.email}`])

  const everybody = [watch, participating, mention, disabled].map(member => member.user_id)
  await noted(it, { internal: true }, { mentionedUserIds: everybody })
  assert.deepEqual(
    (await sentTo(it)).slice(2).sort(),
    [
      `member_mention ${watch.email}`,
      `member_mention ${participating.email}`,
      `member_mention ${mention.email}`,
    ].sort(),
  )
})

test('an assignee is told, once, and nobody is told of what they did themselves', async () => {
  const it = await ticket()
  const [one, other] = [await watcher(it, 'participating'), await watcher(it, 'watch')]
  const data = { addedAssigneeIds: [one.user_id, other.user_id] }
  await happens(it, 'assignees_changed', { actor: other.user_id, data })
  assert.deepEqual(await sentTo(it), [`member_assigned ${one.email}`])
  await happens(it, 'issue_closed', { actor: other.user_id })
  assert.deepEqual(await sentTo(it), [`member_assigned ${one.email}`])
})

test('a subscription comes before the level, and so does its end', async () => {
  const it = await ticket()
  const [wants, wantsNot] = [await watcher(it, 'disabled'), await watcher(it, 'watch')]
  for (const [user, subscribed] of [
    [wants, true],
    [wantsNot, false],
  ] as const)
    await mail.database.db
      .insertInto('issue_subscriptions')
      .values({ issue_id: it.id, user_id: user.user_id, subscribed })
      .execute()
  await noted(it, { internal: true })
  assert.deepEqual(await sentTo(it), [`member_note ${wants.email}`])
})

test('guests hear of what they may read, never of confidential tickets nor of internal notes', async () => {
  const hidden = await ticket()
  await watcher(hidden, 'watch', 10)
  await noted(hidden, { internal: true })
  await noted(hidden, {}, {})
  assert.deepEqual(
    (await sentTo(hidden)).filter(line => line.startsWith('member')),
    [],
  )
  const open = await ticket({ confidential: false })
  const guest = await watcher(open, 'watch', 10)
  await noted(open, { internal: true })
  assert.deepEqual(
    (await sentTo(open)).filter(line => line.startsWith('member')),
    [],
  )
  await noted(open)
  assert.ok((await sentTo(open)).includes(`member_note ${guest.email}`))
})

test('a job that is repeated writes nothing twice', async () => {
  const it = await ticket()
  const { eventId, written } = await noted(it)
  assert.equal(written.length, 1)
  assert.deepEqual(await mail.announce(eventId), [])
  assert.equal((await mails(it)).length, 1)
})

test('each mail brings its job', async () => {
  const it = await ticket()
  const [outboxId] = (await noted(it)).written
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from graphile_worker._private_jobs where payload ->> 'outboxId' = ${String(outboxId)}`.execute(
    mail.database.db,
  )
  assert.equal(rows[0]?.n, 1)
})

test('an event whose issue is gone mails nobody', async () => {
  assert.deepEqual(await mail.announce(999_999), [])
})
