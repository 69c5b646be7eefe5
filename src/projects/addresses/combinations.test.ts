// Does every kind of address lead where it should, on every kind of mailbox, alone and beside another one?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Database, freshDatabase, type Tx, transaction } from '#db'
import { createUser, type Person } from '#users'
import { groups, projectForMail, projects } from '../index.ts'
import { generatedKey, maxLocalPart, replyAddress, serviceDeskAddress, unsubscribeAddress } from './form.ts'
import { type AddressPattern, addressFor, type MailAddresses, mailAddresses } from './patterns.ts'
import { type Resolved, resolveAddress } from './resolve.ts'
import { slugOf } from './slug.ts'

const key = '0123456789abcdef0123456789abcdef'
const longName = 'an-extraordinarily-long-name-for-a-project-of-ours'

let desk: Database
let root: Person
let acme: number
/** acme/widget, suffix `support`. */
let widget: number
/** acme/an-extraordinarily-… */
let long: number

before(async () => {
  desk = await freshDatabase()
  await write(async tx => {
    root = await createUser(tx, { username: 'root', name: 'Root', email: 'r@people.example', isAdmin: true })
    acme = (await groups.create(tx, root, { path: 'acme' })).id
    widget = (await projects.create(tx, root, { namespaceId: acme, path: 'widget' })).id
    long = (await projects.create(tx, root, { namespaceId: acme, path: longName })).id
    const wanted = { project_key: 'support' }
    await projects.serviceDesk.update(tx, root, widget, wanted, { addresses: both('in+%{key}@a.example') })
  })
})
after(() => desk.close())

const write = <T>(run: (tx: Tx) => Promise<T>) => transaction(desk.db, run)
const box = (address: string) => ({ enabled: true, address })
const serviceDesk = 'contact+%{key}@desk.example'

function both(incoming: string | undefined, other: string | undefined = serviceDesk): MailAddresses {
  return mailAddresses({
    incoming_email: incoming === undefined ? undefined : box(incoming),
    service_desk_email: other === undefined ? undefined : box(other),
  })
}

const keyedForms = {
  'sub-addressing': 'incoming+%{key}@',
  'a dash': 'incoming-%{key}@',
  'a dot': 'incoming.%{key}@',
  'a text behind the key': '%{key}.desk@',
  'a catch-all': '%{key}@',
}

/** Every setting of the two mailboxes that differs in what fits what. */
const settings: [what: string, addresses: MailAddresses][] = [
  ...Object.entries(keyedForms).flatMap(([what, local]): [string, MailAddresses][] => [
    [`incoming_email alone with ${what}`, mailAddresses({ incoming_email: box(`${local}desk.example`) })],
    [`both on domains of their own, incoming_email with ${what}`, both(`${local}mail.example`)],
    [`both on one domain, incoming_email with ${what}`, both(`${local}desk.example`)],
  ]),
  ['service_desk_email alone', both(undefined)],
  ['service_desk_email beside one for replies only', both('support@desk.example')],
  ['service_desk_email beside one for replies that is its bare form', both('contact@desk.example')],
  ['both of one word, told apart by the separator', both('contact-%{key}@desk.example')],
  ['the one begins as the other', both('contact+%{key}@desk.example', 'contact+sd+%{key}@desk.example')],
  ['the one ends as the other', both('contact+%{key}@desk.example', 'contact+%{key}.sd@desk.example')],
  ['written in capitals', both('Incoming+%{key}@DESK.example', 'Contact+%{key}@Desk.Example')],
]

const nowhere: Resolved = { kind: 'unknown', ours: true }
const project = (id: number, form: 'generated' | 'suffix' | 'legacy'): Resolved => ({
  kind: 'project',
  projectId: id,
  form,
})

type Kind = { local(pattern: AddressPattern): string; leads(onServiceDesk: boolean): Resolved }

/** Every kind of SPEC §3, and where it leads on which of the mailboxes. */
const kinds: Record<string, Kind> = {
  generated: {
    local: () => `acme-widget-${widget}-issue-`,
    leads: () => project(widget, 'generated'),
  },
  'generated and cut': {
    local: pattern => generatedKey(pattern, long, slugOf(`acme/${longName}`)),
    leads: () => project(long, 'generated'),
  },
  'generated and longer than RFC 5321 asks servers to take': {
    local: () => `${slugOf(`acme/${longName}`)}-${long}-issue-`,
    leads: () => project(long, 'generated'),
  },
  'generated for a slug that the project never had': {
    local: () => `acme-gadget-${widget}-issue-`,
    leads: () => nowhere,
  },
  legacy: {
    local: () => 'acme/widget',
    leads: onServiceDesk => (onServiceDesk ? nowhere : project(widget, 'legacy')),
  },
  suffix: {
    local: () => 'acme-widget-support',
    leads: onServiceDesk => (onServiceDesk ? project(widget, 'suffix') : nowhere),
  },
  'a suffix of nobody': { local: () => 'acme-widget-sales', leads: () => nowhere },
  reply: { local: () => key, leads: () => ({ kind: 'reply', key }) },
  unsubscribe: { local: () => `${key}-unsubscribe`, leads: () => ({ kind: 'unsubscribe', key }) },
}

