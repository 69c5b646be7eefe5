// Do GitHub, GitLab, Gitea and Forgejo close issues here by what they tell, as far as it is theirs, signed, and told once?
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { gitDesk } from '../support/git-desk.ts'

const git = await gitDesk()
after(() => git[Symbol.asyncDispose]())
const { web, people } = git
const project = await git.project('elsewhere')
const { id } = project
type Hook = { id: number; url: string; secret: string; last_result: string | null; last_forge: string | null }
let hook: Hook
const call = async <T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  by = people.maintainer,
) => (await web.as(by, { method, url, ...(payload && { payload }) })).json<T>()
before(async () => {
  hook = await call<Hook>('POST', `/projects/${id}/forge_hooks`, { name: 'the code' })
})

const oidOf = (digit: number) => digit.toString(16).repeat(40)
let commits = 0
/** What all three send of a push, with the fields of each. */
const push = (message: string, more: { ref?: string } = {}) => {
  const commit = oidOf((++commits % 15) + 1)
  return {
    ref: 'refs/heads/trunk',
    before: oidOf(0),
    after: commit,
    ...more,
    repository: {
      full_name: 'acme/widget',
      default_branch: 'trunk',
      html_url: 'https://forge.example/acme/widget',
    },
    project: { path_with_namespace: 'acme/widget', default_branch: 'trunk' },
    commits: [
      {
        id: commit,
        message,
        timestamp: new Date(Date.now() + 60_000).toISOString(),
        url: `https://forge.example/acme/widget/commit/${commit}`,
        author: { name: 'Ada', email: 'ada@people.example' },
      },
    ],
  }
}
const pull = (
  title: string,
  body: string,
  more: { merged?: boolean; number?: number; base?: string } = {},
) => {
  const { merged = true, number = 5, base = 'trunk' } = more
  return {
    action: 'closed',
    repository: { full_name: 'acme/widget', default_branch: 'trunk' },
    pull_request: {
      number,
      title,
      body,
      merged,
      html_url: `https://forge.example/acme/widget/pull/${number}`,
      base: { ref: base },
    },
  }
}
const mergeRequest = (title: string, state: string) => ({
  object_kind: 'merge_request',
  project: { path_with_namespace: 'acme/widget', default_branch: 'trunk' },
  object_attributes: {
    iid: 7,
    title,
    description: null,
    state,
    target_branch: 'trunk',
    url: 'https://gitlab.example/acme/widget/-/merge_requests/7',
  },
})

const sign = (body: string, secret = hook.secret) => createHmac('sha256', secret).update(body).digest('hex')
const send = async (headers: Record<string, string>, body: string, to = hook.id) => {
  const url = `/forge_hooks/${to}`
  const answer = await web.as(null, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: body,
  })
  return { status: answer.statusCode, message: answer.json<{ message: string }>().message }
}
const gitHub = (event: string, body: object, more: Record<string, string> = {}) => {
  const text = JSON.stringify(body)
  return send({ 'x-github-event': event, 'x-hub-signature-256': `sha256=${sign(text)}`, ...more }, text)
}
const gitea = (event: string, body: object) => {
  const text = JSON.stringify(body)
  // Both send GitHub's headers beside their own.
  return send({ 'x-github-event': event, 'x-gitea-event': event, 'x-gitea-signature': sign(text) }, text)
}
const gitLab = (event: string, body: object, token = hook.secret) =>
  send({ 'x-gitlab-event': event, 'x-gitlab-token': token }, JSON.stringify(body))

const open = async (title = 'Printer on fire') =>
  (await call<{ iid: number }>('POST', `/projects/${id}/issues`, { title })).iid
const stateOf = async (iid: number) =>
  (await call<{ state: string }>('GET', `/projects/${id}/issues/${iid}`)).state
type Note = { system: boolean; body: string; body_html: string; author: { username: string } }
const notesOf = async (iid: number) =>
  (await call<Note[]>('GET', `/projects/${id}/issues/${iid}/notes?sort=asc&render_html=true`)).filter(
    n => n.system,
  )

