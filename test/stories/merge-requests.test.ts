// Does a branch become a merge request, get reviewed, get merged, and close the ticket? By @gitbeaker/rest and the real git.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Gitlab } from '@gitbeaker/rest'
import { silentLog } from '#kernel'
import * as mergeRequests from '#merge-requests'
import { updates } from '#repository'
import { gitDesk, type Member } from '../support/git-desk.ts'

const git = await gitDesk()
after(() => git[Symbol.asyncDispose]())
const { web, people, client, address } = git
const as = (who: Member | 'outsider') => new Gitlab({ host: address, token: people[who].token })
const [maintainer, developer] = [as('maintainer'), as('developer')]
const project = await git.project('Widget')
const { id } = project
const folder = 'work'
await client.git('', 'clone', '--quiet', git.as(people.maintainer, project.url), folder)
await client.git(folder, 'checkout', '--quiet', '-b', 'main')
await client.commit(folder, 'Begin', { 'a.txt': 'one\ntwo\nthree\nfour\nfive\n', 'b.txt': 'b\n' })
await client.git(folder, 'push', '--quiet', 'origin', 'main')

const running = { ...web.desk, pool: web.database.pool, log: silentLog }
/** As the server has them (src/main/code.ts); the jobs of merge requests are done by `settle`. */
const listeners: updates.Listener<typeof running>[] = [
  { name: 'merge requests', run: mergeRequests.followBranch },
  { name: 'merged', run: mergeRequests.closing.mergedReached },
  { name: 'commits', run: mergeRequests.closing.commitsReached },
]
type Changed = Parameters<typeof mergeRequests.closing.mergeRequestChanged>[1]
async function settle(projectId = id): Promise<void> {
  await updates.runListeners(running, listeners, { projectId })
  const { rows } = await web.database.pool.query<{ id: number; payload: Changed }>(
    `select jobs.id, payload from graphile_worker._private_jobs jobs
     join graphile_worker._private_tasks tasks on tasks.id = task_id
     where identifier = 'merge_request.changed' order by jobs.id`,
  )
  for (const job of rows) {
    await mergeRequests.closing.mergeRequestChanged(running, job.payload)
    await web.database.pool.query('delete from graphile_worker._private_jobs where id = $1', [job.id])
  }
}

/** A branch off main with one commit, pushed. */
async function branch(name: string, files: Record<string, string>, message = `Work on ${name}`) {
  await client.git(folder, 'fetch', '--quiet', 'origin')
  await client.git(folder, 'checkout', '--quiet', '-B', name, 'origin/main')
  const oid = await client.commit(folder, message, files)
  await client.git(folder, 'push', '--quiet', '--force', git.as(people.developer, project.url), name)
  await settle()
  return oid
}
const open = async (
  source: string,
  more: { title?: string; description?: string; squash?: boolean } = {},
) => {
  const { title = `Merge ${source}`, ...options } = more
  const made = await developer.MergeRequests.create(id, source, 'main', title, options)
  await settle()
  return made.iid
}
const issue = async (title: string, options = {}) => (await maintainer.Issues.create(id, title, options)).iid
const stateOf = async (iid: number) => (await maintainer.Issues.show(iid, { projectId: id })).state
const notesOf = async (iid: number) =>
  (await maintainer.IssueNotes.all(id, iid, { sort: 'asc' }))
    .filter(note => note.system)
    .map(note => note.body)
const saidOf = async (iid: number) =>
  (await maintainer.MergeRequestNotes.all(id, iid, { sort: 'asc' })).filter(n => n.system).map(n => n.body)

/** What the refusal of the API says, with its status. */
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    const { cause } = error as { cause?: { description?: unknown; response?: { status: number } } }
    return `${cause?.response?.status} ${JSON.stringify(cause?.description)}`
  }
  return 'done'
}

