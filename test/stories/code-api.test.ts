// Does the API of repositories do what clients of GitLab expect? The public library @gitbeaker/rest, and the real git beside it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Gitlab } from '@gitbeaker/rest'
import { gitDesk, type Member } from '../support/git-desk.ts'

const desk = await gitDesk()
after(() => desk[Symbol.asyncDispose]())
const { people, client, address } = desk
const as = (who: Member | 'outsider') => new Gitlab({ host: address, token: people[who].token })
const maintainer = as('maintainer')
const project = await desk.project('Code')
const empty = await desk.project('Empty')
const { id } = project

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

const text = async (path: string, ref = 'main') =>
  Buffer.from((await maintainer.RepositoryFiles.show(id, path, ref)).content, 'base64').toString()

test('the first file makes the branch of an empty repository, and git clones it', async () => {
  assert.equal((await maintainer.Projects.show(id)).empty_repo, true)
  assert.deepEqual(await maintainer.Commits.all(id), [])
  assert.match(await refusal(maintainer.Repositories.allRepositoryTrees(id)), /^404/)
  const made = await maintainer.RepositoryFiles.create(
    id,
    'docs/guide.md',
    'main',
    '# Guide\n',
    'Add the guide',
  )
  assert.deepEqual(made, { file_path: 'docs/guide.md', branch: 'main' })
  await client.git('', 'clone', '--quiet', desk.as(people.reporter, project.url), 'clone')
  assert.equal(
    await client.git('clone', 'log', '--format=%an %ae %s'),
    'maintainer Example maintainer@people.example Add the guide',
  )
  assert.equal((await maintainer.Projects.show(id)).empty_repo, false)
})

test('a file is read, changed and removed, each in a commit', async () => {
  const file = await maintainer.RepositoryFiles.show(id, 'docs/guide.md', 'main')
  assert.equal(Buffer.from(file.content, 'base64').toString(), '# Guide\n')
  assert.deepEqual(
    [file.file_name, file.size, file.encoding, file.commit_id],
    ['guide.md', 8, 'base64', file.last_commit_id],
  )
  await maintainer.RepositoryFiles.edit(id, 'docs/guide.md', 'main', '# Guide\n\nMore.\n', 'Say more')
  assert.equal(await text('docs/guide.md'), '# Guide\n\nMore.\n')
  assert.equal(
    String(await maintainer.RepositoryFiles.showRaw(id, 'docs/guide.md', 'main')),
    '# Guide\n\nMore.\n',
  )
  await maintainer.RepositoryFiles.create(id, 'old.txt', 'main', 'b2xk', 'Old', { encoding: 'base64' })
  assert.equal(await text('old.txt'), 'old')
  await maintainer.RepositoryFiles.remove(id, 'old.txt', 'main', 'Remove it')
  assert.match(await refusal(maintainer.RepositoryFiles.show(id, 'old.txt', 'main')), /^404/)
  assert.match(
    await refusal(maintainer.RepositoryFiles.create(id, 'docs/guide.md', 'main', 'x', 'x')),
    /already exists/,
  )
  assert.match(
    await refusal(maintainer.RepositoryFiles.edit(id, 'nowhere', 'main', 'x', 'x')),
    /doesn't exist/,
  )
  assert.match(
    await refusal(maintainer.RepositoryFiles.create(id, 'docs', 'main', 'x', 'x')),
    /directory with this name/,
  )
  assert.match(
    await refusal(maintainer.RepositoryFiles.create(id, 'docs/guide.md/x', 'main', 'x', 'x')),
    /is a file/,
  )
})

test('several actions are one commit, all or none', async () => {
  const commit = await maintainer.Commits.create(id, 'main', 'Build the house', [
    { action: 'create', filePath: 'src/one.ts', content: 'one\n' },
    { action: 'create', filePath: 'run.sh', content: '#!/bin/sh\n' },
    { action: 'chmod', filePath: 'run.sh', execute_filemode: true },
    { action: 'move', filePath: 'guide.md', previousPath: 'docs/guide.md' },
  ])
  assert.equal(commit.title, 'Build the house')
  assert.equal(commit.parent_ids?.length, 1)
  assert.deepEqual(commit.stats, { additions: 2, deletions: 0, total: 2 })
  const tree = await maintainer.Repositories.allRepositoryTrees(id, { recursive: true })
  assert.deepEqual(
    tree.map(entry => `${entry.mode} ${entry.type} ${entry.path}`),
    ['100644 blob guide.md', '100755 blob run.sh', '040000 tree src', '100644 blob src/one.ts'],
  )
  const half = maintainer.Commits.create(id, 'main', 'Half', [
    { action: 'create', filePath: 'half.txt', content: 'x' },
    { action: 'delete', filePath: 'not-there.txt' },
  ])
  assert.match(await refusal(half), /not-there\.txt/)
  assert.match(await refusal(maintainer.RepositoryFiles.show(id, 'half.txt', 'main')), /^404/)
})

