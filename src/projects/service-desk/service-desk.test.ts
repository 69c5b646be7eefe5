// Are the settings of SPEC §8 kept, and wrong ones refused by name?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Database, freshDatabase, transaction } from '#db'
import { createUser, type Person } from '#users'
import { mailAddresses, projectForMail, projects } from '../index.ts'
import type { ServiceDeskChanges, ServiceDeskRules } from './update.ts'

const none = mailAddresses({})
const box = (address: string) => ({ enabled: true, address })
const both = mailAddresses({
  incoming_email: box('incoming+%{key}@desk.example'),
  service_desk_email: box('contact+%{key}@desk.example'),
})
let desk: Database
let ada: Person
let id: number

before(async () => {
  desk = await freshDatabase()
  await transaction(desk.db, async tx => {
    ada = await createUser(tx, { username: 'ada', name: 'Ada', email: 'ada@people.example' })
    id = (await projects.create(tx, ada, { path: 'widget' })).id
  })
})
after(() => desk.close())

const set = (changes: ServiceDeskChanges, rules: Partial<ServiceDeskRules> = {}) =>
  transaction(desk.db, tx => projects.serviceDesk.update(tx, ada, id, changes, { addresses: both, ...rules }))

test('all settings are kept, and what is not given stays', async () => {
  const settings = {
    service_desk_enabled: false,
    outgoing_name: 'Acme Help',
    project_key: 'help_2',
    issue_template_key: 'bug',
    reopen_issue_on_external_participant_note: false,
    add_external_participants_from_cc: true,
    tickets_confidential_by_default: false,
    mail_on_close: true,
    mail_on_close_by_code: true,
    agent_name_in_mail: 'first_name',
    automatic_mail: 'ignore',
  } as const
  await set(settings, { templateExists: async (project, key) => project.id === id && key === 'bug' })
  await set({ outgoing_name: 'Acme Help Desk' })
  const kept = await projects.serviceDesk.get(desk.db, ada, id, both)
  assert.deepEqual(kept.settings, { ...settings, outgoing_name: 'Acme Help Desk' })
  const {
    path,
    full_path: fullPath,
    outgoing_name: name,
  } = (await projectForMail(desk.db, id)) ?? assert.fail()
  assert.deepEqual([path, fullPath, name], ['widget', 'ada/widget', 'Acme Help Desk'])
  await set({ outgoing_name: ' ', project_key: '', issue_template_key: null })
  const { settings: cleared } = await projects.serviceDesk.get(desk.db, ada, id, both)
  assert.deepEqual(
    [cleared.outgoing_name, cleared.project_key, cleared.issue_template_key],
    [null, null, null],
  )
})

const words = 'can contain only lowercase letters, digits, and _'
const wrong: [ServiceDeskChanges, string][] = [
  [{ project_key: 'Help' }, words],
  [{ project_key: 'he-lp' }, words],
  [{ project_key: 'hé' }, words],
  [{ project_key: 'x'.repeat(256) }, 'is too long (maximum is 255 characters)'],
  [
    { project_key: 'x'.repeat(60) },
    'is too long: mail allows 64 characters before the @ (RFC 5321 §4.5.3.1.1)',
  ],
  [{ outgoing_name: 'x'.repeat(256) }, 'is too long (maximum is 255 characters)'],
  [{ outgoing_name: 'Acme\r\nBcc: a@b.example' }, 'cannot contain control characters'],
  [{ issue_template_key: 'bug' }, 'is empty or does not exist'],
]
for (const [changes, reason] of wrong) {
  const [field = '', value] = Object.entries(changes)[0] ?? []
  test(`${field} "${String(value).slice(0, 12)}" ${reason}`, async () => {
    await assert.rejects(set(changes), { kind: 'invalid', fields: { [field]: [reason] } })
  })
}

test('a suffix is previewed before it is chosen', async () => {
  const { project } = await projects.serviceDesk.get(desk.db, ada, id, both)
  assert.equal(projects.serviceDesk.preview(project, 'help', both), 'contact+ada-widget-help@desk.example')
  assert.equal(projects.serviceDesk.preview(project, 'help', none), null)
  for (const suffix of ['', 'No Dash', 'x'.repeat(60)])
    assert.throws(() => projects.serviceDesk.preview(project, suffix, both), { kind: 'invalid' }, suffix)
})

test('what an administrator must set up is said in sentences', async () => {
  const missing = async (addresses: typeof none) =>
    (await projects.serviceDesk.get(desk.db, ada, id, addresses)).missing
  assert.deepEqual(await missing(both), [])
  assert.match((await missing(none)).join(), /^Incoming mail is not configured.*incoming_email\.address/)
  const keyless = mailAddresses({ incoming_email: box('support@desk.example') })
  assert.match((await missing(keyless)).join(), /^incoming_email\.address has no %\{key\}/)
  await set({ project_key: 'help' })
  const incomingOnly = { ...both, serviceDesk: null }
  assert.match((await missing(incomingOnly)).join(), /^The address suffix has no effect.*service_desk_email/)
})
