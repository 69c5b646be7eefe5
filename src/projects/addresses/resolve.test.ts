// Does mail reach its project under every address that was ever published, and never another project?
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Database, freshDatabase, type Tx, transaction } from '#db'
import { createUser, type Person } from '#users'
import { groups, projectForMail, projects } from '../index.ts'
import { serviceDeskAddress } from './form.ts'
import { type MailAddresses, mailAddresses } from './patterns.ts'
import { resolveAddress } from './resolve.ts'

const box = (address: string) => ({ enabled: true, address })
const incoming = mailAddresses({ incoming_email: box('incoming+%{key}@desk.example') })
const both = mailAddresses({
  incoming_email: box('incoming+%{key}@desk.example'),
  service_desk_email: box('contact+%{key}@desk.example'),
})

let desk: Database
let root: Person
let acme: number
let widget: number

beforeEach(async () => {
  desk = await freshDatabase()
  await write(async tx => {
    root = await createUser(tx, { username: 'root', name: 'Root', email: 'r@people.example', isAdmin: true })
    acme = (await groups.create(tx, root, { path: 'Acme' })).id
    widget = await make(tx, acme, 'widget')
  })
})
afterEach(() => desk.close())

const write = <T>(run: (tx: Tx) => Promise<T>) => transaction(desk.db, run)
const make = async (tx: Tx, namespaceId: number, path: string) =>
  (await projects.create(tx, root, { namespaceId, path })).id
const setSuffix = (id: number, suffix: string | null) =>
  write(tx => projects.serviceDesk.update(tx, root, id, { project_key: suffix }, { addresses: both }))

/** The project that the address leads to; null if none. */
async function goal(address: string, addresses: MailAddresses = both): Promise<number | null> {
  const found = await resolveAddress(desk.db, addresses, address)
  return found.kind === 'project' ? found.projectId : null
}

async function shown(id: number, addresses: MailAddresses): Promise<string> {
  const project = (await projectForMail(desk.db, id)) ?? assert.fail()
  return serviceDeskAddress(project, addresses) ?? assert.fail()
}

test('the shown address is the suffix one, else generated on service_desk_email, else on incoming_email', async () => {
  assert.equal(await shown(widget, incoming), `incoming+acme-widget-${widget}-issue-@desk.example`)
  assert.equal(await shown(widget, both), `contact+acme-widget-${widget}-issue-@desk.example`)
  await setSuffix(widget, 'support')
  assert.equal(await shown(widget, both), 'contact+acme-widget-support@desk.example')
  assert.equal(await shown(widget, incoming), `incoming+acme-widget-${widget}-issue-@desk.example`)
})

test('all addresses of a project work at once', async () => {
  await setSuffix(widget, 'support')
  for (const local of [
    `incoming+acme-widget-${widget}-issue-`,
    `contact+acme-widget-${widget}-issue-`,
    'incoming+acme/widget',
    'contact+ACME-Widget-Support',
  ])
    assert.equal(await goal(`${local}@desk.example`), widget, local)
})

test('a generated address with a slug that the project never had leads nowhere', async () => {
  assert.deepEqual(await resolveAddress(desk.db, both, `incoming+other-${widget}-issue-@desk.example`), {
    kind: 'unknown',
    ours: true,
  })
})

test('renames and moves kill no address', async () => {
  await setSuffix(widget, 'support')
  const before = (await projects.serviceDesk.get(desk.db, root, widget, both)).addresses.map(a => a.address)
  assert.equal(before.length, 4)
  await write(async tx => {
    await projects.update(tx, root, widget, { path: 'gadget' })
    await groups.update(tx, root, acme, { path: 'apex' })
    const other = await groups.create(tx, root, { path: 'other' })
    await groups.move(tx, root, acme, other.id)
    await projects.transfer(tx, root, widget, other.id)
  })
  const now = await projects.serviceDesk.get(desk.db, root, widget, both)
  assert.equal(now.project.full_path, 'other/gadget')
  assert.equal(now.address, 'contact+other-gadget-support@desk.example')
  const every = [...before, ...now.addresses.map(({ address }) => address)]
  for (const address of every) assert.equal(await goal(address), widget, address)
  for (const address of before) {
    const listed = now.addresses.find(entry => entry.address === address)
    assert.equal(listed?.former, true, `${address} is listed as a former one`)
  }
  assert.deepEqual(now.addresses[0], { address: now.address, form: 'suffix', former: false })
})

