// Can Maintainers set up their Service Desk over the API, and does it say what is missing?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailAddresses } from '#projects'
import { addPerson, testWeb } from '../../../test/support/web.ts'

const box = (address: string) => ({ enabled: true, address })
const addresses = mailAddresses({
  incoming_email: box('incoming+%{key}@desk.example'),
  service_desk_email: box('contact+%{key}@desk.example'),
})

test('a Maintainer reads and changes all settings', async () => {
  await using web = await testWeb({ desk: desk => ({ ...desk, addresses }) })
  const { id } = (
    await web.as(web.ada, { method: 'POST', url: '/projects', payload: { path: 'widget' } })
  ).json()
  const url = `/projects/${id}/service_desk`
  const before = (await web.as(web.ada, { url })).json()
  assert.deepEqual(before, {
    project_id: id,
    service_desk_enabled: true,
    service_desk_address: `contact+ada-widget-${id}-issue-@desk.example`,
    addresses: [
      { address: `contact+ada-widget-${id}-issue-@desk.example`, form: 'generated', former: false },
      { address: `incoming+ada-widget-${id}-issue-@desk.example`, form: 'generated', former: false },
      { address: 'incoming+ada/widget@desk.example', form: 'legacy', former: false },
    ],
    missing: [],
    warnings: [],
    issue_template_key: null,
    outgoing_name: null,
    project_key: null,
    reopen_issue_on_external_participant_note: true,
    add_external_participants_from_cc: false,
    tickets_confidential_by_default: true,
    mail_on_close: false,
    mail_on_close_by_code: false,
    agent_name_in_mail: 'name',
    automatic_mail: 'open',
  })
  const changes = {
    outgoing_name: 'Widget Help',
    project_key: 'help',
    add_external_participants_from_cc: true,
    tickets_confidential_by_default: false,
    agent_name_in_mail: 'desk',
  }
  const changed = await web.as(web.ada, { method: 'PUT', url, payload: changes })
  assert.equal(changed.statusCode, 200, changed.body)
  assert.deepEqual(changed.json(), {
    ...before,
    ...changes,
    service_desk_address: 'contact+ada-widget-help@desk.example',
    addresses: [
      { address: 'contact+ada-widget-help@desk.example', form: 'suffix', former: false },
      ...before.addresses,
    ],
  })
  const preview = await web.as(web.ada, { url: `${url}/preview?project_key=other` })
  assert.deepEqual(preview.json(), { address: 'contact+ada-widget-other@desk.example' })
  const wrong = await web.as(web.ada, { url: `${url}/preview?project_key=No-Dash` })
  assert.equal(wrong.statusCode, 400)
  assert.deepEqual(wrong.json(), {
    message: { project_key: ['can contain only lowercase letters, digits, and _'] },
  })
})

test('wrong settings are refused by name', async () => {
  await using web = await testWeb({ desk: desk => ({ ...desk, addresses }) })
  const { id } = (
    await web.as(web.ada, { method: 'POST', url: '/projects', payload: { path: 'widget' } })
  ).json()
  for (const [payload, answer] of [
    [
      { project_key: 'No-Dash' },
      { message: { project_key: ['can contain only lowercase letters, digits, and _'] } },
    ],
    [{ issue_template_key: 'bug' }, { message: { issue_template_key: ['is empty or does not exist'] } }],
    [
      { outgoing_name: 'x'.repeat(256) },
      { message: { outgoing_name: ['is too long (maximum is 255 characters)'] } },
    ],
    [{ automatic_mail: 'drop' }, { error: 'automatic_mail does not have a valid value' }],
    [{ service_desk_enabled: 'perhaps' }, { error: 'service_desk_enabled is invalid' }],
  ] as const) {
    const refused = await web.as(web.ada, { method: 'PUT', url: `/projects/${id}/service_desk`, payload })
    assert.deepEqual([refused.statusCode, refused.json()], [400, answer])
  }
})

test('below Maintainer the settings are closed, and without a mailbox it is said what to do', async () => {
  const none = mailAddresses({})
  await using web = await testWeb({ desk: desk => ({ ...desk, addresses: none }) })
  const eve = await addPerson(web.desk, 'eve')
  const { id } = (
    await web.as(web.ada, { method: 'POST', url: '/projects', payload: { path: 'widget' } })
  ).json()
  const url = `/projects/${id}/service_desk`
  assert.equal((await web.as(eve, { url })).statusCode, 404)
  const payload = { user_id: eve.id, access_level: 30 }
  await web.as(web.ada, { method: 'POST', url: `/projects/${id}/members`, payload })
  assert.equal((await web.as(eve, { url })).statusCode, 403)
  assert.equal((await web.as(eve, { method: 'PUT', url, payload: {} })).statusCode, 403)
  assert.equal((await web.as(null, { url })).statusCode, 401)
  const shown = (await web.as(web.ada, { url })).json()
  assert.deepEqual([shown.service_desk_address, shown.addresses], [null, []])
  assert.match(shown.missing[0], /^Incoming mail is not configured/)
})
