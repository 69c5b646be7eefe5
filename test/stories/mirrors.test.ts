// Does a project follow a repository that lives elsewhere? A real git behind a real server, with a password, and odd ones.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { mirrors } from '#forges'
import type { Log } from '#kernel'
import * as mergeRequests from '#merge-requests'
import { code, updates } from '#repository'
import { type Backend, startBackend } from '../../bench/git-backend.ts'
import { gitIn } from '../support/code.ts'
import { gitDesk } from '../support/git-desk.ts'

const rules = { allow_private_hosts: true, allow_http: true, fetch_bytes: 50_000_000, fetch_minutes: 5 }
const git = await gitDesk({
  desk: desk => ({ ...desk, config: { ...desk.config, mirrors: rules } }),
})
after(() => git[Symbol.asyncDispose]())
const { web, client, people } = git
const backend: Backend = await startBackend(join(client.home, 'elsewhere'))
after(() => backend.close())

const said: unknown[] = []
const log = new Proxy(
  {},
  {
    get:
      () =>
      (...words: unknown[]) =>
        said.push(words),
  },
) as Log
const running = { ...web.desk, pool: web.database.pool, log, config: { ...web.desk.config, mirrors: rules } }
type Shown = { url: string; update_status: string; last_error: string | null; auth_password_set: boolean }
const at = (id: number) => `/projects/${id}/mirror/pull`
const put = async (id: number, payload: object, by = people.maintainer) => {
  const answer = await web.as(by, { method: 'PUT', url: at(id), payload })
  return { status: answer.statusCode, body: answer.body }
}
const shown = async (id: number) => (await web.as(people.maintainer, { url: at(id) })).json<Shown>()
const listener: updates.Listener<typeof running> = {
  name: 'closing',
  run: mergeRequests.closing.commitsReached,
}
const pull = async (id: number) => {
  await mirrors.pullMirror(running, { projectId: id })
  await updates.runListeners(running, [listener], { projectId: id })
  return shown(id)
}
const refsOf = async (id: number) => {
  const repository = await web.desk.repositories.open({ id, default_branch: 'main' })
  return gitIn(
    repository.path,
    'for-each-ref',
    '--format=%(refname) %(objectname:short=7)',
    'refs/heads',
    'refs/tags',
  )
}

const origin = await backend.repository('origin')
await client.git('', 'clone', '--quiet', origin, 'origin')
const first = await client.commit('origin', 'Begin', { 'README.md': '# Elsewhere\n' })
await client.git('origin', 'push', '--quiet', 'origin', 'HEAD:trunk', 'HEAD:topic')
await client.git('origin', 'tag', 'v1')
await client.git('origin', 'push', '--quiet', 'origin', 'v1')
await gitIn(join(client.home, 'elsewhere', 'origin.git'), 'symbolic-ref', 'HEAD', 'refs/heads/trunk')

test('branches, tags and the default branch come, go and are replaced as they are there; commits close issues', async () => {
  const { id } = await git.project('follows')
  assert.equal((await put(id, { url: origin })).status, 200)
  assert.equal((await pull(id)).last_error, null)
  const short = first.slice(0, 7)
  assert.equal(
    await refsOf(id),
    [`refs/heads/topic ${short}`, `refs/heads/trunk ${short}`, `refs/tags/v1 ${short}`].join('\n'),
  )
  const project = await web.as(people.maintainer, { url: `/projects/${id}` })
  assert.equal(project.json<{ default_branch: string }>().default_branch, 'trunk')
  const made = await web.as(people.maintainer, {
    method: 'POST',
    url: `/projects/${id}/issues`,
    payload: { title: 'x' },
  })
  const { iid } = made.json<{ iid: number }>()
  const fix = await client.commit('origin', `Fixes #${iid}`, { 'fix.txt': 'fix' })
  await client.git('origin', 'push', '--quiet', 'origin', 'HEAD:trunk', ':topic', ':v1')
  await pull(id)
  assert.equal(await refsOf(id), `refs/heads/trunk ${fix.slice(0, 7)}`)
  const issue = await web.as(people.maintainer, { url: `/projects/${id}/issues/${iid}` })
  assert.equal(issue.json<{ state: string }>().state, 'closed')
  await client.git('origin', 'commit', '--quiet', '--amend', '-m', 'Other history')
  await client.git('origin', 'push', '--quiet', '--force', 'origin', 'HEAD:trunk')
  await pull(id)
  assert.match(
    await refsOf(id),
    new RegExp((await client.git('origin', 'rev-parse', '--short=7', 'HEAD')) as string),
  )
})

test('nobody pushes to what follows another repository, and whoever tries is told where to', async () => {
  const project = await git.project('readonly')
  await put(project.id, { url: origin })
  await pull(project.id)
  await client.git('', 'clone', '--quiet', git.as(people.maintainer, project.url), 'readonly')
  await client.commit('readonly', 'Mine', { 'a.txt': 'a' })
  const { code: status, stderr } = await client.run(['push', 'origin', 'HEAD'], { in: 'readonly' })
  assert.notEqual(status, 0)
  assert.match(stderr, /403|follows/)
  const edit = await web.as(people.maintainer, {
    method: 'POST',
    url: `/projects/${project.id}/repository/branches`,
    payload: { branch: 'x', ref: 'trunk' },
  })
  assert.match(edit.body, /follows .*origin\.git: push there/)
})

