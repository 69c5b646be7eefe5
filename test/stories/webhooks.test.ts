// Are servers told of what happens in a project, signed, once, in order, and only of what they may know?
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, test } from 'node:test'
import { Gitlab } from '@gitbeaker/rest'
import { eventually, rootToken } from '../support/desk-process.ts'
import { ok, type Received, startHookReceiver } from '../support/hook-receiver.ts'
import { startStory } from '../support/story.ts'

const receiver = await startHookReceiver()
const story = await startStory({ DESKBELL_WEBHOOKS__ALLOW_PRIVATE_HOSTS: 'true' })
after(async () => {
  await story[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})
const { api } = story
const key = Buffer.alloc(32, 7)
const signingToken = `whsec_${key.toString('base64')}`

type Hook = {
  id: number
  alert_status: string
  disabled_reason: string | null
  failures: number
  waiting: number
}
type Attempt = {
  id: number
  response_status: string
  error: string | null
  response_body: string
  request_headers: Record<string, string>
  idempotency_key: string
  state: string
}

const project = async (name: string) =>
  (await api<{ id: number }>('/projects', { body: { name, visibility: 'private' } })).id

const at = (path: string) => (received: Received) => received.path === `/hook${path}`
const kindsOf = (got: readonly Received[]) => got.map(({ headers }) => headers['x-gitlab-event'])
const keysOf = (got: readonly Received[]) => got.map(({ headers }) => headers['webhook-id'])
const put = (path: string, body: object) => api(path, { method: 'PUT', body })

const everything = {
  push_events: true,
  tag_push_events: true,
  issues_events: true,
  confidential_issues_events: true,
  note_events: true,
  confidential_note_events: true,
  merge_requests_events: true,
}

/** Its address below the project. */
async function hook(id: number, path: string, more: object = everything): Promise<string> {
  const body = { url: `${receiver.url}${path}`, ...more }
  return `/projects/${id}/hooks/${(await api<Hook>(`/projects/${id}/hooks`, { body })).id}`
}

const open = (id: number, title: string, more: object = {}) =>
  api<{ iid: number }>(`/projects/${id}/issues`, { body: { title, ...more } })

/** Waits for as many attempts in a hook's log. */
const log = (place: string, count: number) =>
  eventually(async () => {
    const all = await api<Attempt[]>(`${place}/events`)
    return all.length >= count && all
  }, `${count} attempts of ${place}`)

test('an issue and what is said of it arrive in order, with token and signature', async () => {
  const id = await project('Signed')
  await hook(id, '/signed', { ...everything, token: 'open sesame', signing_token: signingToken })
  const { iid } = await open(id, 'Broken')
  await api(`/projects/${id}/labels`, { body: { name: 'bug', color: '#ff0000' } })
  await api(`/projects/${id}/issues/${iid}/notes`, { body: { body: 'Looking into it' } })
  await receiver.waitFor(2, at('/signed'))
  const { id: me } = await api<{ id: number }>('/user')
  await put(`/projects/${id}/issues/${iid}`, { title: 'Mended', add_labels: 'bug', assignee_ids: [me] })
  await receiver.waitFor(3, at('/signed'))
  await put(`/projects/${id}/issues/${iid}`, { state_event: 'close' })
  const got = await receiver.waitFor(4, at('/signed'))
  assert.deepEqual(kindsOf(got), ['Issue Hook', 'Note Hook', 'Issue Hook', 'Issue Hook'])
  const actions = got.map(({ body }) => body.object_attributes.action)
  assert.deepEqual(actions, ['open', 'create', 'update', 'close'])
  const { changes, labels, assignees, user, project: place } = got[2]?.body ?? {}
  assert.deepEqual(changes.title, { previous: 'Broken', current: 'Mended' })
  assert.deepEqual([changes.labels.previous, changes.labels.current[0].title], [[], 'bug'])
  assert.equal(changes.assignees.current[0].username, 'root')
  assert.deepEqual([labels[0].title, assignees[0].username, user.email], ['bug', 'root', '[REDACTED]'])
  assert.equal(place.path_with_namespace, 'root/signed')
  assert.deepEqual(got[3]?.body.changes, { state: { previous: 'opened', current: 'closed' } })
  assert.equal(got[1]?.body.issue.title, 'Broken')
  assert.equal(new Set(got.map(({ headers }) => headers['x-gitlab-event-uuid'])).size, 4)
  for (const { headers, raw } of got) {
    assert.equal(headers['x-gitlab-token'], 'open sesame')
    assert.equal(headers['idempotency-key'], headers['webhook-id'])
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`
    const mac = createHmac('sha256', key).update(signed).digest('base64')
    assert.equal(headers['webhook-signature'], `v1,${mac}`)
  }
})

test('what is confidential goes to those alone who asked for it, and the address of a customer no further', async () => {
  const { id } = story.project
  await hook(id, '/open', { issues_events: true, note_events: true })
  await hook(id, '/team', { confidential_issues_events: true, confidential_note_events: true })
  await story.write({
    from: 'jane@customer.example',
    to: story.project.address,
    subject: 'My secret',
    text: 'Psst.',
  })
  await story.settled(1)
  const [ticket] = await story.issues()
  const place = `/projects/${id}/issues/${ticket?.iid}`
  await api(`${place}/notes`, { body: { body: 'Between us: she is right', internal: true } })
  const team = await receiver.waitFor(2, at('/team'))
  assert.deepEqual(kindsOf(team), ['Confidential Issue Hook', 'Confidential Note Hook'])
  assert.equal(team[0]?.body.object_attributes.service_desk_reply_to, 'jane@customer.example')
  await put(place, { description: 'Harmless now', confidential: false })
  await api(`${place}/notes`, { body: { body: 'Hello all' } })
  await api(`${place}/notes`, { body: { body: 'Between us again', internal: true } })
  const told = await receiver.waitFor(2, at('/open'))
  await receiver.waitFor(3, at('/team'))
  assert.deepEqual(kindsOf(told), ['Issue Hook', 'Note Hook'])
  assert.deepEqual(told[0]?.body.changes, { confidential: { previous: true, current: false } })
  assert.equal(told[0]?.body.object_attributes.service_desk_reply_to, 'ja*****@c*****.e**')
  const all = receiver.all.filter(at('/open')).map(({ raw }) => raw)
  assert.ok(all.length === 2 && !all.some(raw => /jane@|Psst|Between us/.test(raw)))
})

test('a refusal is tried again under the same key; a redirect is no answer and is not followed', async () => {
  const id = await project('Again')
  const place = await hook(id, '/again', { push_events: false, issues_events: true, token: 'hush' })
  receiver.answer = response => response.writeHead(500).end('x'.repeat(100_000))
  await open(id, 'First')
  await receiver.waitFor(1, at('/again'))
  receiver.answer = response => response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end()
  await log(place, 1)
  await put(place, { name: 'Tried anew' })
  await receiver.waitFor(2, at('/again'))
  await log(place, 2)
  receiver.answer = ok
  await put(place, { name: 'Tried anew again' })
  const got = await receiver.waitFor(3, at('/again'))
  assert.equal(new Set(keysOf(got)).size, 1)
  assert.equal(receiver.all.filter(at('/elsewhere')).length, 0)
  const [third, second, first] = await log(place, 3)
  assert.deepEqual([third?.response_status, third?.response_body], ['200', 'thanks'])
  assert.match(`${second?.response_status} ${second?.error}`, /^302 .*redirects are not followed/)
  assert.deepEqual([first?.response_status, first?.response_body.length], ['500', 8192])
  assert.equal(first?.request_headers['X-Gitlab-Token'], '[REDACTED]')
  const { failures, waiting } = await api<Hook>(place)
  assert.deepEqual({ failures, waiting }, { failures: 0, waiting: 0 })
  assert.doesNotMatch(story.output(), /hush/)
  const again = await api(`${place}/events/${first?.id}/resend`, { method: 'POST' })
  assert.deepEqual(again, { response_status: 200 })
  assert.equal(new Set(keysOf(await receiver.waitFor(4, at('/again')))).size, 1)
})

test('where nobody answers, what comes later waits its turn', async () => {
  const id = await project('Order')
  const place = await hook(id, '/order', { push_events: false, issues_events: true })
  receiver.answer = response => response.destroy()
  await open(id, 'One')
  await log(place, 1)
  await open(id, 'Two')
  await eventually(async () => (await api<Hook>(place)).waiting === 2, 'the second waits')
  receiver.answer = ok
  await put(place, { name: 'Back' })
  const got = await receiver.waitFor(3, at('/order'))
  assert.deepEqual(
    got.map(({ body }) => body.object_attributes.title),
    ['One', 'One', 'Two'],
  )
})

test('who says that he is gone is told no more, until he is switched on again', async () => {
  const id = await project('Gone')
  const place = await hook(id, '/gone', { push_events: false, issues_events: true })
  receiver.answer = response => response.writeHead(410).end()
  await open(id, 'Knock')
  await log(place, 1)
  const { alert_status, disabled_reason } = await api<Hook>(place)
  assert.equal(alert_status, 'disabled')
  assert.match(disabled_reason ?? '', /410/)
  receiver.answer = ok
  await open(id, 'Nobody hears')
  await put(place, { enabled: true })
  await open(id, 'Back')
  const got = await receiver.waitFor(3, at('/gone'))
  assert.deepEqual(
    got.map(({ body }) => body.object_attributes.title),
    ['Knock', 'Knock', 'Back'],
  )
})

test('pushes, tags and merge requests are told as GitLab tells them', async () => {
  const id = await project('Code')
  await hook(id, '/code', everything)
  await hook(id, '/stable', { push_events: true, push_events_branch_filter: 'stable/*, main' })
  const commit = (branch: string, message: string, actions: object[], more: object = {}) =>
    api<{ id: string }>(`/projects/${id}/repository/commits`, {
      body: { branch, commit_message: message, actions, ...more },
    })
  const created = (path: string) => ({ action: 'create', file_path: path, content: `${path}\n` })
  const first = await commit('main', 'Begin', [created('a.txt'), created('b.txt')])
  await commit('work', 'Change both', [{ action: 'delete', file_path: 'a.txt' }, created('c.txt')], {
    start_branch: 'main',
  })
  await api(`/projects/${id}/repository/tags`, { body: { tag_name: 'v1', ref: 'main', message: 'One' } })
  const [begun, work, tag] = (await receiver.waitFor(3, at('/code'))).map(({ body }) => body)
  assert.deepEqual([begun.object_kind, begun.ref, begun.after], ['push', 'refs/heads/main', first.id])
  assert.match(begun.before, /^0+$/)
  assert.deepEqual(begun.commits[0].added, ['a.txt', 'b.txt'])
  assert.deepEqual([begun.total_commits_count, begun.user_username, begun.ref_protected], [1, 'root', true])
  const { added, modified, removed } = work.commits[0]
  assert.deepEqual({ added, modified, removed }, { added: ['c.txt'], modified: [], removed: ['a.txt'] })
  assert.deepEqual([tag.object_kind, tag.message, tag.checkout_sha], ['tag_push', 'One', first.id])
  const { iid } = await api<{ iid: number }>(`/projects/${id}/merge_requests`, {
    body: { source_branch: 'work', target_branch: 'main', title: 'Work' },
  })
  const place = `/projects/${id}/merge_requests/${iid}`
  const about = (received: Received) => at('/code')(received) && received.body.object_kind !== 'push'
  await receiver.waitFor(2, about)
  await put(place, { title: 'Good work' })
  await api(`${place}/notes`, { body: { body: 'Nice' } })
  await receiver.waitFor(4, about)
  const more = await commit('work', 'And one', [created('d.txt')])
  await receiver.waitFor(5, about)
  await put(`${place}/merge`, {})
  const got = await receiver.waitFor(6, about)
  const [opened, changed, moved, merged] = got
    .filter(({ body }) => body.object_kind === 'merge_request')
    .map(({ body }) => body)
  assert.equal(opened.object_attributes.last_commit.message.trim(), 'Change both')
  assert.deepEqual(changed.changes, { title: { previous: 'Work', current: 'Good work' } })
  assert.deepEqual(
    [opened, changed, moved, merged].map(body => body.object_attributes.action),
    ['open', 'update', 'update', 'merge'],
  )
  const { oldrev, last_commit } = moved.object_attributes
  assert.deepEqual([oldrev, last_commit.id], [opened.object_attributes.last_commit.id, more.id])
  assert.equal(got.find(({ body }) => body.object_kind === 'note')?.body.merge_request.iid, iid)
  const pushed = await receiver.waitFor(2, at('/stable'))
  assert.deepEqual(
    pushed.map(({ body }) => body.ref),
    ['refs/heads/main', 'refs/heads/main'],
  )
})

test('an issue that moves is closed here and opened there', async () => {
  const [from, to] = [await project('From'), await project('To')]
  await hook(from, '/from', { push_events: false, issues_events: true })
  await hook(to, '/to', { push_events: false, issues_events: true })
  const { iid } = await open(from, 'Wrong place')
  await api(`/projects/${from}/issues/${iid}/move`, { body: { to_project_id: to } })
  const left = await receiver.waitFor(2, at('/from'))
  const [came] = await receiver.waitFor(1, at('/to'))
  assert.deepEqual(
    [...left, came].map(one => one?.body.object_attributes.action),
    ['open', 'close', 'open'],
  )
  assert.equal(left[1]?.body.object_attributes.moved_to_id, came?.body.object_attributes.id)
})

test('the public client keeps hooks; tokens are never shown, and go when the server changes', async () => {
  const id = await project('Client')
  const { ProjectHooks } = new Gitlab({ host: story.web, token: rootToken })
  const made = await ProjectHooks.add(id, `${receiver.url}/client`, { token: 'hush', issuesEvents: true })
  assert.deepEqual([made.issues_events, made.push_events, made.token_present], [true, true, true])
  assert.doesNotMatch(JSON.stringify(made), /hush/)
  const changed = await ProjectHooks.edit(id, made.id, made.url, { noteEvents: true, pushEvents: false })
  assert.deepEqual([changed.note_events, changed.push_events, changed.token_present], [true, false, true])
  const elsewhere = await ProjectHooks.edit(id, made.id, 'https://192.0.2.1/client')
  assert.equal(elsewhere.token_present, false)
  assert.deepEqual(
    (await ProjectHooks.all(id)).map(one => one.id),
    [made.id],
  )
  const place = `/projects/${id}/hooks/${made.id}`
  await assert.rejects(api(`${place}/test/issues_events`, { method: 'POST' }), /400 .*Ensure the project has/)
  await ProjectHooks.edit(id, made.id, `${receiver.url}/client`)
  await open(id, 'Sample', { confidential: true })
  await assert.rejects(api(`${place}/test/issues_events`, { method: 'POST' }), /not confidential/)
  await open(id, 'Shown')
  const [real] = await receiver.waitFor(1, at('/client'))
  await api(`${place}/test/issues_events`, { method: 'POST' })
  const tried = await receiver.waitFor(2, at('/client'))
  assert.deepEqual(tried[1]?.body.object_attributes, real?.body.object_attributes)
  await ProjectHooks.remove(id, made.id)
  await assert.rejects(api(place), /404/)
})

test('a push whose message is cut in the middle of a character is told like others', async () => {
  const id = await project('Long')
  await hook(id, '/long')
  const commit_message = `a${'😀'.repeat(10_000)}`
  const actions = [{ action: 'create', file_path: 'a.txt', content: 'a' }]
  await api(`/projects/${id}/repository/commits`, { body: { branch: 'main', commit_message, actions } })
  const [got] = await receiver.waitFor(1, at('/long'))
  const [commit] = got?.body.commits ?? []
  assert.ok(commit.message.isWellFormed() && commit.message.startsWith('a😀'))
})
