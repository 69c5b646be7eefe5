// Does what the guides print work: every configuration, every command, every key, every link?
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '#config'

const root = join(import.meta.dirname, '..')
const pages = [
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => join('docs', file)),
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
]
const textOf = (page: string) => readFileSync(join(root, page), 'utf8')

/** Fenced blocks of a page, with the line of each. */
function blocksOf(page: string, language: string): { text: string; line: number }[] {
  const text = textOf(page)
  const fences = text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)
  return [...fences]
    .filter(fence => fence[1] === language)
    .map(fence => ({ text: fence[2] ?? '', line: text.slice(0, fence.index).split('\n').length + 1 }))
}

/** What stands in code within a sentence or a table. */
const codeOf = (page: string) =>
  [
    ...textOf(page)
      .replaceAll(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/`([^`\n]+)`/g),
  ].map(match => match[1] ?? '')

test('there are guides to be checked', () => {
  for (const guide of ['docs/connect-your-mailbox.md', 'docs/coming-from-gitlab.md'])
    assert.ok(blocksOf(guide, 'yaml').length > 2, guide)
})

for (const page of pages) {
  for (const { text, line } of blocksOf(page, 'yaml')) {
    test(`${page}:${line} is a configuration with which the desk starts`, () => {
      const cwd = mkdtempSync(join(tmpdir(), 'deskbell-docs-'))
      // Files that a guide has people make.
      const made = text.replaceAll(/\/etc\/deskbell\/(\S+)/g, (_, name: string) => {
        writeFileSync(join(cwd, name), '')
        return join(cwd, name)
      })
      writeFileSync(join(cwd, 'deskbell.yml'), made)
      try {
        const config = loadConfig({ env: {}, cwd })
        const shown = [config.incoming_email, config.service_desk_email].filter(box => box !== undefined)
        if (/_email:/.test(text))
          assert.ok(
            shown.some(box => box.enabled),
            'a mailbox is in use',
          )
      } finally {
        rmSync(cwd, { recursive: true })
      }
    })
  }
}

/** The desk's commands as its help lists them: `user create|password USERNAME [--admin]`. */
const usages = execFileSync(process.execPath, [join(root, 'bin/deskbell'), 'help'], { encoding: 'utf8' })
  .split('\n')
  .flatMap(line => /^ {2}deskbell (.*?)(?: {2}|$)/.exec(line)?.[1] ?? [])

/** Why the help knows no such command; null: it does. */
function faultOf(command: string): string | null {
  const [name = '', ...words] = command.replace(/ [<>|] .*/, '').split(/\s+/)
  const usage = usages.find(candidate => candidate.split(' ')[0] === name)
  if (usage === undefined) return `there is no ${name}`
  const verbs = /^\S+ ([a-z]+(?:\|[a-z]+)*)(?: |$)/.exec(usage)?.[1]?.split('|')
  if (verbs !== undefined && !verbs.includes(words[0] ?? '')) return `${name} has no ${words[0]}`
  const unknown = words.find(word => /^--\w/.test(word) && !usage.includes(word.replace(/=.*/, '')))
  return unknown === undefined ? null : `${name} has no ${unknown}`
}

const commandsIn = (text: string) =>
  [...text.matchAll(/(?:^|npx |\/bin\/|\$\(|[(`])deskbell ([a-z][^#\n`)…]*)/gm)].map(
    match => match[1]?.trim() ?? '',
  )

test('the help is understood', () => {
  assert.ok(usages.length >= 9, usages.join('\n'))
  assert.equal(faultOf('user create anna --name "Anna Kern" --email anna@example.com'), null)
  assert.equal(faultOf('user remove anna'), 'user has no remove')
  assert.equal(faultOf('doctor --thorough'), 'doctor has no --thorough')
  assert.deepEqual(commandsIn('TOKEN=$(npx deskbell token create root --name try --scopes api)'), [
    'token create root --name try --scopes api',
  ])
})

for (const page of pages) {
  test(`${page} names only commands that there are`, () => {
    const wrong = commandsIn(textOf(page)).flatMap(command => {
      const fault = faultOf(command)
      return fault === null ? [] : [`deskbell ${command}: ${fault}`]
    })
    assert.deepEqual(wrong, [])
  })
}

/** Names of other programs that look like keys of ours. */
const foreign = new Set(['recipient_delimiter', 'smtp_settings', 'transport_maps', 'mail_room'])
/** Reasons of the inbox log, which stand in the guides beside keys. */
const reasons = [
  ...textOf('src/mail/inbound/outcome.ts').matchAll(/^ {2}([a-z_]+): (?:silent|refused)\(/gm),
].map(match => match[1] ?? '')

test('keys that the guides name exist', () => {
  const keys = [...textOf('docs/configuration.md').matchAll(/^\| `([a-z0-9_.]+)` \|/gm)].map(
    match => match[1] ?? '',
  )
  const known = new Set([...keys.flatMap(key => [key, ...key.split('.')]), ...reasons, ...foreign])
  assert.ok(keys.length > 50 && reasons.length > 20)
  for (const page of ['docs/connect-your-mailbox.md', 'docs/coming-from-gitlab.md']) {
    const named = codeOf(page).filter(
      code => /^[a-z]+(?:[_.][a-z_]+)+$/.test(code) && !/\.(?:md|yml|rb)$/.test(code),
    )
    assert.ok(named.length > 5, page)
    assert.deepEqual(
      named.filter(code => !known.has(code)),
      [],
      page,
    )
  }
})

test('what the guide says that the desk says, it says', () => {
  const said = [...textOf('docs/connect-your-mailbox.md').matchAll(/^\| `([^`]+ [^`]+)` \|/gm)].map(
    match => match[1] ?? '',
  )
  const sources = execFileSync('git', ['ls-files', 'src/mail/ingress', 'src/config', 'src/oauth'], {
    cwd: root,
    encoding: 'utf8',
  })
  const texts = sources
    .split('\n')
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map(textOf)
  assert.ok(said.length > 5)
  for (const sentence of said)
    for (const part of sentence.split(' … '))
      assert.ok(
        texts.some(text => text.includes(part)),
        `nothing in the desk says "${part}"`,
      )
})

/** As GitHub and GitLab make anchors of headings. */
const anchorsOf = (page: string) =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(match =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

for (const page of pages) {
  test(`links of ${page} lead to something`, () => {
    const wrong = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
      ([, path = '', anchor]) => {
        const target = path === '' ? page : relative(root, join(root, dirname(page), path))
        if (!existsSync(join(root, target))) return [`${path} is missing`]
        return anchor === undefined || anchorsOf(target).includes(anchor)
          ? []
          : [`${target} has no #${anchor}`]
      },
    )
    assert.deepEqual(wrong, [])
  })
}

test('the README leads to each guide', () => {
  for (const guide of readdirSync(join(root, 'docs')).filter(file => file.endsWith('.md')))
    assert.ok(textOf('README.md').includes(`(docs/${guide})`), guide)
})

test('each table of tests is named by the page about them', () => {
  for (const page of readdirSync(join(root, 'docs/mail-correctness')))
    assert.ok(textOf('docs/mail-correctness.md').includes(`(mail-correctness/${page})`), page)
})
