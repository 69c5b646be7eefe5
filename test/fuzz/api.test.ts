// Is there a request that the API takes for its own fault? Each parameter of each operation, with what nobody should send.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type GitDesk, gitDesk } from '../support/git-desk.ts'
import { type Document, formOf, type Operation, operationsOf, type Schema } from './openapi.ts'

/** For addresses. What cannot be written in UTF-8 is sent as the bytes that a careless client makes of it. */
const texts = [
  '\0',
  'a\0b',
  '',
  ' ',
  "'",
  '%',
  'x'.repeat(5000),
  '--all',
  '../..',
  '9'.repeat(30),
  '-1',
  '1.5',
]
const odd = [
  '2147483648',
  'NaN',
  '275760-09-13',
  '0000-00-00',
  '\u2028',
  '\\',
  '*',
  'a/b',
  '@{1}',
  'HEAD',
  '%ED%A0%80',
]
/** For bodies. */
const values = [
  ...texts,
  ...odd,
  '\ud800',
  null,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  true,
  [],
  [null],
  {},
  ['\0'],
  [2 ** 40],
]

/** Streams without an end; what would end the test, its own token and account; and what asks name servers. */
const leftOut = /\/(?:events|live|session|user)\b|\/users\/|personal_access_tokens|custom_email/

let desk: GitDesk
let document: Document
let known: Record<string, unknown>
let group: number

async function made<T = { id: number }>(url: string, payload: object): Promise<T> {
  const answer = await desk.web.as(desk.web.root, { method: 'POST', url, payload })
  assert.equal(answer.statusCode, 201, `${url}: ${answer.body}`)
  return answer.json()
}

before(async () => {
  desk = await gitDesk()
  group = (await made('/groups', { name: 'Team', path: 'team' })).id
  const { id } = await desk.project('Widget', { namespace_id: group })
  const at = `/projects/${id}`
  const commit = (branch: string, file_path: string, more: object) =>
    made(`${at}/repository/commits`, {
      branch,
      commit_message: 'Write',
      actions: [{ action: 'create', file_path, content: 'one\ntwo\n' }],
      ...more,
    })
  await commit('main', 'a.txt', {})
  await commit('work', 'b.txt', { start_branch: 'main' })
  await made(`${at}/repository/tags`, { tag_name: 'v1', ref: 'main' })
  await made(`${at}/labels`, { name: 'bug', color: '#123456' })
  await made(`${at}/milestones`, { title: 'One' })
  const issue = await made<{ iid: number }>(`${at}/issues`, { title: 'One' })
  const branches = { source_branch: 'work', target_branch: 'main' }
  const request = await made<{ iid: number }>(`${at}/merge_requests`, { ...branches, title: 'One' })
  const note = await made(`${at}/merge_requests/${request.iid}/notes`, { body: 'one' })
  const hook = await made(`${at}/hooks`, { url: 'https://receiver.example/desk' })
  known = {
    id,
    issue_iid: issue.iid,
    merge_request_iid: request.iid,
    note_id: note.id,
    hook_id: hook.id,
    user_id: desk.people.developer.id,
    branch: 'work',
    sha: 'main',
    ref: 'main',
    name: 'main',
    tag_name: 'v1',
    file_path: 'a.txt',
    type: 'issues',
  }
  document = (await desk.web.as(null, { url: '/openapi.json' })).json()
})
after(() => desk[Symbol.asyncDispose]())

type Call = { url: string; payload?: unknown }

function* callsOf({ path, parameters, body }: Operation): Generator<Call> {
  const form = (schema: Schema, name: string) => formOf(document, schema, name, known)
  const of = (place: 'path' | 'query') => parameters.filter(one => one.in === place)
  const own: Record<string, unknown> = /\/groups\/\{id\}/.test(path) ? { id: group } : {}
  const address = (over: Record<string, string> = {}) => {
    const parts = Object.fromEntries(of('path').map(({ name, schema }) => [name, form(schema, name)]))
    const given: Record<string, unknown> = { ...parts, ...own, ...over }
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(given[name]))
    const needed = of('query').filter(({ name, required }) => required === true && over[name] === undefined)
    const asked = [...needed.map(({ name, schema }) => [name, form(schema, name)]), ...Object.entries(over)]
    const query = asked.filter(([name]) => of('query').some(one => one.name === name))
    return `${filled}?${query.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`
  }
  const usual = body === undefined ? {} : { payload: form(body, '') }
  yield { url: address(), ...usual }
  for (const { name } of parameters)
    for (const text of [...texts, ...odd]) yield { url: address({ [name]: text }), ...usual }
  if (body === undefined) return
  for (const value of values) yield { url: address(), payload: JSON.stringify(value) }
  for (const name of Object.keys(body.properties ?? {}))
    for (const value of values) yield { url: address(), payload: { ...Object(usual.payload), [name]: value } }
}

function encoded(value: unknown): string {
  const text = String(value)
  return text.startsWith('%ED') ? text : encodeURIComponent(text)
}

for (const method of ['get', 'post', 'put', 'patch'] as const)
  test(`${method.toUpperCase()}: what nobody should send is the sender's fault`, async () => {
    const wrong: string[] = []
    let calls = 0
    for (const operation of operationsOf(document)) {
      if (operation.method !== method || leftOut.test(operation.path)) continue
      for (const { url, payload } of callsOf(operation)) {
        calls++
        const given = payload === undefined ? {} : { payload: payload as object }
        const headers = { 'private-token': desk.web.root.token, 'content-type': 'application/json' }
        const answer = await desk.web.app.inject({ method, url, headers, ...given })
        if (answer.statusCode >= 500)
          wrong.push(
            `${answer.statusCode} ${url.slice(0, 200)} ${JSON.stringify(payload)?.slice(0, 200) ?? ''}`,
          )
      }
    }
    assert.ok(calls > 100, `only ${calls} requests`)
    const self = await desk.web.as(desk.web.root, { url: '/user' })
    assert.equal(self.statusCode, 200, 'the test has shut itself out')
    assert.deepEqual(wrong, [])
  })
