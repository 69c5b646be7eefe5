// Do pages stay true by themselves? Server-sent events of a running desk, for each who may know.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, rootToken } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

type Told = {
  id?: string
  event: string
  data: { project_id: number; issue_id: number | null; note_id: number | null }
}
type Ear = {
  heard: Told[]
  hears(what: (told: Told) => boolean, sentence: string): Promise<Told>
  close(): void
}

let story: Story
let openProject: number
const tokens = new Map([['root', rootToken]])
const ears: Ear[] = []

before(async () => {
  story = await startStory()
  const { api } = story
  const body = { name: 'Open', path: 'open', visibility: 'public' }
  const made = await api<{ id: number }>('/projects', { body })
  openProject = made.id
  for (const [name, level] of [
    ['guest', 10],
    ['reporter', 20],
    ['maintainer', 40],
    ['outsider', 0],
  ] as const) {
    const person = { username: name, name, email: `${name}@team.example`, password: 'long enough 1' }
    const { id } = await api<{ id: number }>('/users', { body: person })
    const given = { name: 'test', scopes: name === 'guest' ? ['read_api'] : ['api'] }
    const { token } = await api<{ token: string }>(`/users/${id}/personal_access_tokens`, { body: given })
    tokens.set(name, token)
    if (level > 0)
      for (const project of [openProject, story.project.id])
        await api(`/projects/${project}/members`, { body: { user_id: id, access_level: level } })
  }
})
after(async () => {
  for (const ear of ears) ear.close()
  await story[Symbol.asyncDispose]()
})

async function listen(name: string, headers: Record<string, string> = {}): Promise<Ear> {
  const leave = new AbortController()
  const answer = await fetch(`${story.web}/api/v4/events`, {
    headers: { 'PRIVATE-TOKEN': tokens.get(name) ?? '', ...headers },
    signal: leave.signal,
  })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  const heard: Told[] = []
  const greeted = Promise.withResolvers<void>()
  const read = async () => {
    let rest = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      greeted.resolve()
      const blocks = (rest + part).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const told = Object.fromEntries(
          block
            .split('\n')
            .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        )
        if (told.event) heard.push({ ...told, event: told.event, data: JSON.parse(told.data ?? '{}') })
      }
    }
  }
  read().catch(error => assert.equal(error.name, 'AbortError'))
  await greeted.promise
  const ear: Ear = {
    heard,
    hears: (what, sentence) => eventually(async () => heard.find(what), sentence),
    close: () => leave.abort(),
  }
  ears.push(ear)
  return ear
}

const open = <T extends object>(body: T) =>
  story.api<{ id: number; iid: number }>(`/projects/${openProject}/issues`, { body })
const about = (issue: { id: number }) => (told: Told) => told.data.issue_id === issue.id

test('nobody listens without signing in', async () => {
  assert.equal((await fetch(`${story.web}/api/v4/events`)).status, 401)
})

test('issues and notes are told to those who may read them, and to nobody else', async () => {
  const [reporter, guest, outsider] = await Promise.all(['reporter', 'guest', 'outsider'].map(n => listen(n)))
  assert.ok(reporter && guest && outsider)
  const secret = await open({ title: 'Secret', confidential: true })
  const plain = await open({ title: 'Plain' })
  const notes = `/projects/${openProject}/issues/${plain.iid}/notes`
  const internal = await story.api<{ id: number }>(notes, { body: { body: 'psst', internal: true } })
  const last = await story.api<{ id: number }>(notes, { body: { body: 'aloud' } })
  for (const ear of [reporter, guest, outsider])
    await ear.hears(told => told.data.note_id === last.id && told.event === 'note', 'the public note is told')
  assert.ok(reporter.heard.some(about(secret)))
  assert.ok(reporter.heard.some(told => told.data.note_id === internal.id))
  for (const ear of [guest, outsider]) {
    assert.ok(ear.heard.some(about(plain)))
    assert.ok(!ear.heard.some(about(secret)))
    assert.ok(!ear.heard.some(told => told.data.note_id === internal.id))
  }
})