test('a push to the default branch closes what its commits close, in the name of who made the hook, with a link', async () => {
  for (const [forge, tell] of [
    ['github', (body: object) => gitHub('push', body)],
    ['gitea', (body: object) => gitea('push', body)],
    ['gitlab', (body: object) => gitLab('Push Hook', body)],
  ] as const) {
    const iid = await open()
    assert.deepEqual(
      await tell(push(`Fixes #${iid}`)),
      { status: 200, message: '1 issue was closed.' },
      forge,
    )
    assert.equal(await stateOf(iid), 'closed', forge)
    const [note] = await notesOf(iid)
    assert.equal(note?.author.username, 'maintainer')
    assert.match(
      note?.body_html ?? '',
      /closed via commit <a href="https:\/\/forge\.example\/acme\/widget\/commit\/[0-9a-f]{40}"/,
    )
    assert.equal((await call<Hook[]>('GET', `/projects/${id}/forge_hooks`))[0]?.last_forge, forge)
  }
  const iid = await open()
  await gitHub('push', push(`Fixes #${iid}`, { ref: 'refs/heads/topic' }))
  assert.equal(await stateOf(iid), 'opened', 'another branch closes nothing')
})

test('a merged pull or merge request closes what it names; an open one and one into another branch only tell', async () => {
  const [one, two, three] = [await open(), await open(), await open()]
  await gitHub('pull_request', pull('Put it out', `Closes #${one}`, { merged: false, number: 1 }))
  assert.equal(await stateOf(one), 'opened')
  await gitHub('pull_request', pull('Put it out', `Closes #${one}`, { number: 1 }))
  assert.deepEqual(
    (await notesOf(one)).map(note => note.body),
    [
      'mentioned in pull request [acme/widget#1](https://forge.example/acme/widget/pull/1)',
      'closed via pull request [acme/widget#1](https://forge.example/acme/widget/pull/1)',
    ],
  )
  await gitea('pull_request', pull(`Fix #${two}`, '', { base: 'next', number: 2 }))
  assert.equal(await stateOf(two), 'opened')
  await gitLab('Merge Request Hook', mergeRequest(`Resolve #${three}`, 'merged'))
  assert.equal(await stateOf(three), 'closed')
  assert.match((await notesOf(three))[0]?.body ?? '', /closed via merge request \[acme\/widget!7\]/)
})

test('what is not signed, wrongly signed, or for no hook is refused without a hint', async () => {
  const iid = await open()
  const text = JSON.stringify(push(`Fixes #${iid}`))
  const wrong = { status: 401, message: 'The signature or token is missing or wrong.' }
  const event = { 'x-github-event': 'push' }
  assert.deepEqual(await send({}, text), wrong)
  assert.deepEqual(await send(event, text), wrong)
  assert.deepEqual(
    await send({ ...event, 'x-hub-signature-256': `sha256=${sign(text, 'guessed')}` }, text),
    wrong,
  )
  assert.deepEqual(await send({ ...event, 'x-hub-signature-256': `sha256=${sign(`${text} `)}` }, text), wrong)
  assert.deepEqual(await send({ ...event, 'x-hub-signature': `sha1=${sign(text)}` }, text), wrong)
  assert.deepEqual(await gitLab('Push Hook', push(`Fixes #${iid}`), 'guessed'), wrong)
  assert.deepEqual(await gitLab('Push Hook', push(`Fixes #${iid}`), ''), wrong)
  assert.deepEqual(
    await send({ ...event, 'x-hub-signature-256': `sha256=${sign(text)}` }, text, 987_654),
    wrong,
  )
  assert.equal(await stateOf(iid), 'opened')
})

test("newer GitLab's signing token counts, and only for five minutes", async () => {
  const iid = await open()
  const text = JSON.stringify(push(`Fixes #${iid}`))
  const signed = (seconds: number) => {
    const at = String(Math.floor(Date.now() / 1000) + seconds)
    const of = createHmac('sha256', hook.secret).update(`m.${at}.${text}`).digest('base64')
    return {
      'x-gitlab-event': 'Push Hook',
      'webhook-id': 'm',
      'webhook-timestamp': at,
      'webhook-signature': `v1,${of}`,
    }
  }
  assert.equal((await send(signed(-600), text)).status, 401)
  assert.equal((await send(signed(-10), text)).status, 200)
  assert.equal(await stateOf(iid), 'closed')
})

test('a delivery that comes again acts no second time, whatever its id', async () => {
  const iid = await open()
  const body = push(`Fixes #${iid}`)
  await gitHub('push', body, { 'x-github-delivery': '1' })
  await call('PUT', `/projects/${id}/issues/${iid}`, { state_event: 'reopen' })
  const again = await gitHub('push', body, { 'x-github-delivery': '2' })
  assert.deepEqual(again, { status: 202, message: 'This was delivered before; nothing is done twice.' })
  assert.equal(await stateOf(iid), 'opened')
})

