import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openRepositories, type Repositories } from '#repository'
import { type Content, gitIn, pushFiles } from '../../../test/support/code.ts'
import { tipOf } from '../tips.ts'
import { findTemplate, listTemplates } from './find.ts'
import type { TemplateSource } from './sources.ts'

let dataDir: string
let repositories: Repositories
let projects = 0
before(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'deskbell-templates-'))
  repositories = openRepositories(dataDir)
})
after(() => rmSync(dataDir, { recursive: true, force: true }))

function source(more: Partial<TemplateSource> = {}): TemplateSource {
  const id = ++projects
  return { id, path: `acme/p${id}`, default_branch: 'main', scope: 'project', group: null, ...more }
}

const thanks = '.gitlab/service_desk_templates/thank_you.md'
const issue = (name: string) => `.gitlab/issue_templates/${name}.md`
const push = (of: TemplateSource, files: Record<string, Content>, branch?: string) =>
  pushFiles(repositories, of, files, branch)
const find = (of: TemplateSource[], name = 'thank_you', folder: 'service_desk' | 'issues' = 'service_desk') =>
  findTemplate(repositories, of, { folder, name })

/** What is taken, or why nothing is. */
async function said(of: TemplateSource, name?: string, folder?: 'issues') {
  const { text, passed } = await find([of], name, folder)
  return text ?? passed.map(({ reason }) => reason).join()
}

test('a text is the one of the newest push, and gone with the push that removes or empties it', async () => {
  const own = source()
  assert.equal(await said(own), 'is missing')
  await push(own, { [thanks]: 'One' })
  assert.equal(await said(own), 'One')
  await push(own, { [thanks]: 'Two' })
  assert.equal(await said(own), 'Two')
  await push(own, { [thanks]: ' \n\t\n' })
  assert.equal(await said(own), 'is empty')
  await push(own, { [thanks]: '' })
  assert.equal(await said(own), 'is empty')
  await push(own, { [thanks]: null, README: 'x' })
  assert.equal(await said(own), 'is missing')
})

test('another branch says nothing until it is the default one', async () => {
  const own = source()
  await push(own, { [thanks]: 'Main' })
  await push(own, { [thanks]: 'Other' }, 'feature/other')
  assert.equal(await said(own), 'Main')
  assert.equal(await said({ ...own, default_branch: 'feature/other' }), 'Other')
  assert.equal(await said({ ...own, default_branch: 'nowhere' }), 'is missing')
  for (const default_branch of ['../../HEAD', 'feature', '-x', '', '.', 'a\0b'])
    assert.equal(await said({ ...own, default_branch }), 'is missing', default_branch)
})

test('a branch is found where git keeps it: in a file, packed, or as a symbolic ref', async () => {
  const own = source()
  const first = await push(own, { [thanks]: 'One' })
  const repository = await repositories.open(own)
  await gitIn(repository.path, 'pack-refs', '--all')
  assert.equal(await tipOf(repository, 'main'), first)
  assert.equal(await said(own), 'One')
  const second = await push(own, { [thanks]: 'Two' })
  assert.equal(await tipOf(repository, 'main'), second)
  await gitIn(repository.path, 'pack-refs', '--all')
  assert.equal(await tipOf(repository, 'main'), second)
  await gitIn(repository.path, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main')
  assert.equal(await tipOf(repository, 'alias'), second)
  await gitIn(repository.path, 'update-ref', '-d', 'refs/heads/main')
  assert.equal(await tipOf(repository, 'main'), null)
})

test('only a plain file is a text: links, folders, submodules and huge files are passed over', async () => {
  const own = source()
  await push(own, {
    [issue('plain')]: 'Plain',
    [issue('link')]: { link: '../../../../../../etc/passwd' },
    [issue('inside')]: { link: 'plain.md' },
    [`${issue('folder')}/x`]: 'x',
    [issue('huge')]: 'x'.repeat(256 * 1024 + 1),
    [issue('big')]: 'x'.repeat(256 * 1024),
    '.gitlab/issue_templates/other.txt': 'x',
    [issue('sub/deep')]: 'x',
  })
  const reasons = {
    link: /symbolic link/,
    inside: /symbolic link/,
    folder: /is a folder/,
    huge: /larger than 256 KiB/,
    Plain: /is missing/,
    '../issue_templates/plain': /is missing/,
    'sub/deep': /is missing/,
    'plain.md\0': /is missing/,
    other: /is missing/,
  }
  for (const [name, reason] of Object.entries(reasons))
    assert.match(await said(own, name, 'issues'), reason, name)
  assert.equal(await said(own, 'plain', 'issues'), 'Plain')
  const listed = await listTemplates(repositories, [own], 'issues')
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['big', 'plain'],
  )
})

