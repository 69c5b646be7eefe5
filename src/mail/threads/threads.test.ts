import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Database, freshDatabase, transaction } from '#db'
import { addIssue, addMember, addParticipant, addProject, addUser } from '../../../test/support/rows.ts'
import {
  createReplyKey,
  findByMessageIds,
  findReplyKey,
  mayJoin,
  recordAddresses,
  recordMessageId,
} from './index.ts'

let database: Database
let project: { id: number }
let author: number
const inAnHour = () => new Date(Date.now() + 3_600_000)
const ticket = () => addIssue(database.db, { project_id: project.id, author_id: author })

before(async () => {
  database = await freshDatabase()
  project = await addProject(database.db)
  author = await addUser(database.db)
})
after(() => database.close())

test('a reply key names ticket and recipient, whatever became of its case on the way', async () => {
  const { db } = database
  const issueId = await ticket()
  const key = await transaction(db, tx =>
    createReplyKey(tx, { issueId, recipient: 'Ann@customer.example', expiresAt: inAnHour() }),
  )
  assert.match(key, /^[0-9a-f]{32}$/)
  assert.deepEqual(await findReplyKey(db, key.toUpperCase()), {
    key,
    issueId,
    projectId: project.id,
    noteId: null,
    recipient: 'Ann@customer.example',
    userId: null,
    expired: false,
  })
})

test('a key that nobody made, or that is none, names nothing', async () => {
  assert.equal(await findReplyKey(database.db, 'f'.repeat(32)), null)
  assert.equal(await findReplyKey(database.db, "' or 1=1 --"), null)
})

test('an old key says that it has expired', async () => {
  const issueId = await ticket()
  const key = await transaction(database.db, tx =>
    createReplyKey(tx, {
      issueId,
      recipient: 'ann@customer.example',
      expiresAt: new Date(Date.now() - 1000),
    }),
  )
  assert.equal((await findReplyKey(database.db, key))?.expired, true)
})

test('the key of a deleted ticket is known, and says that there is no ticket', async () => {
  const { db } = database
  const issueId = await ticket()
  const key = await transaction(db, tx =>
    createReplyKey(tx, { issueId, recipient: 'ann@customer.example', expiresAt: inAnHour() }),
  )
  await db.deleteFrom('issues').where('id', '=', issueId).execute()
  const found = await findReplyKey(db, key)
  assert.equal(found?.issueId, null)
  assert.equal(found?.projectId, null)
})

test('a ticket that moved, and moved again, is found by its old key and its old Message-IDs', async () => {
  const { db } = database
  const elsewhere = await addProject(db)
  const [first, second] = [await ticket(), await ticket()]
  const last = await addIssue(db, { project_id: elsewhere.id, author_id: author })
  const key = await transaction(db, async tx => {
    await recordMessageId(tx, {
      projectId: project.id,
      messageId: 'moved@x',
      issueId: first,
      direction: 'in',
    })
    return createReplyKey(tx, { issueId: first, recipient: 'ann@customer.example', expiresAt: inAnHour() })
  })
  await db.updateTable('issues').set({ moved_to_id: second }).where('id', '=', first).execute()
  await db.updateTable('issues').set({ moved_to_id: last }).where('id', '=', second).execute()
  const found = await findReplyKey(db, key)
  assert.deepEqual([found?.issueId, found?.projectId], [last, elsewhere.id])
  const match = await findByMessageIds(db, project.id, ['moved@x'])
  assert.deepEqual([match?.issueId, match?.projectId], [last, elsewhere.id])
})

test('tickets that moved in a circle end nowhere in particular, but end', async () => {
  const { db } = database
  const [one, other] = [await ticket(), await ticket()]
  const key = await transaction(db, tx =>
    createReplyKey(tx, { issueId: one, recipient: 'ann@customer.example', expiresAt: inAnHour() }),
  )
  await db.updateTable('issues').set({ moved_to_id: other }).where('id', '=', one).execute()
  await db.updateTable('issues').set({ moved_to_id: one }).where('id', '=', other).execute()
  assert.ok([one, other].includes((await findReplyKey(db, key))?.issueId ?? 0))
})

test('the first Message-ID that is known wins, in the order in which they are asked', async () => {
  const { db } = database
  const [older, newer] = [await ticket(), await ticket()]
  await transaction(db, async tx => {
    await recordMessageId(tx, { projectId: project.id, messageId: 'Old@x', issueId: older, direction: 'in' })
    await recordMessageId(tx, { projectId: project.id, messageId: 'new@x', issueId: newer, direction: 'out' })
  })
  assert.equal((await findByMessageIds(db, project.id, ['nobody@x', 'new@x', 'Old@x']))?.issueId, newer)
  assert.equal((await findByMessageIds(db, project.id, ['Old@x', 'new@x']))?.issueId, older)
})

test('Message-IDs differ by case, and nothing matches on an empty one', async () => {
  assert.equal(await findByMessageIds(database.db, project.id, ['old@x']), null)
  assert.equal(await findByMessageIds(database.db, project.id, ['']), null)
  assert.equal(await findByMessageIds(database.db, project.id, []), null)
})

test("threads never cross projects: another project's Message-ID does not match", async () => {
  const { db } = database
  const other = await addProject(db)
  const issueId = await ticket()
  await transaction(db, tx =>
    recordMessageId(tx, { projectId: project.id, messageId: 'here@x', issueId, direction: 'in' }),
  )
  assert.equal(await findByMessageIds(db, other.id, ['here@x']), null)
})

test('a Message-ID belongs to the ticket that had it first', async () => {
  const { db } = database
  const [first, second] = [await ticket(), await ticket()]
  const record = (issueId: number) =>
    transaction(db, tx =>
      recordMessageId(tx, { projectId: project.id, messageId: 'twice@x', issueId, direction: 'in' }),
    )
  assert.equal(await record(first), true)
  assert.equal(await record(second), false)
  assert.equal((await findByMessageIds(db, project.id, ['twice@x']))?.issueId, first)
})

test('participants, those named on a mail of the ticket and members may join it; strangers and the blocked may not', async () => {
  const { db } = database
  const issueId = await ticket()
  await addParticipant(db, issueId, 'ann@customer.example')
  await transaction(db, async tx => {
    await recordAddresses(tx, issueId, ['Colleague@customer.example', 'colleague@customer.example'])
    await recordAddresses(tx, issueId, ['colleague@customer.example'])
  })
  for (const [email, state] of [
    ['member@team.example', 'active'],
    ['gone@team.example', 'blocked'],
  ] as const) {
    const user_id = await addUser(db, { email, state })
    await addMember(db, { user_id, project_id: project.id, access_level: 20 })
  }
  await addUser(db, { email: 'elsewhere@team.example' })
  const joins = (address: string) => mayJoin(db, issueId, address)
  assert.equal(await joins('ANN@customer.example'), true)
  assert.equal(await joins('colleague@customer.example'), true)
  assert.equal(await joins('member@team.example'), true)
  assert.equal(await joins('gone@team.example'), false)
  assert.equal(await joins('elsewhere@team.example'), false)
  assert.equal(await joins('stranger@customer.example'), false)
})
