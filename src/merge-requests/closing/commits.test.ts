// Do commits that reach the default branch close what they name, once, and only where their pusher may?
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { silentLog } from '#kernel'
import { updates } from '#repository'
import { gitDesk } from '../../../test/support/git-desk.ts'
import { addPerson, type TestPerson } from '../../../test/support/web.ts'
import { closing } from '../index.ts'

const git = await gitDesk()
after(() => git[Symbol.asyncDispose]())
const { web, client, people } = git
const { desk } = web
await addPerson(desk, 'grace')
const home = await git.project('widget')
const pathOf = home.path

const open = async (payload: object = {}, project = home.id, by: TestPerson = web.root): Promise<number> => {
  const made = await web.as(by, {
    method: 'POST',
    url: `/projects/${project}/issues`,
    payload: { title: 'Printer on fire', ...payload },
  })
  return made.json<{ iid: number }>().iid
}
const ask = async <T>(url: string, by: TestPerson | null = web.root) => (await web.as(by, { url })).json<T>()
const stateOf = async (iid: number, project = home.id) =>
  (await ask<{ state: string }>(`/projects/${project}/issues/${iid}`)).state
type Note = { system: boolean; body: string; author: { username: string } }
const notesOf = async (iid: number, project = home.id, by: TestPerson | null = web.root) =>
  (await ask<Note[]>(`/projects/${project}/issues/${iid}/notes?sort=asc`, by))
    .filter(note => note.system)
    .map(note => `${note.author.username}: ${note.body}`)
const running = { ...desk, pool: web.database.pool, log: silentLog }
const listener: updates.Listener<typeof running> = { name: 'closing', run: closing.commitsReached }
const hear = (projectId = home.id) => updates.runListeners(running, [listener], { projectId })
/** Commits on a clone of their own, pushes as that person, and lets the listener hear. */
const push = async (message: string, by = people.maintainer, branch = 'main', project = home) => {
  const folder = `${project.id}`
  await client.run(['clone', '--quiet', git.as(people.maintainer, project.url), folder])
  const oid = await client.commit(folder, message, { 'file.txt': `${message} ${Math.random()}` })
  await client.git(folder, 'push', '--quiet', '--force', git.as(by, project.url), `HEAD:refs/heads/${branch}`)
  await hear(project.id)
  return oid.slice(0, 11)
}

test('a commit on the default branch closes what it names, with a note by its author, and notes on what it mentions', async () => {
  const [one, two, three] = [await open(), await open({ confidential: true }), await open()]
  // The author of the commit is ada, who is no member; so it is done by who pushed.
  const oid = await push(`Put out the fire\n\nCloses #${one} and #${two}. See #${three}.`)
  assert.deepEqual(
    [await stateOf(one), await stateOf(two), await stateOf(three)],
    ['closed', 'closed', 'opened'],
  )
  assert.deepEqual(await notesOf(one), [`maintainer: closed via commit ${oid}`])
  assert.deepEqual(await notesOf(three), [`maintainer: mentioned in commit ${oid}`])
})

test('the author of a commit closes in their own name where they may as well', async () => {
  const payload = { user_id: (await ask<{ id: number }[]>('/users?username=ada'))[0]?.id, access_level: 30 }
  const iid = await open()
  await web.as(web.root, { method: 'POST', url: `/projects/${home.id}/members`, payload })
  const oid = await push(`Fixes #${iid}`)
  assert.deepEqual(await notesOf(iid), [`ada: closed via commit ${oid}`])
})

test('what is pushed elsewhere waits until it reaches the default branch', async () => {
  const iid = await open()
  const oid = await push(`Resolve #${iid}`, people.developer, 'topic')
  assert.equal(await stateOf(iid), 'opened')
  assert.deepEqual(await notesOf(iid), [])
  await client.git(`${home.id}`, 'push', '--quiet', git.as(people.maintainer, home.url), 'HEAD:main')
  await hear()
  assert.deepEqual(await notesOf(iid), [`ada: closed via commit ${oid}`])
})

test('the same commit acts once: not after a repeated job, nor after its history is pushed anew', async () => {
  const iid = await open()
  const mentioned = await open()
  const oid = await push(`Close #${iid}, see #${mentioned}`)
  await web.as(web.root, {
    method: 'PUT',
    url: `/projects/${home.id}/issues/${iid}`,
    payload: { state_event: 'reopen' },
  })
  await desk.db.updateTable('ref_updates').set({ handled_at: null }).execute()
  await hear()
  assert.equal(await stateOf(iid), 'opened')
  const rules = `/projects/${home.id}/protected_branches/main`
  await web.as(web.root, { method: 'PATCH', url: rules, payload: { allow_force_push: true } })
  const folder = `${home.id}`
  for (const what of ['HEAD~1:main', 'HEAD:main'])
    await client.git(folder, 'push', '--quiet', '--force', git.as(people.maintainer, home.url), what)
  await hear()
  assert.equal(await stateOf(iid), 'opened')
  assert.deepEqual(await notesOf(mentioned), [`ada: mentioned in commit ${oid}`])
})