test('commits, their differences and the branches that hold them are told', async () => {
  const commits = await maintainer.Commits.all(id, { refName: 'main', withStats: true })
  assert.equal(commits[0]?.title, 'Build the house')
  assert.ok(commits.every(commit => /^[0-9a-f]{8}$/.test(commit.short_id) && commit.stats))
  const sha = commits[0]?.id ?? ''
  const diff = await maintainer.Commits.showDiff(id, sha)
  const moved = diff.find(file => file.renamed_file)
  assert.deepEqual([moved?.old_path, moved?.new_path], ['docs/guide.md', 'guide.md'])
  assert.match(diff.find(file => file.new_path === 'src/one.ts')?.diff ?? '', /^@@ -0,0 \+1 @@\n\+one\n$/)
  assert.deepEqual(await maintainer.Commits.allReferences(id, sha), [{ type: 'branch', name: 'main' }])
  const ofFile = await maintainer.Commits.all(id, { path: 'src/one.ts' })
  assert.deepEqual(
    ofFile.map(commit => commit.id),
    [sha],
  )
  assert.equal((await maintainer.Commits.show(id, 'main')).id, sha)
  assert.match(await refusal(maintainer.Commits.show(id, 'nowhere')), /^404/)
})

test('branches begin, are compared and go', async () => {
  const branch = await maintainer.Branches.create(id, 'feature/ü#1', 'main')
  assert.deepEqual(
    [branch.name, branch.protected, branch.default, branch.can_push],
    ['feature/ü#1', false, false, true],
  )
  await maintainer.RepositoryFiles.create(id, 'new.txt', 'feature/ü#1', 'new\n', 'New')
  const found = await maintainer.Repositories.compare(id, 'main', 'feature/ü#1')
  assert.deepEqual(
    found.commits?.map(commit => commit.title),
    ['New'],
  )
  assert.deepEqual(
    found.diffs?.map(file => file.new_path),
    ['new.txt'],
  )
  assert.match(await refusal(maintainer.Branches.create(id, 'feature/ü#1', 'main')), /^400.*already exists/)
  assert.match(await refusal(maintainer.Branches.create(id, '--help', 'main')), /^400/)
  assert.match(await refusal(maintainer.Branches.remove(id, 'main')), /^403/)
  assert.deepEqual(
    (await maintainer.Branches.all(id, { search: '^feat' })).map(one => one.name),
    ['feature/ü#1'],
  )
  const main = await maintainer.Branches.show(id, 'main')
  assert.deepEqual([main.protected, main.default], [true, true])
  await maintainer.Branches.remove(id, 'feature/ü#1')
  assert.match(await refusal(maintainer.Branches.show(id, 'feature/ü#1')), /^404/)
})

test('tags mark commits, with a message or without', async () => {
  const light = await maintainer.Tags.create(id, 'v1', 'main')
  assert.deepEqual([light.name, light.message, light.target], ['v1', '', light.commit.id])
  const full = await maintainer.Tags.create(id, 'v2', 'main', { message: 'The second' })
  assert.deepEqual([full.message, full.commit.id], ['The second', light.commit.id])
  assert.notEqual(full.target, full.commit.id)
  assert.deepEqual((await maintainer.Tags.all(id)).map(tag => tag.name).sort(), ['v1', 'v2'])
  await maintainer.Tags.remove(id, 'v1')
  assert.match(await refusal(maintainer.Tags.show(id, 'v1')), /^404/)
})

test('of two who edit the same file one is told which file has changed', async () => {
  const { last_commit_id: lastCommitId } = await maintainer.RepositoryFiles.show(id, 'guide.md', 'main')
  const edit = (content: string) =>
    maintainer.RepositoryFiles.edit(id, 'guide.md', 'main', content, 'Edit', { lastCommitId })
  await edit('mine')
  assert.match(await refusal(edit('theirs')), /has changed since you started editing it: guide\.md/)
  assert.equal(await text('guide.md'), 'mine')
})

test('an archive has all files of a commit in one folder', async () => {
  const response = await fetch(`${address}/api/v4/projects/${id}/repository/archive.tar.gz?sha=main`, {
    headers: { 'private-token': people.reporter.token },
  })
  assert.equal(response.headers.get('content-type'), 'application/gzip')
  assert.match(response.headers.get('content-disposition') ?? '', /code-main-[0-9a-f]{40}\.tar\.gz/)
  assert.deepEqual([...new Uint8Array(await response.arrayBuffer()).subarray(0, 2)], [0x1f, 0x8b])
})

