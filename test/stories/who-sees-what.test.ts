// Who sees what, from outside? Everybody × each visibility × each way to a ticket, over the whole API.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { rootToken } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

const levels = { guest: 10, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const
const people = ['nobody', 'outsider', ...Object.keys(levels), 'root'] as const
const visibilities = ['private', 'internal', 'public'] as const
type Visibility = (typeof visibilities)[number]

/** Words that stand in the ticket, in the internal note, and in what customers call themselves; and nowhere else. */
const secrets = ['xylophone', 'zugzwang', 'jane@customer.example', 'carl@customer.example']

type Place = {
  id: number
  group: string
  open: Issue
  ticket: Issue
  internal: number
  file: string
  milestone: number
}
type Issue = { id: number; iid: number }

let story: Story
const tokens = new Map<string, string>()
const places = new Map<Visibility, Place>()

before(async () => {
  story = await startStory()
  for (const name of people.slice(1, -1)) {
    const body = { username: name, name, email: `${name}@team.example`, password: 'long enough 1' }
    const { id } = await story.api<{ id: number }>('/users', { body })
    const token = await story.api<{ token: string }>(`/users/${id}/personal_access_tokens`, {
      body: { name: 'test', scopes: ['api'] },
    })
    tokens.set(name, token.token)
  }
  for (const visibility of visibilities) places.set(visibility, await makePlace(visibility))
})
after(() => story[Symbol.asyncDispose]())

/** An open issue with an internal note that names the ticket, and a ticket with a customer's and the team's notes. */
async function makePlace(visibility: Visibility): Promise<Place> {
  const { api } = story
  const group = await api<{ id: number }>('/groups', {
    body: { name: visibility, path: `g-${visibility}`, visibility },
  })
  const body = { name: 'Widget', path: 'widget', namespace_id: group.id, visibility }
  const { id, service_desk_address: address } = await api<{ id: number; service_desk_address: string }>(
    '/projects',
    { body },
  )
  for (const [username, access_level] of Object.entries(levels))
    await api(`/projects/${id}/members`, { body: { username, access_level } })
  await story.write({
    from: 'Jane <jane@customer.example>',
    to: address,
    cc: 'carl@customer.example',
    subject: 'My xylophone',
    text: `It is broken, ${visibility}.`,
  })
  await story.settled(1, id)
  const [ticket] = await api<Issue[]>(`/projects/${id}/issues`)
  assert.ok(ticket)
  await api(`/projects/${id}/issues/${ticket.iid}/email_participants`, {
    body: { emails: ['carl@customer.example'] },
  })
  await api(`/projects/${id}/labels`, { body: { name: 'music', color: 'red' } })
  await api(`/projects/${id}/issues/${ticket.iid}`, { method: 'PUT', body: { labels: 'music' } })
  const milestone = await api<{ id: number }>(`/projects/${id}/milestones`, { body: { title: 'Spring' } })
  await api(`/projects/${id}/issues/${ticket.iid}`, { method: 'PUT', body: { milestone_id: milestone.id } })
  const open = await api<Issue>(`/projects/${id}/issues`, { body: { title: 'Open', labels: 'music' } })
  await api(`/projects/${id}/issues/${ticket.iid}/notes`, { body: { body: `Like #${open.iid}, xylophone` } })
  const upload = await uploadTo(id)
  const note = await api<{ id: number }>(`/projects/${id}/issues/${open.iid}/notes`, {
    body: { body: `zugzwang @guest @reporter ${upload.markdown}`, internal: true },
  })
  const file = upload.url.replace(/^\/uploads/, `/projects/${id}/uploads`)
  return { id, group: `g-${visibility}`, open, ticket, internal: note.id, file, milestone: milestone.id }
}

async function uploadTo(id: number): Promise<{ url: string; markdown: string }> {
  const form = new FormData()
  form.set('file', new Blob(['zugzwang']), 'secret.txt')
  const answer = await fetch(`${story.web}/api/v4/projects/${id}/uploads`, {
    method: 'POST',
    headers: { 'PRIVATE-TOKEN': tokenOf('maintainer') ?? '' },
    body: form,
  })
  assert.equal(answer.status, 201)
  return (await answer.json()) as { url: string; markdown: string }
}

const tokenOf = (name: string) => tokens.get(name)

async function ask(name: string, path: string, more: RequestInit = {}) {
  const token = name === 'root' ? rootToken : tokenOf(name)
  const answer = await fetch(`${story.web}/api/v4${path}`, {
    ...more,
    headers: { ...(token && { 'PRIVATE-TOKEN': token }), ...more.headers },
  })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

const isTeam = (name: string) =>
  name === 'root' || (levels[name as keyof typeof levels] ?? 0) >= levels.reporter
const isMaintainer = (name: string) =>
  name === 'root' || (levels[name as keyof typeof levels] ?? 0) >= levels.maintainer
const sees = (name: string, visibility: Visibility) =>
  visibility === 'public' ||
  name in levels ||
  name === 'root' ||
  (visibility === 'internal' && name !== 'nobody')

/** Each cell of the table: somebody, somewhere. */
async function everywhere(check: (name: string, place: Place, visibility: Visibility) => Promise<void>) {
  for (const [visibility, place] of places) for (const name of people) await check(name, place, visibility)
}

/** What the team alone may read; `xylophone`, `zugzwang` or an address in any other answer is a leak. */
const readings = ({ id, group, open, ticket, internal, file }: Place) => [
  `/projects/${id}`,
  `/projects/${id}/issues?per_page=100`,
  `/projects/${id}/issues?search=xylophone`,
  `/projects/${id}/issues?requester=jane@customer.example`,
  `/projects/${id}/issues?pagination=keyset&order_by=updated_at&per_page=1`,
  `/projects/${id}/issues?iids[]=${ticket.iid}`,
  `/projects/${id}/issues?confidential=true`,
  `/projects/${id}/issues?service_desk=true`,
  `/projects/${id}/issues/${ticket.iid}`,
  `/projects/${id}/issues/${ticket.iid}/notes`,
  `/projects/${id}/issues/${ticket.iid}/discussions`,
  `/projects/${id}/issues/${ticket.iid}/participants`,
  `/projects/${id}/issues/${ticket.iid}/email_participants`,
  `/projects/${id}/issues/${open.iid}`,
  `/projects/${id}/issues/${open.iid}/notes`,
  `/projects/${id}/issues/${open.iid}/notes/${internal}`,
  `/projects/${id}/issues/${open.iid}/discussions`,
  `/projects/${id}/search?scope=issues&search=xylophone`,
  `/projects/${id}/search?scope=notes&search=xylophone`,
  `/projects/${id}/search?scope=notes&search=zugzwang`,
  `/projects/${id}/labels?with_counts=true`,
  `/projects/${id}/members`,
  `/projects/${id}/members/all`,
  `/projects/${id}/service_desk`,
  `/projects/${id}/inbox`,
  `/projects/${id}/outbox`,
  `/groups/${group}/issues`,
  `/groups/${group}/search?scope=issues&search=xylophone`,
  `/issues/${ticket.id}`,
  file,
]

test('nobody but the team reads of a ticket, an internal note or an address, by whatever way', async () => {
  await everywhere(async (name, place, visibility) => {
    for (const path of readings(place)) {
      const { status, text } = await ask(name, path)
      const where = `${name} in the ${visibility} project: ${path} ${status}`
      assert.ok(status < 500, where)
      if (!sees(name, visibility)) assert.ok(status === 404 || status === 401, where)
      if (isTeam(name)) continue
      for (const secret of secrets) assert.ok(!text.includes(secret), `${where} ${text}`)
    }
  })
})

test('what spans all projects keeps the same silence', async () => {
  const paths = [
    '/issues?scope=all',
    '/issues?scope=all&search=xylophone',
    '/issues_statistics?scope=all&search=xylophone',
    '/search?scope=issues&search=xylophone',
    '/search?scope=notes&search=zugzwang',
    '/todos',
    '/users',
    '/users?search=@team.example',
    '/admin/inbox',
    '/admin/outbox',
    '/admin/undeliverable_addresses',
  ]
  for (const name of ['nobody', 'outsider', 'guest'])
    for (const path of paths) {
      const { status, text } = await ask(name, path)
      assert.ok(status < 500, `${name}: ${path}`)
      for (const secret of [...secrets, '@team.example'])
        assert.ok(!text.includes(secret), `${name}: ${path} ${text}`)
      if (path.startsWith('/admin')) assert.equal(status, name === 'nobody' ? 401 : 403, `${name}: ${path}`)
    }
  for (const name of ['reporter', 'root']) {
    const { headers } = await ask(name, '/search?scope=issues&search=xylophone')
    assert.equal(headers.get('x-total'), '3')
  }
})

test('a ticket is 404 for those who may not read it, and counts for nobody else', async () => {
  await everywhere(async (name, { id, ticket }, visibility) => {
    const where = `${name} in the ${visibility} project`
    const issue = await ask(name, `/projects/${id}/issues/${ticket.iid}`)
    assert.equal(issue.status, isTeam(name) ? 200 : 404, where)
    assert.equal((await ask(name, `/issues/${ticket.id}`)).status, isTeam(name) ? 200 : 404, where)
    if (!sees(name, visibility)) return
    const open = isTeam(name) ? 2 : 1
    const list = await ask(name, `/projects/${id}/issues`)
    assert.equal(list.headers.get('x-total'), String(open), where)
    const statistics = JSON.parse((await ask(name, `/projects/${id}/issues_statistics`)).text)
    assert.deepEqual(statistics.statistics.counts, { all: open, closed: 0, opened: open }, where)
    const [label] = JSON.parse((await ask(name, `/projects/${id}/labels?with_counts=true`)).text)
    assert.equal(label.open_issues_count, open, where)
  })
})

test('the address is for Reporters, settings and mails of the project are for Maintainers', async () => {
  await everywhere(async (name, { id }, visibility) => {
    const where = `${name} in the ${visibility} project`
    const hidden = sees(name, visibility) ? (name === 'nobody' ? 401 : 403) : 404
    for (const path of ['service_desk', 'inbox', 'outbox']) {
      const { status } = await ask(name, `/projects/${id}/${path}`)
      if (isMaintainer(name)) assert.equal(status, 200, `${where}: ${path}`)
      else assert.ok([hidden, 401].includes(status), `${where}: ${path} ${status}`)
    }
    const { text } = await ask(name, `/projects/${id}`)
    assert.equal(text.includes('service_desk_address'), isTeam(name), where)
  })
})

test('who may not read it cannot write to it either', async () => {
  await everywhere(async (name, { id, open, ticket, internal }, visibility) => {
    if (isTeam(name)) return
    const issue = `/projects/${id}/issues/${ticket.iid}`
    const attempts: [method: string, path: string, body?: object][] = [
      ['POST', `${issue}/notes`, { body: 'me too' }],
      ['POST', `${issue}/discussions`, { body: 'me too' }],
      ['PUT', issue, { title: 'Mine', state_event: 'close' }],
      ['POST', `${issue}/move`, { to_project_id: id }],
      ['POST', `${issue}/subscribe`],
      ['POST', `${issue}/todo`],
      ['POST', `${issue}/email_participants`, { emails: ['me@outside.example'] }],
      ['DELETE', issue],
      ['PUT', `/projects/${id}/issues/${open.iid}`, { title: 'Mine' }],
      ['PUT', `/projects/${id}/issues/${open.iid}/notes/${internal}`, { body: 'Mine' }],
      ['DELETE', `/projects/${id}/issues/${open.iid}/notes/${internal}`],
      ['POST', `/projects/${id}/issues/${open.iid}/notes`, { body: 'psst', internal: true }],
      ['POST', `/projects/${id}/issues/${open.iid}/email_participants`, { emails: ['me@outside.example'] }],
      ['POST', `/projects/${id}/labels`, { name: 'mine' }],
      ['POST', `/projects/${id}/milestones`, { title: 'mine' }],
      ['PUT', `/projects/${id}`, { visibility: 'public' }],
      ['PUT', `/projects/${id}/service_desk`, { service_desk_enabled: false }],
      ['POST', `/projects/${id}/members`, { username: name, access_level: 50 }],
      ['POST', `/projects/${id}/inbox/1/release`],
      ['POST', `/projects/${id}/outbox/1/resend`],
    ]
    for (const [method, path, body] of attempts) {
      const { status } = await ask(name, path, {
        method,
        headers: { ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
      assert.ok([401, 403, 404].includes(status), `${name}, ${visibility}: ${method} ${path} ${status}`)
    }
  })
})

type Operation = { method: string; path: string }

/** Every route that the desk has; one that is added tomorrow as well. */
async function operations(): Promise<Operation[]> {
  const { paths } = await story.api<{ paths: Record<string, object> }>('/openapi.json')
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => ({ method: method.toUpperCase(), path: path.replace('/api/v4', '') })),
  )
}

/** Real numbers of the ticket and what hangs on it, for the names in the paths. */
async function parametersOf(place: Place): Promise<Record<string, string | number>> {
  const { api } = story
  const ticket = `/projects/${place.id}/issues/${place.ticket.iid}`
  const [discussion] = await api<{ id: string; notes: { id: number }[] }[]>(`${ticket}/discussions`)
  const [participant] = await api<{ id: number }[]>(`${ticket}/email_participants`)
  const [inbox] = await api<{ id: number }[]>(`/projects/${place.id}/inbox`)
  const [outbox] = await api<{ id: number }[]>(`/projects/${place.id}/outbox`)
  const [secret = '', filename = ''] = place.file.split('/').slice(-2)
  return {
    issue_iid: place.ticket.iid,
    note_id: discussion?.notes[0]?.id ?? 0,
    discussion_id: discussion?.id ?? '',
    participant_id: participant?.id ?? 0,
    inbox_id: inbox?.id ?? 0,
    outbox_id: outbox?.id ?? 0,
    milestone_id: place.milestone,
    label_id: 'music',
    user_id: 1,
    reply_id: 1,
    secret,
    filename,
    email: 'jane@customer.example',
    name: 'incoming',
    mailbox: 'service_desk_email',
  }
}

/** What `{id}` stands for depends on where it stands. */
function filled({ path }: Operation, place: Place, values: Record<string, string | number>): string {
  const ids = { projects: place.id, groups: place.group, issues: place.ticket.id }
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const first = path.split('/')[1] as keyof typeof ids
    return encodeURIComponent(String(name === 'id' ? (ids[first] ?? 1) : values[name]))
  })
}

/** A stream that never ends; live.test.ts sees to it. */
const withoutEnd = ['/events']
/** A table is asked for by its name. */
const queries: Record<string, string> = {
  '/projects/{id}/service_desk/numbers.csv': '?table=days',
  '/projects/{id}/service_desk/preview': '?project_key=a',
}
/** Whatever is written, it says so. */
const written = {
  ...{
    body: 'Mine',
    title: 'Mine',
    name: 'Mine',
    emails: ['me@outside.example'],
    email: 'me@outside.example',
  },
  ...{
    to_project_id: 1,
    into_iid: 1,
    state_event: 'close',
    confidential: false,
    username: 'outsider',
    access_level: 50,
  },
  ...{ visibility: 'public', action: 'release', ids: [1], iids: [1], color: 'red', filename: 'mine' },
}

const isAbout = ({ path }: Operation) => path.includes('{issue_iid}') || path === '/issues/{id}'

test('no route, whichever there is, shows a ticket to somebody outside of the team', async () => {
  const all = (await operations()).filter(({ path }) => !withoutEnd.includes(path))
  assert.ok(all.length > 150 && all.filter(isAbout).length > 40, `${all.length} routes`)
  const unread: string[] = []
  for (const [visibility, place] of places) {
    const values = await parametersOf(place)
    for (const operation of all.filter(({ method }) => method === 'GET')) {
      const search = operation.path.endsWith('/search') ? '?scope=notes&search=xylophone' : ''
      const path = `${filled(operation, place, values)}${queries[operation.path] ?? search}`
      if (isAbout(operation) && (await ask('root', path)).status !== 200) unread.push(operation.path)
      for (const name of ['nobody', 'outsider', 'guest']) {
        const { status, text } = await ask(name, path)
        const where = `${name} in the ${visibility} project: ${path} ${status}`
        assert.ok(status < 500, where)
        if (isAbout(operation)) assert.ok(status === 404 || status === 401, where)
        for (const secret of secrets) assert.ok(!text.includes(secret), `${where} ${text}`)
      }
    }
  }
  // What nobody could read would prove nothing; a note that was written here came by no mail (original-mails.test.ts).
  const byMail = /\/notes\/\{note_id\}\/(?:inbox|mail)/
  assert.deepEqual(
    [...new Set(unread)].filter(path => !byMail.test(path)),
    [],
  )
})

test('no route, whichever there is, changes a ticket for somebody outside of the team', async () => {
  // What has no parameter is about oneself.
  const all = (await operations()).filter(({ method, path }) => method !== 'GET' && path.includes('{'))
  for (const [visibility, place] of places) {
    const values = await parametersOf(place)
    const ticket = `/projects/${place.id}/issues/${place.ticket.iid}`
    const seen = async () => {
      const parts = ['', '/notes?activity_filter=all', '/email_participants', '/participants', '/inbox']
      return Promise.all(parts.map(async part => (await ask('root', `${ticket}${part}`)).text))
    }
    const before = await seen()
    for (const operation of all) {
      const path = filled(operation, place, values)
      for (const name of ['nobody', 'outsider', 'guest']) {
        const { status, text } = await ask(name, path, {
          method: operation.method,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(written),
        })
        const where = `${name} in the ${visibility} project: ${operation.method} ${path} ${status} ${text}`
        assert.ok(status >= 400 && status < 500 ? true : !isAbout(operation) && status < 500, where)
        for (const secret of secrets) assert.ok(!text.includes(secret), where)
      }
    }
    assert.deepEqual(await seen(), before)
  }
})