test('a branch becomes a merge request, is merged with a merge commit, and closes the issue by its name', async () => {
  const [closes, names] = [await issue('Printer on fire', { confidential: true }), await issue('Smoke')]
  const oid = await branch(
    'fix',
    { 'a.txt': 'one\ntwo\nthree!\nfour\nfive\n' },
    `Put it out\n\nFixes #${closes}`,
  )
  const iid = await open('fix', {
    title: 'Put out the fire',
    description: `Closes #${closes}, see #${names}`,
  })
  const shown = await maintainer.MergeRequests.show(id, iid)
  assert.deepEqual(
    [shown.state, shown.sha, shown.detailed_merge_status, shown.changes_count, shown.references.full],
    ['opened', oid, 'mergeable', '1', `${project.path}!${iid}`],
  )
  assert.deepEqual(await notesOf(names), [`mentioned in merge request !${iid}`])
  assert.deepEqual(
    (await maintainer.MergeRequests.allIssuesClosed(id, iid)).map(one => one.iid),
    [closes],
  )
  assert.deepEqual(
    (await maintainer.Issues.allClosedByMergeRequestst(id, closes)).map(one => one.iid),
    [iid],
  )
  const merged = await maintainer.MergeRequests.merge(id, iid, { sha: oid, shouldRemoveSourceBranch: true })
  assert.equal(merged.state, 'merged')
  await settle()
  assert.equal(await stateOf(closes), 'closed')
  assert.deepEqual(await notesOf(closes), [
    `mentioned in merge request !${iid}`,
    `closed via merge request !${iid}`,
    `mentioned in commit ${oid.slice(0, 11)}`,
  ])
  await client.git(folder, 'fetch', '--quiet', '--prune', 'origin')
  assert.equal(
    await client.git(folder, 'log', '-1', '--format=%s|%b|%an|%P', 'origin/main'),
    `Merge branch 'fix' into 'main'|Put out the fire\n\nSee merge request ${project.path}!${iid}\n|maintainer Example|${await client.git(folder, 'rev-parse', 'origin/main^1')} ${oid}`,
  )
  assert.deepEqual(
    (await maintainer.Branches.all(id)).map(({ name }) => name),
    ['main'],
  )
  assert.deepEqual(await saidOf(iid), ['merged'])
  const changes = await maintainer.MergeRequests.showChanges(id, iid)
  assert.match(changes.changes?.[0]?.diff ?? '', /^@@ -1,5 \+1,5 @@\n one\n two\n-three\n\+three!/)
})

test('a conflicting merge is refused with the files named, and can be merged when it is solved', async () => {
  await branch('ours', { 'a.txt': 'ours\n', 'b.txt': 'ours\n' })
  const iid = await open('ours')
  await client.git(folder, 'checkout', '--quiet', '-B', 'main', 'origin/main')
  await client.commit(folder, 'Theirs', { 'a.txt': 'theirs\n', 'b.txt': 'theirs\n' })
  await client.git(folder, 'push', '--quiet', 'origin', 'main')
  await settle()
  const shown = await maintainer.MergeRequests.show(id, iid)
  assert.deepEqual([shown.has_conflicts, shown.conflicts], [true, ['a.txt', 'b.txt']])
  const before = await client.git(folder, 'ls-remote', 'origin', 'main')
  assert.match(
    await refusal(maintainer.MergeRequests.merge(id, iid)),
    /^406 .*both sides changed a\.txt, b\.txt/,
  )
  assert.equal(await client.git(folder, 'ls-remote', 'origin', 'main'), before)
  await client.git(folder, 'checkout', '--quiet', 'ours')
  await client.run(['merge', '--quiet', '--strategy-option=ours', 'main'], { in: folder })
  await client.git(folder, 'push', '--quiet', git.as(people.developer, project.url), 'ours')
  await settle()
  assert.equal((await maintainer.MergeRequests.show(id, iid)).detailed_merge_status, 'mergeable')
  await maintainer.MergeRequests.merge(id, iid)
  assert.match((await saidOf(iid)).join('|'), /added 1 commit[^|]*\|merged$/)
})

