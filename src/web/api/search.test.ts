// Is what one looks for found, and nothing that one may not read?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { milestones } from '#issues'
import type { TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

type Query = { scope: string; search: string; [name: string]: string }
const find = (desk: WebTracker, by: TestPerson | null, query: Query, at = '') =>
  desk.as(by, { url: `${at}/search?${new URLSearchParams(query)}` })

test('issues are found by their words, which are marked', async () => {
  await using desk = await webTracker()
  const description = 'The <paper> is stuck in the zeppelin tray.'
  const { iid } = await desk.issue({ title: 'Zeppelin & printer', description })
  await desk.issue({ projectId: desk.widget, title: 'zeppelin', confidential: true })
  const answer = await find(
    desk,
    desk.reporter,
    { scope: 'issues', search: 'zeppel' },
    `/projects/${desk.open}`,
  )
  assert.equal(answer.statusCode, 200, answer.body)
  const [hit, ...more] = answer.json()
  assert.deepEqual([hit.iid, hit.title, more], [iid, 'Zeppelin & printer', []])
  assert.deepEqual(hit.highlight.title, [
    { text: 'Zeppelin', match: true },
    { text: ' & printer', match: false },
  ])
  assert.deepEqual(
    hit.highlight.description.filter((piece: { match: boolean }) => piece.match),
    [{ text: 'zeppelin', match: true }],
  )
  const titles = async (query: object, at = '') =>
    (await find(desk, desk.reporter, { scope: 'issues', search: 'zeppelin', ...query }, at))
      .json()
      .map((issue: { title: string }) => issue.title)
  assert.deepEqual(await titles({}), ['zeppelin', 'Zeppelin & printer'])
  assert.deepEqual(await titles({ sort: 'asc' }, '/groups/acme'), ['Zeppelin & printer', 'zeppelin'])
  assert.deepEqual(await titles({ confidential: 'true' }), ['zeppelin'])
  assert.deepEqual(await titles({ state: 'closed' }), [])
  assert.deepEqual(await titles({ search: 'zeppelin unheard' }), [])
  const page = await find(desk, desk.reporter, { scope: 'issues', search: 'zeppelin', per_page: '1' })
  assert.deepEqual([page.headers['x-total'], page.headers['x-next-page']], ['2', '2'])
})

test('notes, projects, people and milestones are found', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.issue()
  await desk.mailed(id, { body: 'It smells of zeppelin.' })
  const project = `/projects/${desk.open}`
  const [note] = (await find(desk, desk.guest, { scope: 'notes', search: 'zeppelin' }, project)).json()
  assert.deepEqual(
    [note.noteable_iid, note.issue_title, note.author.username],
    [iid, 'Printer', 'support-bot'],
  )
  assert.match(note.web_url, new RegExp(`/acme/open/-/issues/${iid}#note_${note.id}$`))
  assert.equal(note.external_author, 'ja*****@c*****.e**')
  assert.equal(note.highlight.body[1].text, 'zeppelin')
  const [seen] = (await find(desk, desk.reporter, { scope: 'notes', search: 'zeppelin' })).json()
  assert.equal(seen.external_author, 'jane@customer.example')

  const names = async (query: Query, at = '') =>
    (await find(desk, desk.guest, query, at)).json().map((row: { name: string }) => row.name)
  assert.deepEqual(await names({ scope: 'projects', search: 'acme/' }, '/groups/acme'), ['open', 'widget'])
  assert.deepEqual(await names({ scope: 'users', search: 'outsi' }), ['outsider Example'])
  assert.deepEqual(await names({ scope: 'users', search: 'outsi' }, project), [])
  assert.deepEqual(await names({ scope: 'users', search: 'guest' }, project), ['guest Example'])
  assert.deepEqual(await names({ scope: 'users', search: 'root' }, '/groups/acme'), ['root Example'])

  for (const place of [desk.open, desk.widget])
    await desk.write(tx => milestones.create(tx, place, desk.maintainer, { title: `Spring ${place}` }))
  const found = async (by: TestPerson, at = '') =>
    (await find(desk, by, { scope: 'milestones', search: 'SPRING' }, at))
      .json()
      .map((row: { project_id: number }) => row.project_id)
  assert.deepEqual(await found(desk.guest), [desk.widget, desk.open])
  assert.deepEqual(await found(desk.guest, project), [desk.open])
  assert.deepEqual(await found(desk.outsider, '/groups/acme'), [desk.open])
})

