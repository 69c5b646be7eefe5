import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutComments } from './comments.ts'

const cases: readonly (readonly [source: string, left: string])[] = [
  ['a <!-- b --> c', 'a  c'],
  ['<!--\n/close\n-->\nx', '\nx'],
  ['a <!-- b', 'a <!-- b'],
  ['a --> b', 'a --> b'],
  ['<!-- a <!-- b --> c -->', ' c -->'],
  ['```\n<!-- code -->\n```\n<!-- x -->y', '```\n<!-- code -->\n```\ny'],
  ['~~~~\n~~~\n<!-- code -->\n~~~~\n<!-- x -->y', '~~~~\n~~~\n<!-- code -->\n~~~~\ny'],
  ['<!--\n```\n-->\n<!-- x -->y', '\ny'],
  ['```\n<!-- open -->', '```\n<!-- open -->'],
]

for (const [source, left] of cases)
  test(`${JSON.stringify(source)} is read as ${JSON.stringify(left)}`, () =>
    assert.equal(withoutComments(source), left))

test('a text made to be slow is read at once', () => {
  for (const piece of ['<!--', '<!---->', '```\n', '~~~\n```\n', '<!--x-->\n```\n', '-->'])
    withoutComments(piece.repeat(50_000))
})
