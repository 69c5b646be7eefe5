// Is what git lists read as git wrote it, whatever stands in the names, messages and files of those who push?
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { code, merging, messages, openRepositories, type Repositories, type Repository } from '#repository'
import { gitIn, pushFiles } from '../../test/support/code.ts'
import { git, gitText } from './git.ts'
import { zeroOid } from './names.ts'
import { tipOf } from './tips.ts'

/** Ends a line for a pattern with `m`, and none for git. */
const separator = '\u2028'
const project = { id: 1, default_branch: 'main' }
let dataDir: string
let repositories: Repositories
let repository: Repository

before(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'deskbell-bytes-'))
  repositories = openRepositories(dataDir)
  repository = await repositories.open(project)
})
after(() => rmSync(dataDir, { recursive: true, force: true }))

const push = (files: Parameters<typeof pushFiles>[2], branch?: string) =>
  pushFiles(repositories, project, files, branch)

test('a branch whose name holds a line separator stands for no other branch', async () => {
  const main = await push({ a: 'one' })
  const other = await push({ a: 'two' }, 'other')
  await gitIn(repository.path, 'update-ref', `refs/heads/main${separator}x`, other)
  await gitIn(repository.path, 'pack-refs', '--all')
  assert.equal(await tipOf(repository, 'main'), main)
  const names = (await code.branches.list(repository, project)).map(({ name }) => name)
  assert.ok(names.includes('main') && names.includes('other'), names.join())
  await gitIn(repository.path, 'update-ref', '-d', `refs/heads/main${separator}x`)
})

test('a patch is that of its own file, also where a file holds lines of a patch behind CR and line separators', async () => {
  const parts = ['a', 'diff --git a/x b/x', '@@ -1 +1 @@', 'Binary files a and b differ']
  const before = await push({ cr: 'begin\n', 'ls.txt': 'begin\n', z: 'old\n' })
  const texts = { cr: `${parts.join('\r')}\n`, 'ls.txt': `${parts.join(separator)}\n` }
  const now = await push({ ...texts, z: 'new\n' })
  const diffs = await code.diffs.between(repository, before, now)
  assert.deepEqual(
    diffs.map(({ newPath, diff }) => [newPath, diff]),
    [
      ['cr', `@@ -1 +1 @@\n-begin\n+${texts.cr}`],
      ['ls.txt', `@@ -1 +1 @@\n-begin\n+${texts['ls.txt']}`],
      ['z', '@@ -1 +1 @@\n-old\n+new\n'],
    ],
  )
})

test('a line that was spoken of moves by what git says, not by what stands in the file', async () => {
  const from = await push({ 'notes.txt': 'one\ntwo\nthree\n' })
  const to = await push({
    'notes.txt': `ONE\r@@ -1,0 +1,9 @@\r-deleted${separator}deleted file mode 1\ntwo\nthree\n`,
  })
  const traced = await merging.traceLines(repository, { from, to, path: 'notes.txt' }, [1, 2, 3])
  assert.deepEqual(
    [...traced],
    [
      [1, null],
      [2, 2],
      [3, 3],
    ],
  )
})

test('a file whose name begins with a control character or a line is listed with its last commit', async () => {
  const first = await push({ '\x01nothing': '1', '\nline': '2', 'folder/\x01b': '3' })
  const second = await push({ plain: '4' })
  const names = ['\x01nothing', '\nline', 'folder', 'plain']
  const found = await code.trees.lastCommits(repository, second, undefined, names)
  assert.deepEqual(
    names.map(name => found.get(name)),
    [first, first, first, second],
  )
  assert.deepEqual(
    [...(await code.commits.findMany(repository, [...found.values()])).keys()].sort(),
    [first, second].sort(),
  )
})

test('a message of a tag makes no other tag', async () => {
  const commit = await push({ tagged: '1' })
  const head = ['object', 'type', 'tag', 'tagger'].map(
    (word, at) => `${word} ${[commit, 'commit', 'v1', 'Dev Example <dev@people.example> 1 +0000'][at]}`,
  )
  const message = 'The first\n\x01refs/tags/v2\n\nand last'
  const input = `${head.join('\n')}\n\n${message}\n`
  const oid = (await gitText(repository, ['hash-object', '-t', 'tag', '-w', '--stdin'], { input })).trim()
  await git(repository, ['update-ref', 'refs/tags/v1', oid])
  await git(repository, ['update-ref', 'refs/tags/v3', commit])
  const tags = await code.tags.list(repository, { by: 'name', sort: 'asc' })
  assert.deepEqual(tags, [
    { name: 'v1', target: oid, commit, message },
    { name: 'v3', target: commit, commit, message: '' },
  ])
  assert.deepEqual(await code.tags.find(repository, 'v3'), tags[1])
})

test('who committed, and when, is not what a name says of it', async () => {
  const [name, tree] = [`x${separator}committer y`, await gitIn(repository.path, 'rev-parse', 'main^{tree}')]
  const env = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: 'dev@people.example',
    GIT_AUTHOR_DATE: '1000000000 +0000',
    GIT_COMMITTER_NAME: 'Dev',
    GIT_COMMITTER_EMAIL: 'dev@people.example',
    GIT_COMMITTER_DATE: '1500000000 +0000',
  }
  const newOid = (await gitText(repository, ['commit-tree', tree], { env, input: 'Odd\n' })).trim()
  const { commits } = await messages.reachedCommits(repository, { oldOid: zeroOid, newOid }, 10)
  assert.deepEqual(
    commits.map(({ authorEmail, committedAt }) => [authorEmail, committedAt.getTime()]),
    [['dev@people.example', 1_500_000_000_000]],
  )
})