test('a submodule, or a link in place of a folder, holds no templates', async () => {
  const own = source()
  await push(own, { [issue('plain')]: 'Plain' })
  const repository = await repositories.open(own)
  const commit = await gitIn(repository.path, 'rev-parse', 'main')
  const make = (command: string[], input: string) =>
    String(execFileSync('git', command, { cwd: repository.path, input })).trim()
  const link = make(['hash-object', '-w', '--stdin'], '/etc')
  const folder = make(['mktree', '--missing'], `160000 commit ${commit}\tthank_you.md\n`)
  const lines = [`040000 tree ${folder}\tservice_desk_templates`, `120000 blob ${link}\tissue_templates`]
  const above = make(['mktree'], `${lines.join('\n')}\n`)
  const root = make(['mktree'], `040000 tree ${above}\t.gitlab\n`)
  const made = await gitIn(repository.path, 'commit-tree', root, '-m', 'odd')
  await gitIn(repository.path, 'update-ref', 'refs/heads/main', made)
  assert.equal(await said(own), 'is a submodule')
  assert.equal(await said(own, 'plain', 'issues'), 'is missing')
  assert.deepEqual(await listTemplates(repositories, [own], 'issues'), [])
})

test('whatever editor wrote it, it is text: marks of order, Windows lines, no UTF-8, NUL', async () => {
  const own = source()
  const texts: [Content, string][] = [
    [Buffer.from('\ufeffHallo\r\nWelt\r\n'), 'Hallo\nWelt\n'],
    [Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]), 'Grüße'],
    [Buffer.from('\ufeffGrüße\r\n', 'utf16le'), 'Grüße\n'],
    ['a\0b\rc', 'ab\nc'],
  ]
  for (const [content, text] of texts) {
    await push(own, { [thanks]: content })
    assert.equal(await said(own), text)
  }
})

test('the nearest of several repositories has the word; what is empty there is looked for further on', async () => {
  const [own, near, far] = [
    source(),
    source({ scope: 'group', group: 'acme' }),
    source({ scope: 'instance' }),
  ]
  const all = [own, near, far]
  await push(far, { [thanks]: 'Far', [issue('bug')]: 'Far bug', [issue('idea')]: 'Far idea' })
  assert.deepEqual([(await find(all)).text, (await find(all)).source?.scope], ['Far', 'instance'])
  await push(near, { [thanks]: 'Near', [issue('bug')]: 'Near bug' })
  assert.equal((await find(all)).text, 'Near')
  await push(own, { [thanks]: '', [issue('Own one')]: 'x' })
  const { text, passed } = await find(all)
  assert.deepEqual([text, passed.map(({ reason }) => reason)], ['Near', ['is empty']])
  await push(own, { [thanks]: 'Own' })
  assert.equal((await find(all)).text, 'Own')
  const listed = await listTemplates(repositories, all, 'issues')
  assert.deepEqual(
    listed.map(({ name, source: { scope } }) => [name, scope]),
    [
      ['bug', 'group'],
      ['idea', 'instance'],
      ['Own one', 'project'],
    ],
  )
})
