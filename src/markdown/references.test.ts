import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findReferences, renderMarkdown } from './index.ts'

const found = (text: string) =>
  findReferences(text).map(({ kind, text, path, iid, name }) => ({ kind, text, path, iid, name }))
const texts = (text: string) => findReferences(text).map(reference => reference.text)

test('references are found where GitLab finds them', () => {
  assert.deepEqual(found('see #12, !3 and group/sub/project#4'), [
    { kind: 'issue', text: '#12', path: undefined, iid: 12, name: undefined },
    { kind: 'merge_request', text: '!3', path: undefined, iid: 3, name: undefined },
    { kind: 'issue', text: 'group/sub/project#4', path: 'group/sub/project', iid: 4, name: undefined },
  ])
  assert.deepEqual(
    found('@anna.kern: ~bug ~"two words" %v1.0 %"next one"').map(r => r.name),
    ['anna.kern', 'bug', 'two words', 'v1.0', 'next one'],
  )
  assert.deepEqual(texts('(#1) [#2] "#3" #4. #5, #6'), ['#1', '#2', '#3', '#4', '#5', '#6'])
})

test('code, links, mail addresses and words that only look alike hold no references', () => {
  for (const text of [
    '`#1`',
    '``a #1 b``',
    '```\n#1 @root\n```',
    '~~~\n#1\n~~~',
    '    #1 in an indented block',
    'https://a.example/#1',
    'anna@root.example',
    'mail anna@example.com',
    'C#1',
    'a#1',
    '#1a',
    '#0',
    '#99999999999',
    '##1',
    '100%done',
    'a~b',
    '&#39;',
    'x@root',
  ])
    assert.deepEqual(texts(text), [], text)
})

test('commits are found by seven digits or more of their id, here or in another project', () => {
  assert.deepEqual(
    found('abcdef1 and group/project@0123456789').map(({ kind, name, path }) => [kind, name, path]),
    [
      ['commit', 'abcdef1', undefined],
      ['commit', '0123456789', 'group/project'],
    ],
  )
  for (const text of [
    'abcdef',
    'abcdef1.js',
    '0a1b2c3d-1111-2222',
    'x-abcdef1',
    `${'a'.repeat(41)}`,
    '1234567@x.example',
  ])
    assert.deepEqual(texts(text), [], text)
})

test('emphasis, lists, quotes and tables around a reference do not hide it', () => {
  assert.deepEqual(texts('_#1_ **#2** ~~#3~~ *@anna*'), ['#1', '#2', '#3', '@anna'])
  assert.deepEqual(texts('- a\n    - @anna in a list within\n\n> > #2'), ['@anna', '#2'])
  assert.deepEqual(texts('my_group/my_project#3'), ['my_group/my_project#3'])
  assert.deepEqual(texts('~größe ~bug. @müller'), ['~größe', '~bug'])
})

test('each reference says where it stands, whatever ends the lines', () => {
  const tables = '| a | b |\n|---|---|\n| #1 | #1 |\n| x \\| #2 | `#3` #3 |'
  for (const text of [
    'a #1 b #1',
    '> - #1\r\n> #2\r\n\r\n1. 1. #3',
    '# #1 #1 #',
    '`#1` #1\n#1\r#1',
    '-\t#1\n\n\t#2',
    tables,
    '[#1]: /x\n\nx #1',
  ]) {
    const references = findReferences(text)
    assert.ok(references.length > 0, text)
    for (const { start, end, text: written } of references)
      assert.equal(text.slice(start, end), written, text)
    const starts = references.map(({ start }) => start)
    assert.deepEqual(starts, [...new Set(starts)], text)
  }
  assert.deepEqual(
    findReferences('`#1` #1').map(({ start }) => start),
    [5],
  )
})

test('what is found is what is shown as a link', () => {
  const text =
    'a #1 `#2` [#3](/x) \\#4 @anna\n\n    #5\n\n- g/p!6 ~"two words" abcdef1\n\n| #7 |\n|----|\n| %v1 |\n\n![#8](/x)'
  const asked: string[] = []
  const ask = ({ text }: { text: string }) => void asked.push(text)
  renderMarkdown(text, { references: ask as () => undefined })
  assert.deepEqual(asked, texts(text))
  assert.deepEqual(asked, ['#1', '@anna', 'g/p!6', '~"two words"', 'abcdef1', '#7', '%v1'])
})
