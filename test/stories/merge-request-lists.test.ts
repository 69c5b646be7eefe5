// Which merge requests does a list hold, and a search find? By each condition, and never one that the viewer may not read.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type GitDesk, gitDesk } from '../support/git-desk.ts'
import type { TestPerson } from '../support/web.ts'

let desk: GitDesk
let project: { id: number; path: string }
let hidden: { id: number }
let group: number
const iids: Record<string, number> = {}

type Shown = { iid: number; project_id: number; title: string }

const api = (as: TestPerson | null, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
  as === null
    ? desk.web.app.inject({ method, url: `/api/v4${url}` })
    : desk.web.as(as, { method, url, ...(payload ? { payload } : {}) })

async function made<T>(as: TestPerson, url: string, payload: object): Promise<T> {
  const answer = await api(as, 'POST', url, payload)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json()
}

async function propose(as: TestPerson, at: number, branch: string, more: object): Promise<number> {
  await made(as, `/projects/${at}/repository/commits`, {
    branch,
    start_branch: 'main',
    commit_message: branch,
    actions: [{ action: 'create', file_path: branch, content: branch }],
  })
  const body = { source_branch: branch, target_branch: 'main', ...more }
  return (await made<Shown>(as, `/projects/${at}/merge_requests`, body)).iid
}

before(async () => {
  desk = await gitDesk()
  const { people, web } = desk
  group = (await made<{ id: number }>(web.root, '/groups', { name: 'Team', path: 'team' })).id
  project = await desk.project('Widget', { namespace_id: group })
  hidden = await made(web.root, '/projects', { name: 'Hidden', namespace_id: group })
  for (const { id } of [project, hidden])
    await made(web.root, `/projects/${id}/repository/commits`, {
      branch: 'main',
      commit_message: 'Begin',
      actions: [{ action: 'create', file_path: 'a', content: 'a' }],
    })
  await made(web.root, `/projects/${project.id}/labels`, { name: 'bug', color: '#123456' })
  const { id: milestone_id } = await made<{ id: number }>(web.root, `/projects/${project.id}/milestones`, {
    title: 'One',
  })
  const { developer, maintainer } = people
  iids.draft = await propose(developer, project.id, 'draft', {
    title: 'Draft: fill the export',
    labels: 'bug',
  })
  iids.wip = await propose(developer, project.id, 'wip', { title: '[WIP] Import', milestone_id })
  iids.deploy = await propose(maintainer, project.id, 'deploy', {
    title: 'Deploy the exporter',
    description: 'It was never filled.',
    assignee_ids: [developer.id],
    reviewer_ids: [maintainer.id],
  })
  iids.readme = await propose(maintainer, project.id, 'readme', { title: 'Write a readme' })
  await api(maintainer, 'PUT', `/projects/${project.id}/merge_requests/${iids.readme}`, {
    state_event: 'close',
  })
  iids.hidden = await propose(web.root, hidden.id, 'secret', { title: 'A secret export' })
})
after(() => desk[Symbol.asyncDispose]())

/** Names of what a list holds, and its total. */
async function listed(as: TestPerson, url: string): Promise<string[]> {
  const answer = await api(as, 'GET', url)
  assert.equal(answer.statusCode, 200, answer.body)
  const rows = answer.json<Shown[]>()
  assert.equal(answer.headers['x-total'], String(rows.length), 'what may not be read is not counted')
  const nameOf = (row: Shown) =>
    Object.keys(iids).find(
      name => iids[name] === row.iid && (name === 'hidden') === (row.project_id === hidden.id),
    )
  return rows.map(row => nameOf(row) ?? row.title).sort()
}

test('each condition of a list holds what it says', async () => {
  const { developer, maintainer } = desk.people
  const conditions: [query: string, expected: string[]][] = [
    ['', ['deploy', 'draft', 'readme', 'wip']],
    ['state=opened', ['deploy', 'draft', 'wip']],
    ['state=closed', ['readme']],
    ['state=merged', []],
    ['wip=yes', ['draft', 'wip']],
    // A title that begins with the same letter is none.
    ['wip=no', ['deploy', 'readme']],
    ['draft=true&state=opened', ['draft', 'wip']],
    [`author_id=${developer.id}`, ['draft', 'wip']],
    [`author_username=${developer.username.toUpperCase()}`, ['draft', 'wip']],
    [`assignee_id=${developer.id}`, ['deploy']],
    ['assignee_id=None', ['draft', 'readme', 'wip']],
    ['assignee_id=Any', ['deploy']],
    [`reviewer_id=${maintainer.id}`, ['deploy']],
    [`reviewer_username=${maintainer.username}`, ['deploy']],
    ['reviewer_id=None&state=opened', ['draft', 'wip']],
    ['labels=bug', ['draft']],
    ['labels=bug,other', []],
    ['milestone=One', ['wip']],
    ['source_branch=wip', ['wip']],
    ['target_branch=elsewhere', []],
    [`iids[]=${iids.wip}&iids[]=${iids.readme}`, ['readme', 'wip']],
    ['search=export', ['deploy', 'draft']],
    ['search=filled', ['deploy']],
    ['search=fill%20exp', ['deploy', 'draft'].slice(1)],
    ['search=%21%3F', []],
    ['scope=created_by_me', ['draft', 'wip']],
    ['scope=assigned_to_me', ['deploy']],
  ]
  for (const [query, expected] of conditions)
    assert.deepEqual(
      await listed(developer, `/projects/${project.id}/merge_requests?${query}`),
      expected,
      query,
    )
})

test('a group lists those of its projects whose code one may read', async () => {
  const { people, web } = desk
  const url = `/groups/${group}/merge_requests`
  assert.deepEqual(await listed(web.root, url), ['deploy', 'draft', 'hidden', 'readme', 'wip'])
  assert.deepEqual(await listed(people.reporter, url), ['deploy', 'draft', 'readme', 'wip'])
  assert.deepEqual(await listed(people.guest, url), [])
  assert.equal((await api(people.outsider, 'GET', url)).statusCode, 404)
})

test('a search finds them by their words, for those who may read the code', async () => {
  const { people, web } = desk
  const find = (as: TestPerson, where = '', more = '') =>
    listed(as, `${where}/search?scope=merge_requests&search=export${more}`)
  assert.deepEqual(await find(web.root), ['deploy', 'draft', 'hidden'])
  assert.deepEqual(await find(people.reporter), ['deploy', 'draft'])
  assert.deepEqual(await find(people.reporter, `/projects/${project.id}`), ['deploy', 'draft'])
  assert.deepEqual(await find(people.reporter, `/groups/${group}`, '&state=merged'), [])
  assert.deepEqual(await find(people.guest), [])
  assert.deepEqual(await find(people.outsider), [])
  assert.deepEqual(await listed(people.reporter, '/search?scope=issues&search=export&state=merged'), [])
  assert.equal((await api(null, 'GET', '/search?scope=merge_requests&search=export')).statusCode, 401)
})

test('an issue tells how many close it, of those that one may read', async () => {
  const { people, web } = desk
  const { iid } = await made<{ iid: number }>(people.developer, `/projects/${project.id}/issues`, {
    title: 'It is empty',
  })
  const count = async (as: TestPerson) =>
    (await api(as, 'GET', `/projects/${project.id}/issues/${iid}`)).json<{ merge_requests_count: number }>()
      .merge_requests_count
  assert.equal(await count(people.developer), 0)
  await web.database.pool.query(
    `insert into merge_request_issues select merge_requests.id, issues.id from merge_requests, issues
     where issues.iid = $1 and issues.project_id = $2 and merge_requests.title in ('Deploy the exporter', 'A secret export')`,
    [iid, project.id],
  )
  assert.equal(await count(web.root), 2)
  assert.equal(await count(people.developer), 1)
  assert.equal(await count(people.guest), 0)
})