test('squashed, all its commits become one', async () => {
  await branch('many', { 'c.txt': '1\n' })
  await client.commit(folder, 'Second', { 'c.txt': '2\n' })
  await client.git(folder, 'push', '--quiet', git.as(people.developer, project.url), 'many')
  await settle()
  const iid = await open('many', { squash: true, title: 'All at once' })
  const merged = await maintainer.MergeRequests.merge(id, iid, { squashCommitMessage: 'One commit' })
  await client.git(folder, 'fetch', '--quiet', 'origin')
  assert.equal(
    await client.git(folder, 'log', '-1', '--format=%s by %an, %cn', merged.squash_commit_sha ?? ''),
    'One commit by developer Example, maintainer Example',
  )
  assert.equal(
    await client.git(folder, 'rev-list', '--count', '--no-merges', `origin/main~1..origin/main`),
    '1',
  )
})

test('fast-forward merges make no commit, and want a branch that lacks none', async () => {
  const url = `/projects/${id}/merge_settings`
  await web.as(people.maintainer, { method: 'PUT', url, payload: { merge_method: 'ff' } })
  await branch('behind', { 'd.txt': 'd\n' })
  const behind = await open('behind')
  const tip = await branch('ahead', { 'e.txt': 'e\n' })
  const ahead = await open('ahead')
  await maintainer.MergeRequests.merge(id, ahead)
  await settle()
  await client.git(folder, 'fetch', '--quiet', 'origin')
  assert.equal(await client.git(folder, 'rev-parse', 'origin/main'), tip)
  assert.equal((await maintainer.MergeRequests.show(id, behind)).detailed_merge_status, 'need_rebase')
  assert.match(await refusal(maintainer.MergeRequests.merge(id, behind)), /^405 .*rebase/)
  await maintainer.MergeRequests.merge(id, behind, { squash: true })
  await web.as(people.maintainer, { method: 'PUT', url, payload: { merge_method: 'merge' } })
})

test('a push that brings its commits into the target merges it', async () => {
  const oid = await branch('pushed', { 'f.txt': 'f\n' })
  const iid = await open('pushed')
  const still = await open('pushed', { title: 'Draft: another target' }).catch(() => 0)
  assert.equal(still, 0, 'one merge request for the same branches')
  await client.git(folder, 'push', '--quiet', 'origin', `${oid}:main`)
  await settle()
  const shown = await maintainer.MergeRequests.show(id, iid)
  assert.deepEqual([shown.state, shown.merged_by?.username], ['merged', 'maintainer'])
  assert.equal((await maintainer.MergeRequests.showChanges(id, iid)).changes?.length, 1)
})

test('who may not merge is told so; drafts, moved tips and branches without commits are refused', async () => {
  const oid = await branch('waits', { 'g.txt': 'g\n' })
  const iid = await open('waits', { title: 'Draft: not yet' })
  assert.match(await refusal(maintainer.MergeRequests.merge(id, iid)), /^405 .*draft/)
  await developer.MergeRequests.edit(id, iid, { title: 'Ready' })
  assert.deepEqual(await saidOf(iid), ['marked this merge request as ready'])
  assert.match(await refusal(maintainer.MergeRequests.merge(id, iid, { sha: 'a'.repeat(40) })), /^409/)
  assert.match(await refusal(as('reporter').MergeRequests.merge(id, iid)), /^403/)
  const rules = `/projects/${id}/protected_branches/main`
  await web.as(web.root, { method: 'PATCH', url: rules, payload: { merge_access_level: 40 } })
  assert.match(await refusal(developer.MergeRequests.merge(id, iid)), /^403 .*not allowed to merge into main/)
  await web.as(web.root, { method: 'PATCH', url: rules, payload: { merge_access_level: 30 } })
  assert.equal((await developer.MergeRequests.merge(id, iid, { sha: oid })).state, 'merged')
  await client.git(folder, 'push', '--quiet', 'origin', 'origin/main:refs/heads/same')
  await settle()
  assert.match(
    await refusal(maintainer.MergeRequests.merge(id, await open('same'))),
    /^405 .*nothing to merge/,
  )
})

