// Does nobody get more than a member may give, and does every group keep an Owner?
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type Database, freshDatabase, type Tx, transaction } from '#db'
import { createUser, ensureSupportBot, type Person } from '#users'
import { Access, groups, projects } from '../index.ts'

const { members } = projects
let desk: Database
let owner: Person
let maintainer: Person
let guest: Person
let group: number
let project: number

beforeEach(async () => {
  desk = await freshDatabase()
  await write(async tx => {
    const make = (username: string) =>
      createUser(tx, { username, name: `${username} Example`, email: `${username}@people.example` })
    owner = await make('olga')
    maintainer = await make('max')
    guest = await make('gus')
    group = (await groups.create(tx, owner, { path: 'acme' })).id
    project = (await projects.create(tx, owner, { namespaceId: group, path: 'widget' })).id
    await members.add(tx, owner, { project }, { userId: maintainer.id, accessLevel: Access.maintainer })
  })
})
afterEach(() => desk.close())

const write = <T>(run: (tx: Tx) => Promise<T>) => transaction(desk.db, run)
const add = (
  by: Person,
  place: { project: number } | { group: number },
  userId: number,
  accessLevel: number,
) => write(tx => members.add(tx, by, place, { userId, accessLevel }))
const all = { inherited: true, limit: 100, offset: 0 }
const direct = { limit: 100, offset: 0 }

test('members are listed directly, and with those of the groups above, each once at the highest level', async () => {
  await add(owner, { project }, guest.id, Access.guest)
  await add(owner, { group }, guest.id, Access.developer)
  const levels = async (filter: typeof direct) =>
    (await members.list(desk.db, owner, { project }, filter)).map(m => [m.username, m.access_level])
  assert.deepEqual(await levels(direct), [
    ['max', 40],
    ['gus', 10],
  ])
  assert.deepEqual(await levels(all), [
    ['olga', 50],
    ['max', 40],
    ['gus', 30],
  ])
  assert.equal(await members.count(desk.db, owner, { project }, { inherited: true }), 3)
  const found = await members.list(desk.db, owner, { project }, { ...all, search: 'GUS' })
  assert.deepEqual(
    found.map(m => m.username),
    ['gus'],
  )
})

test('a Maintainer takes others in up to Maintainer, and touches no Owner', async () => {
  assert.equal((await add(maintainer, { project }, guest.id, Access.maintainer)).access_level, 40)
  await assert.rejects(add(maintainer, { project }, owner.id, Access.owner), { kind: 'forbidden' })
  await assert.rejects(add(maintainer, { group }, guest.id, Access.guest), {
    kind: 'forbidden',
  })
  await write(async tx => {
    await members.change(tx, owner, { project }, guest.id, { accessLevel: Access.owner })
    await assert.rejects(members.change(tx, maintainer, { project }, guest.id, { accessLevel: 10 }), {
      kind: 'forbidden',
    })
    await assert.rejects(members.remove(tx, maintainer, { project }, guest.id), { kind: 'forbidden' })
  })
})

test('a Guest changes nobody, and may leave', async () => {
  await add(owner, { project }, guest.id, Access.guest)
  await assert.rejects(add(guest, { project }, owner.id, Access.guest), { kind: 'forbidden' })
  await assert.rejects(
    write(tx => members.remove(tx, guest, { project }, maintainer.id)),
    { kind: 'forbidden' },
  )
  await write(tx => members.remove(tx, guest, { project }, guest.id))
  await assert.rejects(
    write(tx => members.remove(tx, guest, { project }, guest.id)),
    { kind: 'not_found' },
  )
})

test('the last Owner of a group stays, whichever way they would go', async () => {
  const place = { group }
  const refused = { kind: 'forbidden', message: /last Owner/ }
  await assert.rejects(
    write(tx => members.remove(tx, owner, place, owner.id)),
    refused,
  )
  await assert.rejects(
    write(tx => members.change(tx, owner, place, owner.id, { accessLevel: Access.developer })),
    refused,
  )
  await assert.rejects(
    write(tx =>
      members.change(tx, owner, place, owner.id, { accessLevel: Access.owner, expiresAt: '2999-01-01' }),
    ),
    refused,
  )
  await add(owner, place, guest.id, Access.owner)
  await write(tx => members.remove(tx, owner, place, owner.id))
  await assert.rejects(
    write(tx => members.remove(tx, guest, place, guest.id)),
    refused,
  )
})

test('of two Owners who leave at once, one stays', async () => {
  await add(owner, { group }, guest.id, Access.owner)
  const left = await Promise.allSettled(
    [owner, guest].map(person => write(tx => members.remove(tx, person, { group }, person.id))),
  )
  assert.deepEqual(left.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})

test('a wrong level, a past day, a bot and nobody are refused by name', async () => {
  for (const level of [0, 15, 60])
    await assert.rejects(add(owner, { project }, guest.id, level), {
      fields: { access_level: ['is not included in the list'] },
    })
  await assert.rejects(
    write(tx =>
      members.add(tx, owner, { project }, { userId: guest.id, accessLevel: 10, expiresAt: '2001-01-01' }),
    ),
    { fields: { expires_at: ['cannot be a date in the past'] } },
  )
  const bot = await write(ensureSupportBot)
  await assert.rejects(add(owner, { project }, bot.id, 20), { kind: 'not_found' })
  await assert.rejects(add(owner, { project }, 999_999, 20), { kind: 'not_found' })
  await assert.rejects(add(owner, { project }, maintainer.id, 20), { kind: 'conflict' })
})

test('a level below the inherited one is refused, since it would be without effect', async () => {
  await assert.rejects(add(owner, { project }, owner.id, Access.reporter), {
    fields: { access_level: ['should be at least 50, which is inherited from acme'] },
  })
})