test('nothing is found that the viewer may not read', async () => {
  await using desk = await webTracker()
  const open = await desk.issue({ title: 'For all' })
  const ticket = await desk.ticket({ title: 'Hidden zeppelin' })
  await desk.issue({ projectId: desk.widget, title: 'Private zeppelin' })
  await desk.mailed(ticket.id, { body: 'A zeppelin on a ticket' })
  await desk.mailed(open.id, { body: 'A zeppelin between us', internal: true })
  const group = '/groups/acme'
  const project = `/projects/${desk.open}`
  for (const [who, issues, notes, projects] of [
    [desk.root, 2, 2, 2],
    [desk.reporter, 2, 2, 2],
    [desk.guest, 1, 0, 2],
    [desk.outsider, 0, 0, 1],
  ] as const)
    for (const at of ['', group]) {
      const count = async (scope: string, search: string) => {
        const answer = await find(desk, who, { scope, search }, at)
        const rows: object[] = answer.json()
        assert.equal(answer.headers['x-total'], String(rows.length))
        return rows.length
      }
      const seen = [await count('issues', 'zeppelin'), await count('notes', 'zeppelin')]
      assert.deepEqual([...seen, await count('projects', 'acme')], [issues, notes, projects], who.username)
    }
  for (const who of [desk.guest, desk.outsider])
    for (const scope of ['issues', 'notes'])
      assert.deepEqual((await find(desk, who, { scope, search: 'zeppelin' }, project)).json(), [])
  // A requester's address would tell whose ticket it is.
  assert.deepEqual(
    (await find(desk, desk.outsider, { scope: 'issues', search: 'jane@customer.example' })).json(),
    [],
  )
  const hidden = await find(desk, desk.outsider, { scope: 'issues', search: 'x' }, `/projects/${desk.widget}`)
  assert.equal(hidden.statusCode, 404)
})

test('what is wrong is named, and nobody searches without an account', async () => {
  await using desk = await webTracker()
  for (const [query, error] of [
    [{ scope: 'issues' }, 'search is missing'],
    [{ search: 'x' }, 'scope is missing'],
    [{ scope: 'blobs', search: 'x' }, 'scope does not have a valid value'],
    [{ scope: 'issues', search: ' ' }, "search can't be blank"],
    [{ scope: 'issues', search: 'x'.repeat(1001) }, 'search is too long (maximum is 1000 characters)'],
    [{ scope: 'issues', search: 'x', state: 'ajar' }, 'state does not have a valid value'],
  ] as const) {
    const answer = await find(desk, desk.guest, query as Query)
    assert.deepEqual([answer.statusCode, answer.json()], [400, { error }])
  }
  for (const search of ['%', "'", '!&|():*', '\\', '<script>', 'a:*b', '日本', '"'])
    for (const scope of ['issues', 'notes', 'projects', 'users', 'milestones'])
      assert.equal((await find(desk, desk.guest, { scope, search })).statusCode, 200, search)
  for (const at of ['', '/groups/acme', `/projects/${desk.open}`])
    assert.equal((await find(desk, null, { scope: 'issues', search: 'x' }, at)).statusCode, 401)
  assert.equal(
    (await find(desk, desk.guest, { scope: 'issues', search: 'x' }, '/groups/none')).statusCode,
    404,
  )
})

test('whoever searches too often waits; others do not', async () => {
  await using desk = await webTracker()
  const query = { scope: 'users', search: 'x' }
  const answers = await Promise.all(Array.from({ length: 125 }, () => find(desk, desk.guest, query)))
  assert.equal(answers.filter(answer => answer.statusCode === 200).length, 120)
  const refused = answers.find(answer => answer.statusCode === 429)
  assert.deepEqual(refused?.json(), { message: '429 Too Many Requests' })
  assert.ok(Number(refused?.headers['retry-after']) > 0)
  assert.equal((await find(desk, desk.reporter, query)).statusCode, 200)
})