for (const [setting, addresses] of settings) {
  const mailboxes = [addresses.incoming, addresses.serviceDesk].filter(pattern => pattern?.keyed)
  for (const [kind, { local, leads }] of Object.entries(kinds)) {
    test(`${setting}: ${kind}`, async () => {
      for (const pattern of mailboxes) {
        if (pattern === null) continue
        const address = addressFor(pattern, local(pattern))
        const expected = leads(pattern === addresses.serviceDesk)
        assert.deepEqual(await resolveAddress(desk.db, addresses, address), expected, address)
      }
    })
  }
  test(`${setting}: what the desk itself prints leads back to it, and fits into 64 octets`, async () => {
    for (const id of [widget, long]) {
      const facts = (await projectForMail(desk.db, id)) ?? assert.fail()
      const shown = serviceDeskAddress(facts, addresses) ?? assert.fail()
      const meant = await resolveAddress(desk.db, addresses, shown)
      assert.deepEqual([meant.kind, 'projectId' in meant && meant.projectId], ['project', id], shown)
      assert.ok(shown.lastIndexOf('@') <= maxLocalPart, shown)
    }
    for (const [kind, address] of [
      ['reply', replyAddress(addresses, key)],
      ['unsubscribe', unsubscribeAddress(addresses, key)],
    ] as const)
      assert.deepEqual(await resolveAddress(desk.db, addresses, address ?? ''), { kind, key }, `${address}`)
  })
  test(`${setting}: an address of somebody else is nobody's`, async () => {
    for (const address of ['jane@customer.example', `incoming+${key}@customer.example`])
      assert.deepEqual(await resolveAddress(desk.db, addresses, address), { kind: 'unknown', ours: false })
  })
}

test('a mailbox for replies only has no address for tickets, and none to unsubscribe', async () => {
  const addresses = mailAddresses({ incoming_email: box('support@desk.example') })
  const facts = (await projectForMail(desk.db, widget)) ?? assert.fail()
  assert.equal(serviceDeskAddress(facts, addresses), null)
  assert.equal(replyAddress(addresses, key), 'support@desk.example')
  assert.equal(unsubscribeAddress(addresses, key), null)
  for (const local of [`support+acme-widget-${widget}-issue-`, `support+${key}`, 'acme/widget'])
    assert.equal((await resolveAddress(desk.db, addresses, `${local}@desk.example`)).kind, 'unknown', local)
})

const spellings: Record<string, (local: string, host: string) => string> = {
  capitals: (local, host) => `${local}@${host}`.toUpperCase(),
  'a display name': (local, host) => `Acme Support <${local}@${host}>`,
  'a quoted display name with an address in it': (local, host) => `"sales@other.example" <${local}@${host}>`,
  'angle brackets and blanks': (local, host) => `  < ${local}@${host} > `,
  'the root of the domain': (local, host) => `${local}@${host}.`,
  'a plus sign as links write it': (local, host) => `${local.replace('+', '%2B')}@${host}`,
}
for (const [what, spell] of Object.entries(spellings)) {
  test(`spelled with ${what}, each kind leads to the same`, async () => {
    const addresses = both('incoming+%{key}@mail.example')
    for (const pattern of [addresses.incoming, addresses.serviceDesk]) {
      if (pattern === null) continue
      for (const { local, leads } of Object.values(kinds)) {
        const [name = '', host = ''] = addressFor(pattern, local(pattern)).split('@')
        const expected = leads(pattern === addresses.serviceDesk)
        const spelled = spell(name, host)
        assert.deepEqual(await resolveAddress(desk.db, addresses, spelled), expected, spelled)
      }
    }
  })
}

test('every address of a project that was renamed, moved with its group and transferred still leads to it', async () => {
  const addresses = both('incoming+%{key}@desk.example')
  const published: string[] = []
  const list = async () => (await projects.serviceDesk.get(desk.db, root, gizmo, addresses)).addresses
  const note = async () => published.push(...(await list()).map(({ address }) => address))
  const [team, gizmo] = await write(async tx => {
    const team = (await groups.create(tx, root, { path: 'team' })).id
    return [team, (await projects.create(tx, root, { namespaceId: team, path: 'gizmo' })).id]
  })
  const suffix = (project_key: string) =>
    write(tx => projects.serviceDesk.update(tx, root, gizmo, { project_key }, { addresses }))
  await suffix('help')
  await note()
  await write(tx => projects.update(tx, root, gizmo, { path: 'gadget' }))
  await note()
  await suffix('care')
  await write(tx => groups.update(tx, root, team, { path: 'crew' }))
  await note()
  await write(async tx => groups.move(tx, root, team, (await groups.create(tx, root, { path: 'house' })).id))
  await note()
  await write(tx => projects.transfer(tx, root, gizmo, acme))
  await note()
  const distinct = new Set(published)
  for (const slug of ['team-gizmo', 'team-gadget', 'crew-gadget', 'house-crew-gadget', 'acme-gadget'])
    assert.ok(
      [...distinct].some(address => address.includes(`+${slug}-${gizmo}-issue-@`)),
      slug,
    )
  for (const address of [
    ...distinct,
    'contact+team-gizmo-help@desk.example',
    'contact+acme-gadget-care@desk.example',
    'incoming+house/crew/gadget@desk.example',
  ]) {
    const meant = await resolveAddress(desk.db, addresses, address)
    assert.equal(meant.kind === 'project' && meant.projectId, gizmo, address)
  }
})