test('it is closed, reopened, and refused where branches are wrong', async () => {
  await branch('onoff', { 'h.txt': 'h\n' })
  const iid = await open('onoff')
  assert.equal((await developer.MergeRequests.edit(id, iid, { stateEvent: 'close' })).state, 'closed')
  assert.match(await refusal(maintainer.MergeRequests.merge(id, iid)), /^405 .*not open/)
  assert.equal((await developer.MergeRequests.edit(id, iid, { stateEvent: 'reopen' })).state, 'opened')
  assert.deepEqual(await saidOf(iid), ['closed', 'reopened'])
  const create = (source: string, target: string) =>
    refusal(developer.MergeRequests.create(id, source, target, 'x'))
  assert.match(await create('nowhere', 'main'), /^400 .*source_branch.*does not exist/)
  assert.match(await create('onoff', 'nowhere'), /^400 .*target_branch.*does not exist/)
  assert.match(await create('main', 'main'), /^400 .*target_branch/)
  assert.match(await create('onoff', 'main'), new RegExp(`^409 .*!${iid}`))
  assert.match(await create('--upload-pack=touch', 'main'), /^400/)
  assert.match(await refusal(as('reporter').MergeRequests.create(id, 'onoff', 'main', 'x')), /^403/)
})

test('a note at a line moves with the line, and says so when the line is changed', async () => {
  await branch('lines', { 'l.txt': '1\n2\n3\n4\n' })
  const iid = await open('lines')
  const { diff_refs: refs } = await maintainer.MergeRequests.show(id, iid)
  const position = {
    baseSha: refs.base_sha,
    startSha: refs.start_sha,
    headSha: refs.head_sha,
    positionType: 'text' as const,
    newPath: 'l.txt',
    newLine: '3',
  }
  const made = await as('reporter').MergeRequestDiscussions.create(id, iid, 'Why three?', {
    position,
  } as never)
  await developer.MergeRequestDiscussions.addNote(id, iid, made.id, 'Because.')
  const current = async () => {
    const one = await maintainer.MergeRequestDiscussions.show(id, iid, made.id)
    const note = one.notes?.[0] as unknown as { current_position: { new_line: number } | null; type: string }
    return [note.type, one.notes?.length, note.current_position?.new_line ?? null]
  }
  assert.deepEqual(await current(), ['DiffNote', 2, 3])
  const push = async (text: string) => {
    await client.commit(folder, 'Change', { 'l.txt': text })
    await client.git(folder, 'push', '--quiet', git.as(people.developer, project.url), 'lines')
    await settle()
  }
  await push('0\n1\n2\n3\n4\n')
  assert.deepEqual(await current(), ['DiffNote', 2, 4])
  await push('0\n1\n2\nthree\n4\n')
  assert.deepEqual(await current(), ['DiffNote', 2, null])
  const url = `/projects/${id}/merge_settings`
  const payload = { only_allow_merge_if_all_discussions_are_resolved: true }
  await web.as(people.maintainer, { method: 'PUT', url, payload })
  assert.match(await refusal(maintainer.MergeRequests.merge(id, iid)), /^405 .*discussions/)
  await developer.MergeRequestDiscussions.resolve(id, iid, made.id, true)
  assert.equal((await maintainer.MergeRequests.merge(id, iid)).state, 'merged')
  const wrong = { ...position, newLine: '99' }
  assert.match(
    await refusal(developer.MergeRequestDiscussions.create(id, iid, 'x', { position: wrong } as never)),
    /^400 .*line 99/,
  )
})

test('who may not read the code learns nothing of merge requests', async () => {
  const list = await maintainer.MergeRequests.all({ projectId: id, state: 'merged' })
  const iid = list[0]?.iid ?? 0
  for (const who of ['guest', 'outsider'] as const) {
    assert.match(await refusal(as(who).MergeRequests.show(id, iid)), /^40[34]/)
    assert.match(await refusal(as(who).MergeRequests.all({ projectId: id })), /^40[34]/)
    assert.deepEqual(await as(who).MergeRequests.all({ scope: 'all' }), [])
    assert.match(await refusal(as(who).MergeRequestNotes.all(id, iid)), /^40[34]/)
  }
  const text = { text: `!${iid} and ${project.path}!${iid}`, project: id }
  const html = async (who: Member) =>
    (await web.as(people[who], { method: 'POST', url: '/markdown', payload: text })).json<{ html: string }>()
      .html
  assert.match(await html('reporter'), new RegExp(`/-/merge_requests/${iid}`))
  assert.doesNotMatch(await html('guest'), /merge_requests/)
})

