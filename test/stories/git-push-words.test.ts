// What does a push say of merge requests, and what does it do for `git push -o`?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type GitDesk, gitDesk } from '../support/git-desk.ts'
import { packOf, pkt, zero } from '../support/git-raw.ts'

let desk: GitDesk
let url: string
let id: number
let path: string
let page: string

before(async () => {
  desk = await gitDesk()
  ;({ id, url, path } = await desk.project('Widget'))
  page = `${desk.web.desk.config.external_url}/${path}/-/merge_requests`
  const { client, people, as } = desk
  await client.git('', 'clone', '--quiet', as(people.maintainer, url), 'clone')
  await client.git('clone', 'checkout', '--quiet', '-b', 'main')
  await client.commit('clone', 'Begin', { 'a.txt': 'one\n' })
  await client.git('clone', 'push', '--quiet', 'origin', 'main')
  for (const name of ['bug', 'urgent'])
    await desk.web.as(desk.web.root, {
      method: 'POST',
      url: `/projects/${id}/labels`,
      payload: { name, color: '#123456' },
    })
})
after(() => desk[Symbol.asyncDispose]())

/** Makes a branch off main with a commit for each message, and pushes it. */
async function push(branch: string, messages: readonly string[], ...options: string[]) {
  const { client, people, as } = desk
  const known = await client.run(['rev-parse', '--verify', branch], { in: 'clone' })
  await client.git('clone', 'checkout', '--quiet', ...(known.code === 0 ? [branch] : ['-b', branch, 'main']))
  for (const message of messages) await client.commit('clone', message)
  const asked = options.flatMap(option => ['-o', option])
  const { code, stderr } = await client.run(
    ['push', ...asked, as(people.developer, url), `${branch}:${branch}`],
    {
      in: 'clone',
    },
  )
  assert.equal(code, 0, stderr)
  return said(stderr)
}

const said = (stderr: string) =>
  stderr
    .split('\n')
    .flatMap(line => (line.startsWith('remote:') ? [line.slice(7).trim()] : []))
    .filter(line => line !== '')

type Shown = {
  iid: number
  title: string
  description: string
  target_branch: string
  labels: string[]
  draft: boolean
  force_remove_source_branch: boolean
  assignees: { username: string }[]
}
async function ofBranch(branch: string): Promise<Shown[]> {
  const { web } = desk
  const answer = await web.as(web.root, {
    url: `/projects/${id}/merge_requests?source_branch=${encodeURIComponent(branch)}&order_by=created_at&sort=asc`,
  })
  return answer.json()
}

test('a new branch is told where its merge request is made, and later where it is; the default branch is not', async () => {
  assert.deepEqual(await push('fix/the-export', ['One', 'Two']), [
    'To create a merge request for fix/the-export, visit:',
    `${page}/new?merge_request%5Bsource_branch%5D=fix%2Fthe-export`,
  ])
  assert.deepEqual(await push('fix/the-export', ['Three'], 'merge_request.create'), [
    'View merge request !1 for fix/the-export:',
    `${page}/1`,
  ])
  assert.deepEqual(await push('fix/the-export', ['Four']), [
    'View merge request !1 for fix/the-export:',
    `${page}/1`,
  ])
  assert.deepEqual(
    (await ofBranch('fix/the-export')).map(({ title }) => title),
    ['Fix the export'],
  )
  const { client } = desk
  await client.git('clone', 'checkout', '--quiet', 'main')
  await client.commit('clone', 'Go on')
  const { stderr } = await client.run(['push', 'origin', 'main'], { in: 'clone' })
  assert.deepEqual(said(stderr), [])
})