test('who may read the code reads it, who may push writes it, and outsiders see nothing', async () => {
  assert.match(await refusal(as('outsider').Repositories.allRepositoryTrees(id)), /^404/)
  assert.match(await refusal(as('guest').Repositories.allRepositoryTrees(id)), /^403/)
  assert.ok((await as('reporter').Repositories.allRepositoryTrees(id)).length > 0)
  assert.match(await refusal(as('reporter').Branches.create(id, 'mine', 'main')), /^403/)
  const edit = as('developer').RepositoryFiles.create(id, 'dev.txt', 'main', 'x', 'x')
  assert.match(await refusal(edit), /^403.*protected/)
  await as('developer').RepositoryFiles.create(id, 'dev.txt', 'dev', 'x', 'x', { startBranch: 'main' })
  assert.equal(await text('dev.txt', 'dev'), 'x')
})

test('paths and revisions that lead elsewhere are refused', async () => {
  for (const path of ['../x', '.git/config', 'a/.GIT/hooks/post-receive', '/etc/passwd', 'a//b', 'a\0b'])
    assert.match(
      await refusal(maintainer.RepositoryFiles.create(id, path, 'main', 'x', 'x')),
      /^40[04]/,
      path,
    )
  for (const ref of ['--output=/tmp/x', '-h', 'main..dev', 'main@{1}', 'main:guide.md'])
    assert.match(await refusal(maintainer.RepositoryFiles.show(id, 'guide.md', ref)), /^40[04]/, ref)
})

test('links, submodules and names that are no UTF-8 are shown as what they are', async () => {
  await client.git('clone', 'pull', '--quiet')
  const blob = await client.run(['hash-object', '-w', '--stdin'], { in: 'clone', input: 'caf\xe9' })
  const link = await client.run(['hash-object', '-w', '--stdin'], { in: 'clone', input: '/etc/passwd' })
  const head = await client.git('clone', 'rev-parse', 'HEAD')
  const entries = [
    `100644 blob ${blob.stdout.trim()}\tplain.txt`,
    `120000 blob ${link.stdout.trim()}\tlink`,
    `160000 commit ${head}\tmodule`,
  ]
  const tree = await client.run(['mktree'], { in: 'clone', input: `${entries.join('\n')}\n` })
  const commit = await client.git('clone', 'commit-tree', '-m', 'Odd', tree.stdout.trim())
  await client.git(
    'clone',
    'push',
    '--quiet',
    desk.as(people.maintainer, project.url),
    `${commit}:refs/heads/odd`,
  )
  const shown = await maintainer.Repositories.allRepositoryTrees(id, { ref: 'odd' })
  assert.deepEqual(
    shown.map(entry => `${entry.mode} ${entry.type} ${entry.name}`),
    ['120000 blob link', '160000 commit module', '100644 blob plain.txt'],
  )
  assert.equal(await text('link', 'odd'), '/etc/passwd')
  assert.match(await refusal(maintainer.RepositoryFiles.show(id, 'module', 'odd')), /^404/)
  assert.match(await refusal(maintainer.RepositoryFiles.show(id, 'link/x', 'odd')), /^404/)
})

test('what was pushed is shown as text at most, never as a page', async () => {
  const page = '<script>alert(1)</script>'
  await maintainer.RepositoryFiles.create(id, 'evil.html', 'main', page, 'x')
  await maintainer.RepositoryFiles.create(
    id,
    'evil.svg',
    'main',
    `<svg xmlns="http://www.w3.org/2000/svg">${page}</svg>`,
    'x',
  )
  for (const name of ['evil.html', 'evil.svg']) {
    const response = await fetch(`${address}/api/v4/projects/${id}/repository/files/${name}/raw?ref=main`, {
      headers: { 'private-token': people.reporter.token },
    })
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/)
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    assert.match(response.headers.get('content-security-policy') ?? '', /sandbox/)
    assert.match(await response.text(), /alert/)
  }
  // As pictures SVGs do no harm, and READMEs have them.
  const ask = (name: string, accept: string, known = '') =>
    fetch(`${address}/api/v4/projects/${id}/repository/files/${name}/raw?ref=main`, {
      headers: { 'private-token': people.reporter.token, accept, 'if-none-match': known },
    })
  const asks = async (...what: Parameters<typeof ask>) => (await ask(...what)).headers.get('content-type')
  const picture = 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5'
  assert.equal(await asks('evil.svg', picture), 'image/svg+xml')
  assert.match((await asks('evil.html', picture)) ?? '', /^text\/plain/)
  assert.match((await asks('evil.svg', `text/html,${picture}`)) ?? '', /^text\/plain/)
  // What a browser keeps as a text must not be confirmed as the picture.
  const kept = (await ask('evil.svg', 'text/html')).headers.get('etag') ?? ''
  assert.equal((await ask('evil.svg', 'text/html', kept)).status, 304)
  assert.equal((await ask('evil.svg', picture, kept)).status, 200)
})

