// What does a merge request say when its branch moved before it was opened, goes, and comes again? And its discussions?
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { silentLog } from '#kernel'
import * as mergeRequests from '#merge-requests'
import { updates } from '#repository'
import { type GitDesk, gitDesk } from '../support/git-desk.ts'
import type { TestPerson } from '../support/web.ts'

let desk: GitDesk
let id: number
let branches = 0
/** The branch of the test. */
let branch: string

const api = async <T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  as?: TestPerson,
) => {
  const answer = await desk.web.as(as ?? desk.people.developer, {
    method,
    url: `/projects/${id}${url}`,
    ...(payload ? { payload } : {}),
  })
  assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.statusCode} ${answer.body}`)
  return (answer.body === '' ? undefined : answer.json()) as T
}

const write = async (file: string, start?: string) =>
  (
    await api<{ id: string }>('POST', '/repository/commits', {
      branch,
      ...(start === undefined ? {} : { start_branch: start }),
      commit_message: `Write ${file}`,
      actions: [{ action: 'create', file_path: `${branch}/${file}`, content: `${file}\nsecond\n` }],
    })
  ).id

const open = async () => {
  const body = { source_branch: branch, target_branch: 'main', title: branch }
  return (await api<{ iid: number }>('POST', '/merge_requests', body)).iid
}

/** What waits to be heard is heard now, as by the server's job. */
async function hear(): Promise<void> {
  const { desk: own, database } = desk.web
  const running = { ...own, pool: database.pool, log: silentLog }
  const listeners: updates.Listener<typeof running>[] = [
    { name: 'merge requests', run: mergeRequests.followBranch },
  ]
  await updates.runListeners(running, listeners, { projectId: id })
}

type Note = { body: string; system: boolean }
const said = async (iid: number) =>
  (await api<Note[]>('GET', `/merge_requests/${iid}/notes?sort=asc`))
    .filter(({ system }) => system)
    .map(({ body }) => body)
const shaOf = async (iid: number) => (await api<{ sha: string }>('GET', `/merge_requests/${iid}`)).sha

before(async () => {
  desk = await gitDesk()
  ;({ id } = await desk.project('Widget'))
  const actions = [{ action: 'create', file_path: 'a', content: 'a' }]
  const begin = { branch: 'main', commit_message: 'Begin', actions }
  await api('POST', '/repository/commits', begin, desk.people.maintainer)
})
after(() => desk[Symbol.asyncDispose]())
beforeEach(() => {
  branch = `work-${++branches}`
})

test('pushes from before it was opened, heard after it, change nothing in it', async () => {
  await write('one', 'main')
  const tip = await write('two')
  const iid = await open()
  await hear()
  assert.deepEqual([await said(iid), await shaOf(iid)], [[], tip])
  const next = await write('three')
  await hear()
  assert.equal(await shaOf(iid), next)
  assert.deepEqual(
    (await said(iid)).map(body => body.split('\n')[0]),
    ['added 1 commit'],
  )
})

test('a branch that was there once, deleted before it was made anew and proposed, is not said to be deleted', async () => {
  await write('one', 'main')
  await api('DELETE', `/repository/branches/${branch}`)
  await write('two', 'main')
  const iid = await open()
  await hear()
  assert.deepEqual(await said(iid), [])
})

test('a branch that goes and comes again is said to, and can be merged', async () => {
  const tip = await write('one', 'main')
  const iid = await open()
  await hear()
  const status = async () =>
    (await api<{ detailed_merge_status: string }>('GET', `/merge_requests/${iid}`)).detailed_merge_status
  await api('DELETE', `/repository/branches/${branch}`)
  await hear()
  assert.equal(await status(), 'branch_missing')
  await api('POST', '/repository/branches', { branch, ref: tip })
  await hear()
  assert.equal(await status(), 'mergeable')
  assert.deepEqual(await said(iid), [
    `deleted the source branch \`${branch}\``,
    `restored the source branch \`${branch}\``,
  ])
})

type Shown = {
  body: string
  resolvable: boolean
  resolved?: boolean
  position?: { new_line: number }
  resolved_by?: { id: number }
}

test('the answer to a note that is removed keeps its line, and that it is resolved', async () => {
  await write('one', 'main')
  const iid = await open()
  const { diff_refs } = await api<{ diff_refs: object }>('GET', `/merge_requests/${iid}`)
  const at = `/merge_requests/${iid}/discussions`
  const position = { ...diff_refs, position_type: 'text', new_path: `${branch}/one`, new_line: 2 }
  const begun = await api<{ id: string; notes: { id: number }[] }>('POST', at, { body: 'Why?', position })
  await api('POST', `${at}/${begun.id}/notes`, { body: 'Because.' })
  await api('PUT', `${at}/${begun.id}`, { resolved: true })
  await api('DELETE', `/merge_requests/${iid}/notes/${begun.notes[0]?.id}`)
  const { notes } = await api<{ notes: Shown[] }>('GET', `${at}/${begun.id}`)
  assert.deepEqual(
    notes.map(({ body, resolvable, resolved, position, resolved_by }) => [
      body,
      resolvable,
      resolved,
      position?.new_line,
      resolved_by?.id,
    ]),
    [['Because.', true, true, 2, desk.people.developer.id]],
  )
})