test('who takes a path over does not get the mail of the one before', async () => {
  await setSuffix(widget, 'support')
  const published = (await projects.serviceDesk.get(desk.db, root, widget, both)).addresses
  const heir = await write(async tx => {
    await projects.update(tx, root, widget, { path: 'gadget' })
    return make(tx, acme, 'widget')
  })
  for (const { address } of published) assert.equal(await goal(address), widget, address)
  const own = (await projects.serviceDesk.get(desk.db, root, heir, both)).addresses
  for (const { address } of own) assert.equal(await goal(address), heir, address)
  await write(tx => projects.update(tx, root, heir, { path: 'third' }))
  for (const { address } of [...published]) assert.equal(await goal(address), widget, address)
})

test('a former suffix stays until another project takes it; a present one cannot be taken', async () => {
  await setSuffix(widget, 'support')
  await setSuffix(widget, 'help')
  assert.equal(await goal('contact+acme-widget-support@desk.example'), widget)
  const twin = await write(async tx => {
    const group = await groups.create(tx, root, { path: 'acme-widget' })
    await projects.update(tx, root, widget, { path: 'wid-get' })
    const nested = await groups.create(tx, root, { path: 'wid', parentId: acme })
    assert.ok(group.id)
    return make(tx, nested.id, 'get')
  })
  await assert.rejects(setSuffix(twin, 'help'), { fields: { project_key: ['already in use'] } })
  await setSuffix(widget, null)
  assert.equal(await goal('contact+acme-wid-get-help@desk.example'), widget)
  await setSuffix(twin, 'help')
  assert.equal(await goal('contact+acme-wid-get-help@desk.example'), twin)
})

test('of two projects that claim one suffix at once, one gets it, whoever had it before', async () => {
  const twin = await write(async tx =>
    make(tx, (await groups.create(tx, root, { path: 'wid', parentId: acme })).id, 'get'),
  )
  await write(tx => projects.update(tx, root, widget, { path: 'wid-get' }))
  const claim = (tx: Tx, id: number) =>
    projects.serviceDesk.update(tx, root, id, { project_key: 'help' }, { addresses: both })
  for (const [first, second] of [
    [widget, twin],
    [twin, widget],
  ] as const) {
    await setSuffix(twin, null)
    for (const suffix of ['help', null]) await setSuffix(widget, suffix)
    let refused: Promise<void> | undefined
    await write(async tx => {
      await claim(tx, first)
      refused = assert.rejects(
        write(other => claim(other, second)),
        { fields: { project_key: ['already in use'] } },
      )
      await someoneWaits()
    })
    await refused
    assert.equal(await goal('contact+acme-wid-get-help@desk.example'), first)
  }
})

/** Until another transaction waits for a lock of this one. */
async function someoneWaits(): Promise<void> {
  const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  for (let tries = 0; tries < 1500; tries++) {
    if ((await waiting.execute(desk.db)).rows.length > 0) return
    await setTimeout(20)
  }
  assert.fail('nobody waits')
}

test('a move onto the present suffix address of another project is refused', async () => {
  const other = await write(async tx => {
    const nested = await groups.create(tx, root, { path: 'big', parentId: acme })
    return make(tx, nested.id, 'tool')
  })
  await setSuffix(widget, 'support')
  await setSuffix(other, 'support')
  await assert.rejects(
    write(tx => projects.update(tx, root, widget, { path: 'big-tool' })),
    error => {
      assert.match(String(error), /path leads to a mail address with the suffix support/)
      return true
    },
  )
})

test('a local part over 64 characters is published with its slug cut, and the cut form works', async () => {
  const long = await write(tx => make(tx, acme, 'an-extraordinarily-long-name-for-a-project-of-ours'))
  const address = await shown(long, incoming)
  assert.ok(address.indexOf('@') <= 64, address)
  assert.match(address, new RegExp(`^incoming\\+acme-an-extraordinarily-[a-z-]*[a-z]-${long}-issue-@`))
  assert.equal(await goal(address), long)
  const whole = `incoming+acme-an-extraordinarily-long-name-for-a-project-of-ours-${long}-issue-@desk.example`
  assert.equal(await goal(whole), long, 'the form that is not cut works too')
  assert.equal(await goal(`incoming+acme-an-${long}-issue-@desk.example`), null, 'another cut does not')
  await write(tx => projects.update(tx, root, long, { path: 'short' }))
  assert.equal(await goal(address), long, 'the cut form of a former slug')
})

test('a removed project takes its addresses with it', async () => {
  const address = await shown(widget, incoming)
  await write(tx => projects.remove(tx, root, widget))
  assert.equal(await goal(address), null)
  const heir = await write(tx => make(tx, acme, 'widget'))
  assert.equal(await goal(address), null)
  assert.notEqual(heir, widget)
})
