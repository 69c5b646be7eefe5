// Are there one Support Bot, one identity, and people who are found however they are named?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshDatabase, transaction } from '#db'
import {
  accounts,
  createUser,
  ensureSupportBot,
  findPerson,
  instanceIdentity,
  supportBot,
  updateUser,
} from '#users'

const ada = { username: 'Ada.L', name: ' Ada ', email: ' Ada@People.Example ', password: 'a long password' }

test('the Support Bot is made once and has no way in', async () => {
  await using database = await freshDatabase()
  const { db } = database
  await assert.rejects(supportBot(db), /migrated/)
  const first = await transaction(db, ensureSupportBot)
  const again = await transaction(db, ensureSupportBot)
  assert.deepEqual(again, first)
  assert.deepEqual(await supportBot(db), first)
  assert.equal(first.isBot, true)
  assert.deepEqual(await db.selectFrom('accounts').select('id').execute(), [])
  assert.equal(await accounts.count(db, { bots: false }), 0)
})

test('two nodes that start at once agree on one identity', async () => {
  await using database = await freshDatabase()
  const [one, other] = await Promise.all([
    transaction(database.db, instanceIdentity),
    transaction(database.db, instanceIdentity),
  ])
  assert.deepEqual(one, other)
  assert.match(one.secret, /^[0-9a-f]{64}$/)
})

test('a person is found by id, username and address, whatever the case of letters', async () => {
  await using database = await freshDatabase()
  const { db } = database
  const person = await transaction(db, tx => createUser(tx, ada))
  assert.equal(person.name, 'Ada')
  for (const who of [person.id, 'ada.l', 'ADA.L', 'ada@people.example', 'ADA@PEOPLE.EXAMPLE'])
    assert.deepEqual(await findPerson(db, who), person, String(who))
  for (const who of [0, -1, 2 ** 60, Number.NaN, 'ada', '', 'ada@'])
    assert.equal(await findPerson(db, who), undefined, String(who))
})

test('a username that a group has taken makes no half person', async () => {
  await using database = await freshDatabase()
  const { db } = database
  await db
    .insertInto('namespaces')
    .values({ kind: 'group', path: 'ada.l', full_path: 'ada.l', name: 'Ada' })
    .execute()
  const taken = transaction(db, tx => createUser(tx, ada))
  await assert.rejects(taken, { kind: 'conflict', message: 'Username has already been taken by a group' })
  assert.equal(await findPerson(db, ada.username), undefined)
})

test('names and addresses that would break paths or headers are refused by field', async () => {
  await using database = await freshDatabase()
  const refused = (change: object, field: string) =>
    assert.rejects(
      transaction(database.db, tx => createUser(tx, { ...ada, ...change })),
      (error: { fields: object }) => Object.keys(error.fields).join() === field,
      JSON.stringify(change),
    )
  for (const username of ['', '-a', 'a b', 'a/b', 'ä', 'a.git', 'x.', 'API', 'a'.repeat(256)])
    await refused({ username }, 'username')
  for (const email of [
    '',
    'a',
    'a@',
    '@b',
    'a@b@c',
    'a b@c',
    'a@b..c',
    'a\r\n@b',
    'a,b@c',
    `${'a'.repeat(251)}@b.c`,
  ])
    await refused({ email }, 'email')
  for (const name of ['', '  ', 'a\nBcc: b', 'a'.repeat(256)]) await refused({ name }, 'name')
  for (const password of ['short', 'x'.repeat(129)]) await refused({ password }, 'password')
})

test('a changed address is stored in lower case, and an unknown user is not found', async () => {
  await using database = await freshDatabase()
  const { db } = database
  const { id } = await transaction(db, tx => createUser(tx, ada))
  const row = await transaction(db, tx => updateUser(tx, id, { email: 'New@People.Example' }))
  assert.equal(row.email, 'new@people.example')
  await assert.rejects(
    transaction(db, tx => updateUser(tx, id + 1, { name: 'x' })),
    { kind: 'not_found' },
  )
})