test('who is asked to review, to look after it, or named, has a to-do until it is answered, merged or taken back', async () => {
  type Todo = { action_name: string; target_type: string; target: { iid: number }; target_url: string }
  const todosOf = async (who: Member) =>
    (await web.as(people[who], { url: '/todos?type=MergeRequest' })).json<Todo[]>()
  await branch('review', { 'r.txt': 'r\n' })
  const made = await developer.MergeRequests.create(id, 'review', 'main', 'Review me', {
    reviewerIds: [people.reporter.id],
    assigneeId: people.maintainer.id,
    description: 'cc @guest and @reporter',
  })
  assert.deepEqual(
    (await todosOf('reporter')).map(todo => [todo.action_name, todo.target.iid]),
    [
      ['mentioned', made.iid],
      ['review_requested', made.iid],
    ],
  )
  assert.deepEqual(
    (await todosOf('maintainer')).map(todo => todo.action_name),
    ['assigned'],
  )
  assert.deepEqual(await todosOf('guest'), [], 'who may not read the code is not called')
  await as('reporter').MergeRequestNotes.create(id, made.iid, 'Fine, @developer.')
  assert.deepEqual(await todosOf('reporter'), [])
  assert.match((await todosOf('developer'))[0]?.target_url ?? '', /merge_requests\/\d+#note_\d+$/)
  await maintainer.MergeRequests.merge(id, made.iid)
  assert.deepEqual([await todosOf('maintainer'), await todosOf('developer')], [[], []])
})

test('a picture in a text is read by those who read the code, and by nobody else', async () => {
  const picture = new Blob([Buffer.from('89504e470d0a1a0a', 'hex')])
  const file = await developer.Projects.uploadForReference(id, { content: picture, filename: 'a.png' })
  await branch('picture', { 'p.txt': 'p\n' })
  await open('picture', { description: file.markdown })
  const url = `/projects/${id}${file.url}`
  const status = async (who: Member | 'outsider') => (await web.as(people[who], { url })).statusCode
  assert.deepEqual(
    [await status('reporter'), await status('guest'), await status('outsider')],
    [200, 404, 404],
  )
})

test('a desk that is killed between the merge and its note finds it merged', async () => {
  const oid = await branch('killed', { 'k.txt': 'k\n' })
  const iid = await open('killed', { squash: true })
  const row = await web.desk.db
    .selectFrom('merge_requests')
    .select('id')
    .where('source_branch', '=', 'killed')
    .executeTakeFirstOrThrow()
  // What the merge writes down first; then the branch moves, and nothing after it is done.
  await client.git(folder, 'fetch', '--quiet', 'origin')
  await client.git(folder, 'checkout', '--quiet', '--detach', 'origin/main')
  await client.run(['merge', '--quiet', '--squash', oid], { in: folder })
  const squashed = await client.commit(folder, 'Squashed')
  await web.desk.db
    .updateTable('merge_requests')
    .set({ merging_oid: squashed, merging_by_id: people.maintainer.id })
    .where('id', '=', row.id)
    .execute()
  await client.git(folder, 'push', '--quiet', 'origin', `${squashed}:main`)
  await settle()
  const shown = await maintainer.MergeRequests.show(id, iid)
  assert.deepEqual([shown.state, shown.merge_commit_sha], ['merged', squashed])
})

test('two merges at once both arrive, one after the other', async () => {
  const iids: number[] = []
  for (const name of ['one', 'two', 'three']) {
    await branch(name, { [`${name}.txt`]: name })
    iids.push(await open(name))
  }
  const states = await Promise.all(
    iids.map(async iid => (await maintainer.MergeRequests.merge(id, iid)).state),
  )
  assert.deepEqual(states, ['merged', 'merged', 'merged'])
  await client.git(folder, 'fetch', '--quiet', 'origin')
  const files = await client.git(folder, 'ls-tree', '--name-only', 'origin/main')
  for (const name of ['one.txt', 'two.txt', 'three.txt']) assert.ok(files.includes(name), name)
})
