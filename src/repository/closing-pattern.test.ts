// Which issues does a text close, and which does it only name?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findNamedIssues } from './closing-pattern.ts'

const desk = 'https://desk.example/help'
const named = (text: string) =>
  findNamedIssues(text, desk).map(({ path = '', iid, closes }) => `${closes ? 'closes ' : ''}${path}#${iid}`)

test('each form of each closing word closes, in any case, with or without a colon', () => {
  const words =
    'close closes closed closing fix fixes fixed fixing resolve resolves resolved resolving implement implements implemented implementing'
  for (const word of words.split(' ')) {
    const upper = `${word.charAt(0).toUpperCase()}${word.slice(1)}`
    for (const form of [word, upper, word.toUpperCase()]) {
      assert.deepEqual(named(`${form} #12`), ['closes #12'], form)
      assert.deepEqual(named(`A change that ${form}: #12.`), ['closes #12'], form)
    }
  }
})

test('lists, other projects and URLs of this desk close as well', () => {
  const cases: [string, string[]][] = [
    ['Closes #12, #13 and #14', ['closes #12', 'closes #13', 'closes #14']],
    ['Closes #12, #13, and #14', ['closes #12', 'closes #13', 'closes #14']],
    ['Fixes #1 & #2', ['closes #1', 'closes #2']],
    ['Closes issues #12 and acme/web#3', ['closes #12', 'closes acme/web#3']],
    ['Resolves Acme/Sub/Web.app#7', ['closes acme/sub/web.app#7']],
    ['Fix https://desk.example/help/acme/web/-/issues/9.', ['closes acme/web#9']],
    ['Fix <HTTPS://DESK.example/help/acme/web/issues/9#note_4> and #3', ['closes acme/web#9', 'closes #3']],
    [
      'Closes [#12](https://desk.example/help/a/b/-/issues/12), #5',
      ['closes #12', 'closes a/b#12', 'closes #5'],
    ],
    ['Closes **#12**', ['closes #12']],
    ['This is wrapped and fixes\n#12,\n#13', ['closes #12', 'closes #13']],
    ['Related to #5, closes #12', ['#5', 'closes #12']],
    ['See #12. Closes #12', ['closes #12']],
    ['Closes #12. See #13', ['closes #12', '#13']],
  ]
  for (const [text, expected] of cases) assert.deepEqual(named(text), expected, text)
})

test('what only looks like it names without closing, or names nothing', () => {
  const cases: [string, string[]][] = [
    ['see #12 and group/project#3', ['#12', 'group/project#3']],
    ['enclose #12', ['#12']],
    ['closet #12', ['#12']],
    ['prefixes #12', ['#12']],
    ['hot-fix #12', ['#12']],
    ['Closes the tickets named in #12', ['#12']],
    ['Closes\n\n#12', ['#12']],
    ['Closes #12\n\n#13', ['closes #12', '#13']],
    ['Closes#12', []],
    ['Closes #12a, #0, #99999999999, &#12; a#4 ##5 \\#6', []],
    ['Closes https://other.example/help/acme/web/-/issues/9', []],
    ['Closes https://desk.example/help/acme/web/-/merge_requests/9', []],
    ['Closes #12-draft', []],
  ]
  for (const [text, expected] of cases) assert.deepEqual(named(text), expected, text)
})

test('nothing in code, quotes or comments counts', () => {
  const texts = [
    '`Closes #12`',
    'Write `` Closes `x` #12 `` to close',
    'Closes `#12`',
    '```\nCloses #12\n```',
    '~~~~ text\nCloses #12\n~~~\nCloses #13\n~~~~',
    '- ```\n  Closes #12\n  ```',
    '> Closes #12',
    '  > > Closes #12\nand that is all',
    'An example:\n\n    Closes #12\n\nEnd.',
    'An example:\n\n\tCloses #12',
    '<!-- Closes #12\n Closes #13 -->',
    '```\nCloses #12 and the block never ends',
  ]
  for (const text of texts) assert.deepEqual(named(text), [], text)
  assert.deepEqual(named('`a` Closes #12 `b`'), ['closes #12'])
  assert.deepEqual(named('one ` tick\n\nCloses #12\n\nanother ` tick'), ['closes #12'])
  assert.deepEqual(named('> quoted\n\nCloses #12'), ['closes #12'])
  assert.deepEqual(named('- item\n\n    Closes #12'), ['closes #12'])
  assert.deepEqual(named('Subject\r\n\r\nCloses: #12\r\n'), ['closes #12'])
})

test('of endless lists the first hundred count', () => {
  const many = Array.from({ length: 500 }, (_, at) => `#${at + 1}`).join(', ')
  assert.equal(named(`Closes ${many}`).length, 100)
})

test('no text takes longer than its length allows', () => {
  const pieces = [
    '`',
    'Closes ',
    '#1',
    'a/',
    '/',
    '>',
    '\n',
    '<!--',
    '```',
    'close',
    ', ',
    'and ',
    '_',
    ' ',
    `${desk}/a/`,
    '.',
  ]
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 4 }),
      (unit, tail) => {
        const text = unit.join('').repeat(Math.ceil(200_000 / unit.join('').length)) + tail.join('')
        const before = process.cpuUsage()
        findNamedIssues(text, desk)
        const { user } = process.cpuUsage(before)
        assert.ok(user < 2_000_000, `${user} µs for ${JSON.stringify(unit)}`)
      },
    ),
    { numRuns: 60 },
  )
})

test('whatever stands around it, a line of its own that closes an issue is found', () => {
  const word = fc.constantFrom(
    'plain',
    '#5',
    'see',
    '- item',
    '1. item',
    '*',
    '_x_',
    'https://a.example/#3',
    '(',
    ')',
  )
  fc.assert(
    fc.property(fc.array(word), fc.array(word), (before, behind) => {
      const text = `${before.join(' ')}\n\nCloses #4711\n\n${behind.join(' ')}`
      assert.ok(named(text).includes('closes #4711'), text)
    }),
  )
})