test('mail in and out is told to maintainers and administrators, the ticket to the team', async () => {
  const [root, maintainer, reporter, guest] = await Promise.all(
    ['root', 'maintainer', 'reporter', 'guest'].map(n => listen(n)),
  )
  assert.ok(root && maintainer && reporter && guest)
  await story.write({ from: 'jane@customer.example', to: story.project.address, subject: 'Live' })
  for (const ear of [root, maintainer])
    for (const kind of ['inbox', 'issue', 'outbox'])
      await ear.hears(told => told.event === kind, `${kind} is told`)
  await reporter.hears(
    told => told.event === 'issue' && told.data.project_id === story.project.id,
    'the ticket',
  )
  const plain = await open({ title: 'A mark' })
  for (const ear of [reporter, guest]) await ear.hears(about(plain), 'what came after the mail')
  assert.ok(!reporter.heard.some(told => /box/.test(told.event)))
  assert.ok(!guest.heard.some(told => told.data.project_id === story.project.id))
})

test('who was away catches up from Last-Event-ID, with what they may know', async () => {
  const before = await listen('reporter')
  const seen = await open({ title: 'Seen' })
  const { id = '' } = await before.hears(told => about(seen)(told) && told.id !== undefined, 'an id')
  before.close()
  const secret = await open({ title: 'While away, secret', confidential: true })
  const missed = await open({ title: 'While away' })
  const [reporter, guest] = [
    await listen('reporter', { 'Last-Event-ID': id }),
    await listen('guest', { 'Last-Event-ID': id }),
  ]
  for (const ear of [reporter, guest]) await ear.hears(about(missed), 'what was missed')
  assert.ok(reporter.heard.some(about(secret)))
  assert.ok(!guest.heard.some(about(secret)))
  for (const odd of ['0', '-1', 'x', '1e400', '99999999999999999999', "1' or 1"])
    (await listen('guest', { 'Last-Event-ID': odd })).close()
})

test('who writes is told to the others of the team, and to nobody else', async () => {
  const names = ['reporter', 'maintainer', 'root', 'guest', 'outsider'] as const
  const [reporter, maintainer, root, guest, outsider] = await Promise.all(names.map(name => listen(name)))
  assert.ok(reporter && maintainer && root && guest && outsider)
  const [{ id: guestId } = { id: 0 }] = await story.api<{ id: number }[]>('/users?username=guest')
  const secret = await open({ title: 'Ours', confidential: true, assignee_ids: [guestId] })
  const plain = await open({ title: 'Everybody may read this' })
  const writes = async (name: string, { iid }: { iid: number }, body: object) => {
    const answer = await fetch(`${story.web}/api/v4/projects/${openProject}/issues/${iid}/writing`, {
      method: 'POST',
      headers: { 'PRIVATE-TOKEN': tokens.get(name) ?? '', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.status
  }
  for (const issue of [secret, plain]) assert.equal(await writes('reporter', issue, { internal: true }), 204)
  assert.equal(await writes('outsider', secret, {}), 404)
  assert.equal(await writes('outsider', plain, {}), 403)
  assert.equal(await writes('guest', plain, {}), 403)
  const mark = await open({ title: 'What came after the writing' })
  for (const ear of [reporter, guest, outsider]) await ear.hears(about(mark), 'what came after')
  for (const ear of [maintainer, root])
    for (const issue of [secret, plain]) {
      const told = await ear.hears(
        candidate => candidate.event === 'writing' && about(issue)(candidate),
        'writing',
      )
      const { user, ...data } = told.data as typeof told.data & { user: { id: number } }
      assert.deepEqual(data, {
        kind: 'writing',
        project_id: openProject,
        issue_id: issue.id,
        internal: true,
      })
      assert.deepEqual(Object.keys(user), ['id', 'username', 'name', 'avatar_url'])
      assert.equal(told.id, undefined)
    }
  for (const ear of [reporter, guest, outsider])
    assert.ok(!ear.heard.some(told => told.event === 'writing' || 'user' in told.data))
  assert.ok(guest.heard.some(about(secret)), 'the assignee reads the issue all the same')
})