test('a text in Markdown finds what lies beside it', async () => {
  const markdown =
    '# Hi\n\n![logo](../logo.png) [next](next.md#part) [away](https://example.com) <script>x</script>\n'
  await maintainer.RepositoryFiles.create(id, 'docs/read me.md', 'main', markdown, 'x')
  const url = `/projects/${id}/repository/files/${encodeURIComponent('docs/read me.md')}/html?ref=main`
  const { html } = (await desk.web.as(people.reporter, { url })).json<{ html: string }>()
  assert.match(html, new RegExp(`src="/api/v4/projects/${id}/repository/files/logo\\.png/raw\\?ref=main"`))
  assert.match(html, /href="\/root\/code\/-\/blob\/main\/docs\/next\.md#part"/)
  assert.match(html, /href="https:\/\/example\.com"/)
  assert.doesNotMatch(html, /<script/)
})

test('the last commit of each name in a folder is found', async () => {
  const url = `/projects/${id}/repository/last_commits`
  const payload = { ref: 'main', names: ['src', 'guide.md', 'not-there'] }
  const rows = (await desk.web.as(people.reporter, { method: 'POST', url, payload })).json<
    { name: string; commit: { title: string } }[]
  >()
  assert.deepEqual(rows.map(row => `${row.name}: ${row.commit.title}`).sort(), [
    'guide.md: Edit',
    'src: Build the house',
  ])
})

test('branches that are merged go all at once; others, and those that are protected, stay', async () => {
  const { id } = await desk.project('Merged')
  await maintainer.RepositoryFiles.create(id, 'a', 'main', 'a', 'Begin')
  for (const name of ['done-1', 'done-2', 'done-3', 'kept'])
    await maintainer.Branches.create(id, name, 'main')
  await maintainer.Branches.create(id, 'open', 'main')
  await maintainer.RepositoryFiles.create(id, 'b', 'open', 'b', 'Go on')
  await maintainer.ProtectedBranches.protect(id, 'kept')
  await as('developer').Branches.removeMerged(id)
  const left = (await maintainer.Branches.all(id)).map(({ name }) => name)
  assert.deepEqual(left.sort(), ['kept', 'main', 'open'])
})

test('a name of which git would leave nothing is nobody, and the rest of one stays', async () => {
  const { id } = await desk.project('Names')
  const authors: string[] = []
  for (const [at, authorName] of [`"'.,:;`, ' <J. Doe> '].entries()) {
    await maintainer.RepositoryFiles.create(id, `f${at}`, 'main', 'x', 'Add', {
      authorName,
      authorEmail: 'j@people.example',
    })
    const [commit] = await maintainer.Commits.all(id)
    authors.push(`${commit?.author_name} <${commit?.author_email}>`)
  }
  assert.deepEqual(authors, ['nobody <j@people.example>', 'J. Doe <j@people.example>'])
})

test('a project without a commit answers like one', async () => {
  const { id: none } = empty
  assert.deepEqual(await maintainer.Branches.all(none), [])
  assert.deepEqual(await maintainer.Tags.all(none), [])
  assert.deepEqual(await maintainer.Repositories.allContributors(none), [])
  assert.match(await refusal(maintainer.RepositoryFiles.show(none, 'README.md', 'main')), /^404/)
})

test('an address is taken apart: the longest branch that it begins with, and the path in it', async () => {
  await maintainer.RepositoryFiles.create(id, 'where/it/is.md', 'main', 'x', 'Add')
  await maintainer.Branches.create(id, 'a/b', 'main')
  const place = async (at: string) => {
    const url = `/projects/${id}/repository/place?at=${encodeURIComponent(at)}`
    const found = await desk.web.as(people.reporter, { url })
    const { ref, kind, path, type } = found.json<Record<string, string>>()
    return found.statusCode === 200 ? [ref, kind, path, type] : found.statusCode
  }
  assert.deepEqual(await place('a/b/where/it/is.md'), ['a/b', 'branch', 'where/it/is.md', 'blob'])
  assert.deepEqual(await place('main'), ['main', 'branch', '', 'tree'])
  assert.deepEqual(await place('main/where'), ['main', 'branch', 'where', 'tree'])
  const oid = (await maintainer.Branches.show(id, 'main')).commit.id
  assert.deepEqual(await place(`${oid}/where`), [oid, 'commit', 'where', 'tree'])
  for (const wrong of ['a', 'nowhere/x', 'main/nothing', '--all', 'main/../..', 'ma*', '', '@{-1}'])
    assert.ok([400, 404].includes((await place(wrong)) as number), wrong)
})
