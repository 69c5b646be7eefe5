// Can templates be listed, chosen, checked and looked at over the API, by those who may and nobody else?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '#db'
import { issues, notes } from '#issues'
import { supportBot } from '#users'
import { type Content, pushFiles } from '../../../test/support/code.ts'
import { addPerson, type TestPerson, type TestWeb, testWeb } from '../../../test/support/web.ts'

let web: TestWeb
let dev: TestPerson
let guest: TestPerson
let eve: TestPerson
let group: number
let paths = 0
before(async () => {
  web = await testWeb()
  dev = await addPerson(web.desk, 'dev')
  guest = await addPerson(web.desk, 'guest')
  eve = await addPerson(web.desk, 'eve')
  group = (await send(web.ada, 'POST', '/groups', { name: 'Acme', path: 'acme' })).json().id
})
after(() => web[Symbol.asyncDispose]())

const send = (by: TestPerson | null, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
  web.as(by, { method, url, ...(payload && { payload }) })

async function project(visibility = 'private') {
  const made = await send(web.ada, 'POST', '/projects', {
    path: `p${++paths}`,
    namespace_id: group,
    visibility: 'private',
  })
  const { id } = made.json()
  if (visibility !== 'private')
    await web.desk.db.updateTable('projects').set({ visibility }).where('id', '=', id).execute()
  for (const [person, access_level] of [
    [dev, 30],
    [guest, 10],
  ] as const)
    await send(web.ada, 'POST', `/projects/${id}/members`, { user_id: person.id, access_level })
  return { id: id as number, default_branch: 'main' }
}

const push = (of: { id: number }, files: Record<string, Content>) =>
  pushFiles(web.desk.repositories, of, files)
const issueFile = (name: string) => `.gitlab/issue_templates/${name}.md`
const mailFile = (kind: string) => `.gitlab/service_desk_templates/${kind}.md`

/** A ticket of Jane with this text. */
const ticket = (projectId: number, text: string, title = 'It burns') =>
  transaction(web.desk.db, async tx =>
    issues.create(tx, {
      projectId,
      by: await supportBot(tx),
      title,
      description: text,
      confidential: true,
      ticket: { replyTo: 'jane@customer.example', requesterName: 'Jane', customerText: text },
    }),
  )

test("templates are listed and read in GitLab's shape, from the project, its groups and the desk", async () => {
  const own = await project()
  const shared = await project()
  await push(own, {
    [issueFile('bug')]: '## Bug',
    [issueFile('Über alles & mehr')]: 'x',
    [issueFile('empty')]: '',
  })
  await push(shared, { [issueFile('bug')]: 'Shared bug', [issueFile('idea')]: 'Idea' })
  await send(web.ada, 'PUT', `/groups/${group}`, { file_template_project_id: shared.id })
  const url = `/projects/${own.id}/templates/issues`
  const listed = (await send(dev, 'GET', url)).json()
  assert.deepEqual(
    listed.map(({ key, name, source }: { key: string; name: string; source: object }) => [key, name, source]),
    [
      ['bug', 'bug', { scope: 'project', project_id: own.id, project_path: 'acme/p1', group: null }],
      ['idea', 'idea', { scope: 'group', project_id: shared.id, project_path: 'acme/p2', group: 'acme' }],
      [
        'Über alles & mehr',
        'Über alles & mehr',
        { scope: 'project', project_id: own.id, project_path: 'acme/p1', group: null },
      ],
    ],
  )
  const page = await send(dev, 'GET', `${url}?per_page=1&page=2`)
  assert.deepEqual([page.json().length, page.headers['x-total']], [1, '3'])
  const one = (await send(dev, 'GET', `${url}/bug`)).json()
  assert.deepEqual([one.name, one.content], ['bug', '## Bug'])
  const other = await send(dev, 'GET', `${url}/bug?source_template_project_id=${shared.id}`)
  assert.equal(other.json().content, 'Shared bug')
  assert.equal(
    (await send(dev, 'GET', `${url}/${encodeURIComponent('Über alles & mehr')}`)).json().content,
    'x',
  )
  for (const name of ['nope', 'Bug', '..%2F..%2FREADME', '%2e%2e%2fissue_templates%2fbug', 'empty'])
    assert.equal((await send(dev, 'GET', `${url}/${name}`)).statusCode, 404, name)
  assert.equal((await send(dev, 'GET', `/projects/${own.id}/templates/licenses`)).statusCode, 400)
  await send(web.ada, 'PUT', `/groups/${group}`, { file_template_project_id: null })
  assert.equal((await send(dev, 'GET', url)).json().length, 2)
})

test('who opens issues sees templates for them; strangers see none of a private project, nor what is handed down', async () => {
  const own = await project('public')
  const shared = await project()
  await push(own, { [issueFile('bug')]: 'x', '.gitlab/merge_request_templates/Default.md': 'mr' })
  await push(shared, { [issueFile('secret')]: 'x' })
  await send(web.ada, 'PUT', `/groups/${group}`, { file_template_project_id: shared.id })
  const names = async (by: TestPerson | null, of: { id: number }, type = 'issues') => {
    const answer = await send(by, 'GET', `/projects/${of.id}/templates/${type}`)
    return answer.statusCode === 200
      ? answer.json().map(({ name }: { name: string }) => name)
      : answer.statusCode
  }
  assert.deepEqual(await names(guest, own), ['bug', 'secret'])
  assert.deepEqual(await names(eve, own), ['bug'])
  assert.deepEqual(await names(null, own), ['bug'])
  assert.equal((await send(eve, 'GET', `/projects/${own.id}/templates/issues/secret`)).statusCode, 404)
  assert.deepEqual(await names(guest, shared), ['secret'])
  assert.equal(await names(eve, shared), 404)
  assert.equal(await names(null, shared), 404)
  assert.deepEqual(await names(eve, own, 'merge_requests'), ['Default'])
  assert.equal(await names(guest, shared, 'merge_requests'), 403)
  await send(web.ada, 'PUT', `/groups/${group}`, { file_template_project_id: null })
})

test('the template of new tickets must exist and not be empty, and the settings say if it went away', async () => {
  const own = await project()
  const url = `/projects/${own.id}/service_desk`
  const choose = (issue_template_key: string) => send(web.ada, 'PUT', url, { issue_template_key })
  const refused = { message: { issue_template_key: ['is empty or does not exist'] } }
  await push(own, {
    [issueFile('bug')]: 'x',
    [issueFile('empty')]: '\n',
    [issueFile('link')]: { link: 'bug.md' },
  })
  for (const key of ['nope', 'empty', 'link', '../issue_templates/bug', 'bug.md']) {
    const answer = await choose(key)
    assert.deepEqual([answer.statusCode, answer.json()], [400, refused], key)
  }
  const kept = await choose('bug')
  assert.deepEqual([kept.statusCode, kept.json().issue_template_key, kept.json().warnings], [200, 'bug', []])
  await push(own, { [issueFile('bug')]: null })
  const warned = (await send(web.ada, 'GET', url)).json()
  assert.deepEqual(warned.warnings, [`${issueFile('bug')} is missing, so new tickets come without it.`])
})

test('the settings warn of a note without the note, of unknown placeholders, and of files that are no texts', async () => {
  const own = await project()
  await push(own, {
    [mailFile('new_note')]: 'There is an answer. %{NOTE_TXT}',
    [mailFile('closed')]: { link: 'new_note.md' },
  })
  const { warnings } = (await send(web.ada, 'GET', `/projects/${own.id}/service_desk`)).json()
  assert.deepEqual(warnings, [
    `${mailFile('new_note')} has no %{NOTE_TEXT}: customers get a mail without the answer.`,
    `${mailFile('new_note')} has placeholders that mean nothing and stay as they are: %{NOTE_TXT}.`,
    `${mailFile('closed')} is a symbolic link, which is not followed, so customers get the built-in text.`,
  ])
  const listed = (await send(dev, 'GET', `/projects/${own.id}/service_desk/templates`)).json()
  const sources = listed.map(({ kind, source }: { kind: string; source: { scope: string } | null }) => [
    kind,
    source?.scope ?? null,
  ])
  assert.deepEqual(sources, [
    ['thank_you', null],
    ['new_note', 'project'],
    ['new_participant', null],
    ['closed', null],
    ['reopened', null],
  ])
  assert.match(listed[0].content, /^%\{SYSTEM_HEADER\}\n\nThank you/)
  assert.equal(listed[0].content, listed[0].built_in)
})

test('a text is looked at on a real ticket before it is saved: as HTML and as text, with nothing sent', async () => {
  const own = await project()
  const url = `/projects/${own.id}/service_desk/templates/preview`
  const preview = async (payload: object, by = dev) => (await send(by, 'POST', url, payload)).json()
  const made = await preview({ kind: 'new_note' })
  assert.deepEqual([made.issue_iid, made.to.address], [null, 'jane.doe@example.com'])
  assert.match(made.html, /<strong>Please switch it off and on again<\/strong>/)
  const { id, iid } = await ticket(own.id, 'Since **noon** <script>alert(1)</script> %{ISSUE_ID}')
  await transaction(web.desk.db, tx => notes.add(tx, { issueId: id, by: dev, body: 'Use *water*.' }))
  await transaction(web.desk.db, tx => notes.add(tx, { issueId: id, by: dev, body: 'Hush', internal: true }))
  await ticket(own.id, 'newer', 'Another')
  const content =
    'Hello %{ISSUE_ID}\n\n%{NOTE_TEXT}\n\n> %{ISSUE_DESCRIPTION}\n\n[x](javascript:alert(1)) %{WHAT}'
  const shown = await preview({ kind: 'new_note', content, issue_iid: iid })
  assert.deepEqual([shown.issue_iid, shown.subject], [iid, `Re: It burns (#${iid})`])
  assert.deepEqual(shown.to, { name: 'Jane', address: 'jane@customer.example' })
  assert.match(
    shown.text,
    /^Hello #1\n\nUse \*water\*\.\n\n> Since \*\*noon\*\* <script>alert\(1\)<\/script> %\{ISSUE_ID\}/,
  )
  assert.match(shown.html, /Use <em>water<\/em>/)
  assert.doesNotMatch(shown.html, /<script|href="javascript|Hush/)
  assert.doesNotMatch(shown.text, /Hush/)
  assert.deepEqual(shown.warnings.length, 1)
  assert.match(shown.text, /No more mail about this: .*0{32}/)
  assert.equal((await preview({ kind: 'thank_you' })).issue_iid, iid + 1)
  await push(own, { [mailFile('thank_you')]: 'Ours' })
  assert.match((await preview({ kind: 'thank_you' })).text, /^Ours\n/)
  assert.match((await preview({ kind: 'thank_you', content: '' })).text, /^Thank you for your message/)
  assert.deepEqual(await web.desk.db.selectFrom('outbox').selectAll().execute(), [])
})

test('previews are for Developers, and of tickets of the project alone', async () => {
  const own = await project()
  const other = await project()
  const { iid } = await ticket(other.id, 'x')
  const url = `/projects/${own.id}/service_desk/templates`
  const payload = { kind: 'thank_you', issue_iid: iid }
  assert.equal((await send(guest, 'POST', `${url}/preview`, payload)).statusCode, 403)
  assert.equal((await send(guest, 'GET', url)).statusCode, 403)
  assert.equal((await send(eve, 'POST', `${url}/preview`, payload)).statusCode, 404)
  assert.equal((await send(null, 'POST', `${url}/preview`, payload)).statusCode, 401)
  assert.equal((await send(dev, 'POST', `${url}/preview`, payload)).statusCode, 404)
  const plain = (await send(dev, 'POST', `/projects/${own.id}/issues`, { title: 'No ticket' })).json()
  const wrong = await send(dev, 'POST', `${url}/preview`, { ...payload, issue_iid: plain.iid })
  assert.deepEqual(
    [wrong.statusCode, wrong.json().message],
    [400, { issue_iid: ['is no ticket of a customer'] }],
  )
  const huge = await send(dev, 'POST', `${url}/preview`, { kind: 'closed', content: 'x'.repeat(262_145) })
  assert.equal(huge.statusCode, 400)
  assert.equal((await send(dev, 'POST', `${url}/preview`, { kind: 'refusal' })).statusCode, 400)
})

test('a group names a project of its own, and administrators one for all; others are refused by name', async () => {
  const shared = await project()
  const outside = (await send(web.ada, 'POST', '/projects', { path: 'outside' })).json()
  const foreign = (await send(eve, 'POST', '/projects', { path: 'foreign' })).json()
  const set = (by: TestPerson, file_template_project_id: number) =>
    send(by, 'PUT', `/groups/${group}`, { file_template_project_id })
  for (const [id, reason] of [
    [outside.id, 'must be a project of this group'],
    [foreign.id, 'must be a project whose code you may read'],
    [999_999, 'must be a project whose code you may read'],
  ] as const) {
    const answer = await set(web.ada, id)
    assert.deepEqual(
      [answer.statusCode, answer.json().message],
      [400, { file_template_project_id: [reason] }],
    )
  }
  assert.equal((await set(dev, shared.id)).statusCode, 403)
  assert.equal((await set(web.ada, shared.id)).json().file_template_project_id, shared.id)
  const seen = await send(web.ada, 'GET', `/groups/${group}`)
  assert.equal(seen.json().file_template_project_id, shared.id)
  await set(web.ada, shared.id)
  const desk = (payload: object) => send(web.root, 'PUT', '/application/settings', payload)
  assert.equal(
    (await desk({ file_template_project_id: outside.id })).json().file_template_project_id,
    outside.id,
  )
  assert.equal((await desk({ file_template_project_id: 999_999 })).statusCode, 400)
  assert.equal((await desk({ file_template_project_id: null })).json().file_template_project_id, null)
})

test('what administrators want in all mails stands in them', async () => {
  const own = await project()
  await ticket(own.id, 'x')
  const payload = {
    header_message: '**Acme**',
    footer_message: 'Foot',
    email_additional_text: 'HRB 1 <x>\r\nBerlin',
  }
  const saved = await send(web.root, 'PUT', '/application/settings', payload)
  assert.equal(saved.statusCode, 200, saved.body)
  const preview = `/projects/${own.id}/service_desk/templates/preview`
  const { text, html } = (await send(dev, 'POST', preview, { kind: 'closed' })).json()
  assert.match(text, /^\*\*Acme\*\*\n\nYour request[\s\S]*\n\nHRB 1 <x>\nBerlin\n\nFoot\n\n-- \n/)
  assert.match(html, /<strong>Acme<\/strong>[\s\S]*HRB 1 &#60;x&#62;<br>/)
  const long = await send(web.root, 'PUT', '/application/settings', { footer_message: 'x'.repeat(10_001) })
  assert.deepEqual(long.json().message, { footer_message: ['is too long (maximum is 10000 characters)'] })
})
