// Is every line of the checklist held by a test, and does that test exist under the name that the tables give?
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const folder = 'docs/mail-correctness'
const checklist = join(root, '../shared/MAIL-CHECKLIST.md')
const cases = join(root, '../shared/CASES.md')

type Row = { line: string; what: string; tests: { file: string; name: string }[] }

/** Rows of the tables `| line | what happens | test |`. */
function rowsOf(page: string): Row[] {
  const lines = readFileSync(join(root, folder, page), 'utf8').split('\n')
  return lines.flatMap(text => {
    const [, line = '', what = '', held = ''] =
      /^\| *([A-Z]?-?\d+[a-z]?) *\| *(.*?) *\| *((?:[^|]|\\\|)*?) *\|$/.exec(text) ?? []
    if (line === '') return []
    const tests = [...held.matchAll(/`([^`]+\.(?:test|suite)\.tsx?)` › (.+?)(?=<br>|$)/g)].map(match => ({
      file: match[1] ?? '',
      name: (match[2] ?? '')
        .trim()
        .replaceAll('\\|', '|')
        .replace(/^`(.*)`$/, '$1'),
    }))
    return [{ line, what, tests }]
  })
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** The names that tests of a file have; those made of parts match whatever the parts are. */
function namesIn(file: string): RegExp[] {
  const source = readFileSync(join(root, file), 'utf8')
  const literals = source.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)
  return [...literals].map(([, single, double, template]) => {
    const parts = (single ?? double ?? template ?? '').replaceAll(/\\(.)/g, '$1').split(/\$\{[^}]*\}/)
    return new RegExp(`^${parts.map(escaped).join('.+')}$`, 's')
  })
}

const known = new Map<string, RegExp[]>()
function exists(file: string, name: string): boolean {
  if (!existsSync(join(root, file))) return false
  const names = known.get(file) ?? namesIn(file)
  known.set(file, names)
  return names.some(pattern => pattern.test(name) && pattern.source !== '^.+$')
}

const pages = existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []

test('a name that is not there is found out', () => {
  const [file] = ['test/mailboxes/silent-servers.test.ts']
  assert.ok(exists(file ?? '', 'a server that refuses IDLE is asked again and again'))
  assert.ok(
    exists(
      file ?? '',
      'a server that hangs at a mail is left, and the mail comes once with the next connection',
    ),
  )
  assert.ok(!exists(file ?? '', 'a server that refuses IDLE is asked once'))
  assert.ok(!exists('test/nothing.test.ts', 'a server that refuses IDLE is asked again and again'))
})

for (const page of pages) {
  test(`the tests that ${page} names exist`, () => {
    const wrong = rowsOf(page).flatMap(({ line, tests }) =>
      tests
        .filter(({ file, name }) => !exists(file, name))
        .map(({ file, name }) => `${line}: ${file} › ${name}`),
    )
    assert.deepEqual(wrong, [])
  })
}

/** Sections of the checklist that have lines with names, e.g. `- M1 …`. */
const sections = existsSync(checklist)
  ? readFileSync(checklist, 'utf8')
      .split(/^## /m)
      .flatMap(text => {
        const number = /^\d+/.exec(text)?.[0]
        const lines = [...text.matchAll(/^- ([A-Z]\d+[a-z]?)\b/gm)].map(match => match[1] ?? '')
        return number === undefined || lines.length === 0 ? [] : [{ number: number.padStart(2, '0'), lines }]
      })
  : []

for (const { number, lines } of sections) {
  const page = pages.find(name => name.startsWith(`${number}-`))
  if (page === undefined) continue
  test(`${page} leaves out no line of section ${Number(number)}`, () => {
    const rows = rowsOf(page)
    const found = new Set(rows.map(row => row.line))
    assert.deepEqual(
      lines.filter(line => !found.has(line)),
      [],
      'lines that are missing',
    )
    // A line without a test says why.
    for (const { line, what, tests } of rows) assert.ok(tests.length > 0 || what.length > 30, line)
  })
}

test('cases.md leaves out no case', { skip: !existsSync(cases) }, () => {
  const lines = [...readFileSync(cases, 'utf8').matchAll(/^- \*\*([A-Z]-\d+)\*\*/gm)].map(
    match => match[1] ?? '',
  )
  const rows = rowsOf('cases.md')
  assert.deepEqual(rows.map(({ line }) => line).sort(), lines.sort())
  for (const { line, what, tests } of rows) assert.ok(tests.length > 0 || /^Left /.test(what), line)
})