test('it opens one with all that was asked for', async () => {
  const { developer } = desk.people
  await push(
    'whole',
    ['Fill the export\n\nIt was empty.\n\nCloses #1'],
    'merge_request.create',
    'merge_request.draft',
    'merge_request.label=bug',
    'merge_request.label=urgent',
    `merge_request.assign=@${developer.username}`,
    'merge_request.remove_source_branch',
  )
  const [made] = await ofBranch('whole')
  assert.equal(made?.title, 'Draft: Fill the export')
  assert.equal(made.description, 'It was empty.\n\nCloses #1')
  assert.equal(made.target_branch, 'main')
  assert.deepEqual(made.labels, ['bug', 'urgent'])
  assert.equal(made.force_remove_source_branch, true)
  assert.deepEqual(
    made.assignees.map(({ username }) => username),
    [developer.username],
  )
})

test('it changes the one that is there, and opens another one into another branch', async () => {
  await push('release', ['For the release'])
  await push(
    'whole',
    ['More'],
    'merge_request.title=Fill all exports',
    'merge_request.description=They were empty.',
    'merge_request.unlabel=urgent',
  )
  await push('whole', ['Still more'], 'merge_request.create', 'merge_request.target=release')
  const [first, second, ...others] = await ofBranch('whole')
  assert.equal(first?.title, 'Fill all exports')
  assert.equal(first.description, 'They were empty.')
  assert.deepEqual(first.labels, ['bug'])
  assert.equal(first.assignees.length, 1)
  assert.equal(second?.target_branch, 'release')
  assert.deepEqual(others, [])
})

test('what cannot be done is said, and the push is through all the same', async () => {
  const wrong: [branch: string, options: string[], expected: RegExp][] = [
    ['w1', ['merge_request.create', 'merge_request.target=nowhere'], /target_branch does not exist: nowhere/],
    [
      'w2',
      ['merge_request.create', 'merge_request.assign=nobody'],
      /assign names nobody who can read.*: nobody/,
    ],
    ['w3', ['merge_request.title=Alone'], /there is none; -o merge_request\.create opens one/],
    ['w4', ['merge_request.create', `merge_request.title=${'x'.repeat(300)}`], /title is too long/],
    ['w5', ['merge_request.create', 'merge_request.label=none'], /labels do not exist: none/],
    ['w6', ['merge_request.crate'], /The push option merge_request\.crate means nothing here\./],
  ]
  for (const [branch, options, expected] of wrong) {
    assert.match((await push(branch, [branch], ...options)).join('\n'), expected)
    assert.deepEqual(await ofBranch(branch), [])
  }
  // There is no pipeline that could be skipped; aliases that do so are no mistake.
  const skipped = await push('w7', ['w7'], 'ci.skip', 'ci.variable="A=b"')
  assert.match(skipped.join('\n'), /^To create/)
})

test('an option of several lines cannot speak for git', async () => {
  const { client, people, web } = desk
  const [main, other] = await Promise.all([
    client.git('clone', 'rev-parse', 'origin/main'),
    client.git('clone', 'rev-parse', 'release'),
  ])
  const send = async (ref: string, oldOid: string, option: string) => {
    const body = Buffer.concat([
      pkt(`${oldOid} ${other} ${ref}\0 report-status push-options\n`),
      Buffer.from('0000'),
      pkt(option),
      Buffer.from('0000'),
      packOf([]),
    ])
    const answer = await fetch(`${url}/git-receive-pack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-receive-pack-request',
        authorization: `Basic ${Buffer.from(`x:${people.developer.token}`).toString('base64')}`,
      },
      body,
    })
    return answer.text()
  }
  // It would end what the hook says before git has named the protected branch.
  assert.match(await send('refs/heads/main', main, 'x\n\n'), /ng refs\/heads\/main pre-receive hook declined/)
  // It would name a move that never was.
  const forged = `x\n${main} ${other} refs/heads/forged`
  assert.match(await send('refs/heads/real', zero, forged), /ok refs\/heads\/real/)
  const { rows } = await sql<object>`
    select ref from ref_updates where project_id = ${id} and ref in ('refs/heads/real', 'refs/heads/forged')`.execute(
    web.desk.db,
  )
  assert.deepEqual(rows, [{ ref: 'refs/heads/real' }])
})