/** A server that asks for a password, and answers in ways that servers have. */
async function oddServer(
  answer: (authorization: string | undefined, url: string) => [number, Record<string, string>],
) {
  const asked: (string | undefined)[] = []
  const server: Server = createServer((request, response) => {
    asked.push(request.headers.authorization)
    const [status, headers] = answer(request.headers.authorization, request.url ?? '')
    if (status === 0) return
    response.writeHead(status, headers).end('no')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/group/project.git`,
    asked,
    stop: () => server.closeAllConnections(),
  }
}
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

test('a password is sent to its server alone, sealed at rest, and in no error and no log', async () => {
  const { id } = await git.project('password')
  const password = 'p4ss-w0rd/with+odd=signs'
  const odd = await oddServer(() => [401, { 'www-authenticate': 'Basic realm="x"' }])
  await put(id, { url: odd.url, auth_user: 'reader', auth_password: password })
  const result = await pull(id)
  assert.equal(result.update_status, 'failed')
  assert.match(result.last_error ?? '', /user name and a password or token/)
  assert.ok(odd.asked.includes(basic('reader', password)))
  const { rows } = await web.database.pool.query('select * from mirrors')
  const config = await gitIn(
    (await web.desk.repositories.open({ id, default_branch: 'main' })).path,
    'config',
    '--list',
  )
  for (const place of [JSON.stringify(rows), JSON.stringify(said), JSON.stringify(result), config])
    assert.ok(!place.includes(password) && !place.includes(encodeURIComponent(password)))
  assert.equal(result.auth_password_set, true)
  await put(id, { url: 'http://other.example/x.git' })
  assert.equal((await shown(id)).auth_password_set, false, 'another host does not get it')
})

test('what servers answer is told in words that help', async () => {
  const { id } = await git.project('words')
  const cases: [number, Record<string, string>, RegExp][] = [
    [404, {}, /no repository at this address|hidden/],
    [403, {}, /does not let them read/],
    [301, { location: 'http://127.0.0.1:1/other.git' }, /redirects are not followed/],
    [200, { 'content-type': 'text/html' }, /there is none at this address/],
  ]
  for (const [status, headers, words] of cases) {
    const odd = await oddServer(() => [status, headers])
    await put(id, { url: odd.url })
    assert.match((await pull(id)).last_error ?? '', words, String(status))
  }
  await put(id, { url: 'http://127.0.0.1:1/nobody.git' })
  assert.match((await pull(id)).last_error ?? '', /takes no connections/)
})

test('a fetch that hangs is ended with the desk, and is as if it had not begun', async () => {
  const { id } = await git.project('hangs')
  let began = () => {}
  const begun = new Promise<void>(resolve => (began = resolve))
  const odd = await oddServer(() => {
    began()
    return [0, {}]
  })
  await put(id, { url: odd.url })
  const pulling = pull(id)
  await begun
  mirrors.stopFetches()
  assert.equal((await pulling).update_status, 'none')
})

test('a repository larger than the limit is not taken, and nothing of it is left', async () => {
  const { id } = await git.project('large')
  const large = await backend.repository('large')
  await client.git('', 'clone', '--quiet', large, 'large')
  await client.commit('large', 'Large', { 'a.bin': randomBytes(3_000_000) })
  await client.git('large', 'push', '--quiet', 'origin', 'HEAD:main')
  await put(id, { url: large })
  const small = { ...running, config: { ...running.config, mirrors: { ...rules, fetch_bytes: 1024 } } }
  await mirrors.pullMirror(small, { projectId: id })
  assert.match((await shown(id)).last_error ?? '', /mirrors\.fetch_bytes/)
  const repository = await web.desk.repositories.open({ id, default_branch: 'main' })
  assert.equal(await code.isEmpty(repository), true)
  assert.deepEqual(readdirSync(join(repository.path, 'objects', 'pack')), [])
})

test('addresses that lead inwards, run programs or read files are refused', async () => {
  const { id } = await git.project('addresses')
  for (const url of [
    'ext::sh -c touch% /tmp/x',
    'file:///etc/passwd',
    '/etc/passwd',
    'ssh://host/x.git',
    'git@host:x.git',
    '-oProxyCommand=touch',
    '--upload-pack=touch /tmp/x',
    'https://',
    'https://host',
    'https://host/x.git?service=y',
    'javascript:alert(1)',
    '',
  ])
    assert.equal((await put(id, { url })).status, 400, url)
  const strict = {
    ...running,
    config: { ...running.config, mirrors: { ...rules, allow_private_hosts: false } },
  }
  for (const host of [
    '127.0.0.1',
    '[::1]',
    '169.254.169.254',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0x7f.1',
    'localhost',
    '10.0.0.1',
  ]) {
    await put(id, { url: `http://${host}:9/x.git` })
    await mirrors.pullMirror(strict, { projectId: id })
    assert.match((await shown(id)).last_error ?? '', /private network/, host)
  }
  const https = { ...running, config: { ...running.config, mirrors: { ...rules, allow_http: false } } }
  await mirrors.pullMirror(https, { projectId: id })
  assert.match((await shown(id)).last_error ?? '', /http:\/\/ is not allowed/)
})

test('after failures it is tried later and later; Maintainers alone see it', async () => {
  const { id } = await git.project('patient')
  await put(id, { url: 'http://127.0.0.1:1/nobody.git', interval_minutes: 10 })
  const waits: number[] = []
  for (let tried = 0; tried < 3; tried++) {
    await pull(id)
    const { rows } = await web.database.pool.query(
      'select extract(epoch from next_at - last_ended_at) / 60 as minutes from mirrors where project_id = $1',
      [id],
    )
    waits.push(Math.round(Number(rows[0]?.minutes)))
  }
  assert.deepEqual(waits, [10, 20, 40])
  for (const who of ['developer', 'reporter', 'outsider'] as const) {
    const { statusCode } = await web.as(people[who], { url: at(id) })
    assert.ok([403, 404].includes(statusCode), who)
  }
  assert.equal((await web.as(people.maintainer, { method: 'DELETE', url: at(id) })).statusCode, 204)
})