test('commits older than an issue cannot mean it, as in a history that is brought along', async () => {
  const other = await git.project('imported')
  const iid = await open({}, other.id)
  await client.run(['init', '--quiet', '--initial-branch=main', 'imported'])
  const env = { GIT_COMMITTER_DATE: '2020-02-02T02:02:02Z' }
  await client.run(['commit', '--quiet', '--allow-empty', '-m', `Closes #${iid}`], { in: 'imported', env })
  await client.git('imported', 'push', '--quiet', git.as(people.maintainer, other.url), 'HEAD:main')
  await hear(other.id)
  assert.equal(await stateOf(iid, other.id), 'opened')
  assert.deepEqual(await notesOf(iid, other.id), [])
})

test('in other projects a commit does no more than who pushed it may', async () => {
  const secret = (
    await web.as(web.root, { method: 'POST', url: '/projects', payload: { name: 'secret' } })
  ).json<{
    id: number
    path_with_namespace: string
  }>()
  const hidden = await open({}, secret.id)
  const shared = await git.project('shared')
  const there = await open({}, shared.id)
  const oid = await push(`Closes ${secret.path_with_namespace}#${hidden} and ${shared.path}#${there}`)
  assert.equal(await stateOf(hidden, secret.id), 'opened')
  assert.deepEqual(await notesOf(hidden, secret.id), [])
  assert.equal(await stateOf(there, shared.id), 'closed')
  const named = `commit ${pathOf}@${oid}`
  assert.deepEqual(await notesOf(there, shared.id), [
    'maintainer: closed',
    `maintainer: closed this issue via ${named}`,
  ])
  // Who cannot read the code of the private project does not learn that there is one.
  const payload = { user_id: people.outsider.id, access_level: 10 }
  await web.as(web.root, { method: 'POST', url: `/projects/${shared.id}/members`, payload })
  assert.deepEqual(await notesOf(there, shared.id, people.outsider), ['maintainer: closed'])
})

test('where the pusher may only read, a closing word leaves a note', async () => {
  const pub = await git.project('public', { visibility: 'public' })
  const url = `/projects/${pub.id}/members/${people.maintainer.id}`
  await web.as(web.root, { method: 'DELETE', url })
  const iid = await open({}, pub.id)
  const oid = await push(`Closes ${pub.path}#${iid}`)
  assert.equal(await stateOf(iid, pub.id), 'opened')
  assert.deepEqual(await notesOf(iid, pub.id), [`maintainer: mentioned in commit ${pathOf}@${oid}`])
  assert.deepEqual(await notesOf(iid, pub.id, null), [], 'the code is private, the issue is not')
})

test('of a great many commits the newest five hundred are looked at', async () => {
  const [early, late] = [await open(), await open()]
  const folder = `${home.id}`
  const lines: string[] = []
  const date = Math.floor(Date.now() / 1000)
  const tip = await client.git(folder, 'rev-parse', 'HEAD')
  for (let at = 0; at < 600; at++) {
    const message = at === 0 ? `Closes #${early}` : at === 599 ? `Closes #${late}` : `Step ${at}`
    lines.push('commit refs/heads/many', `committer A <a@b.example> ${date + at} +0000`)
    lines.push(`data ${message.length}`, message, ...(at === 0 ? [`from ${tip}`] : []), '')
  }
  await client.run(['fast-import', '--quiet'], { in: folder, input: `${lines.join('\n')}\n` })
  await client.git(folder, 'push', '--quiet', git.as(people.maintainer, home.url), 'many:main')
  await hear()
  assert.deepEqual([await stateOf(early), await stateOf(late)], ['opened', 'closed'])
})

test('messages in other encodings, without end and without sense are read or passed by', async () => {
  const [one, two] = [await open(), await open()]
  const folder = `${home.id}`
  await client.git(folder, 'fetch', '--quiet', git.as(people.maintainer, home.url), 'main')
  const tip = await client.git(folder, 'rev-parse', 'FETCH_HEAD')
  const tree = await client.git(folder, 'rev-parse', `${tip}^{tree}`)
  let parent = tip
  const now = Math.floor(Date.now() / 1000)
  for (const [head, body] of [
    ['encoding no-such-thing\n', 'nothing'],
    ['', 'x'.repeat(200_000)],
    ['encoding ISO-8859-1\n', 'read as another alphabet'],
    ['', `Closes #${one}\r\nfixes #${two}`],
  ]) {
    const text = `tree ${tree}\nparent ${parent}\nauthor A <> 0 +0000\ncommitter A <> ${now} +0000\n${head}\n${body}`
    const { stdout, stderr } = await client.run(
      ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'],
      {
        in: folder,
        input: text,
      },
    )
    assert.equal(stderr, '')
    parent = stdout.trim()
  }
  await client.git(folder, 'push', '--quiet', git.as(people.maintainer, home.url), `${parent}:main`)
  await hear()
  assert.deepEqual([await stateOf(one), await stateOf(two)], ['closed', 'closed'])
})