test('a form, a ping and events that mean nothing here are understood; what is no JSON is refused', async () => {
  const iid = await open()
  const form = new URLSearchParams({ payload: JSON.stringify(push(`Fixes #${iid}`)) }).toString()
  const signed = { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${sign(form)}` }
  assert.equal(
    (await send({ ...signed, 'content-type': 'application/x-www-form-urlencoded' }, form)).status,
    200,
  )
  assert.equal(await stateOf(iid), 'closed')
  assert.deepEqual(await gitHub('ping', { zen: 'Hello.' }), { status: 202, message: 'The secret is right.' })
  assert.equal((await gitHub('star', { action: 'created' })).status, 202)
  for (const text of ['', '{', 'null', '[]', '"text"', '\u0000']) {
    const headers = { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${sign(text)}` }
    assert.equal((await send(headers, text)).status, 400, JSON.stringify(text))
  }
  for (const odd of [{}, { commits: 'x', ref: 5 }, { commits: [null, 1, { id: {} }], repository: [] }])
    assert.ok((await gitHub('push', odd)).status < 300)
  assert.ok(
    (await gitHub('pull_request', { pull_request: { number: {}, html_url: 'javascript:alert(1)' } })).status <
      300,
  )
})

test('hostile words and addresses stay words', async () => {
  const iid = await open()
  const body = pull(`Fixes #${iid}`, '', { number: 9 })
  body.repository.full_name = '](https://evil.example) @root #1 <script>'
  body.pull_request.html_url = 'https://forge.example/a)[x](javascript:alert(1)'
  await gitHub('pull_request', body)
  const [note] = await notesOf(iid)
  assert.doesNotMatch(note?.body_html ?? '', /evil\.example"|<script|javascript:alert\(1\)"/)
})

test('a hook closes as far as its setting and its maker go', async () => {
  const [plain, qualified] = [await open(), await open()]
  const url = `/projects/${id}/forge_hooks/${hook.id}`
  await call('PUT', url, { closing: 'qualified' })
  await gitHub('push', push(`Fixes #${plain} and fixes ${project.path}#${qualified}`))
  assert.deepEqual([await stateOf(plain), await stateOf(qualified)], ['opened', 'closed'])
  await call('PUT', url, { closing: 'none' })
  await gitHub('push', push(`Fixes ${project.path}#${plain}`))
  assert.equal(await stateOf(plain), 'opened')
  await call('PUT', url, { closing: 'all' })
  const secret = await git.project('hidden')
  await web.as(web.root, { method: 'DELETE', url: `/projects/${secret.id}/members/${people.maintainer.id}` })
  const made = await web.as(web.root, {
    method: 'POST',
    url: `/projects/${secret.id}/issues`,
    payload: { title: 'x' },
  })
  await gitHub('push', push(`Fixes ${secret.path}#${made.json<{ iid: number }>().iid}`))
  const there = await web.as(web.root, { url: `/projects/${secret.id}/issues/1` })
  assert.equal(there.json<{ state: string }>().state, 'opened')
})

test('Maintainers alone see and change hooks; the secret is shown once and lies nowhere in the clear', async () => {
  const url = `/projects/${id}/forge_hooks`
  for (const who of ['developer', 'guest', 'outsider'] as const) {
    const { statusCode } = await web.as(people[who], { url })
    assert.ok([403, 404].includes(statusCode), who)
  }
  assert.ok(!JSON.stringify(await call('GET', url)).includes(hook.secret))
  const { rows } = await web.database.pool.query('select * from forge_hooks')
  assert.ok(!JSON.stringify(rows).includes(hook.secret))
  const weak = await web.as(people.maintainer, {
    method: 'POST',
    url,
    payload: { name: 'x', secret: 'short' },
  })
  assert.match(weak.body, /secret.*16 to 500/)
  const other = await call<Hook>('POST', url, {
    name: 'other',
    secret: 'a secret of ours'.replaceAll(' ', '-'),
  })
  await call('PUT', `${url}/${other.id}`, { name: 'renamed' })
  const { statusCode } = await web.as(people.maintainer, { method: 'DELETE', url: `${url}/${other.id}` })
  assert.equal(statusCode, 204)
})
