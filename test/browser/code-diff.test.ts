// Are patches read as git means them: numbers on both sides, counterparts, changed words?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countsOf, hunksOf, rowsOf } from '../../ui/src/components/diff/hunks.ts'
import { changedSpans } from '../../ui/src/components/diff/words.ts'

const patch = `@@ -1,4 +1,5 @@ where
 one
-two
-three
+TWO
+new
+newer
 four
@@ -20 +21 @@
-last
+last!
\\ No newline at end of file
`

test('each line has its number in the file before and after', () => {
  const [first, second] = hunksOf(patch)
  assert.deepEqual(
    first?.lines.map(line => [line.old, line.new, line.text]),
    [
      [1, 1, 'one'],
      [2, null, 'two'],
      [3, null, 'three'],
      [null, 2, 'TWO'],
      [null, 3, 'new'],
      [null, 4, 'newer'],
      [4, 5, 'four'],
    ],
  )
  assert.deepEqual(second?.lines, [
    { kind: 'removed', old: 20, new: null, text: 'last' },
    { kind: 'added', old: null, new: 21, text: 'last!', unended: true },
  ])
  assert.deepEqual(countsOf(hunksOf(patch)), { added: 4, removed: 3 })
})

test('side by side, what came stands beside what it replaces', () => {
  const rows = rowsOf(hunksOf(patch)[0]?.lines ?? [])
  assert.deepEqual(
    rows.map(({ left, right }) => [left?.text ?? null, right?.text ?? null]),
    [
      ['one', 'one'],
      ['two', 'TWO'],
      ['three', 'new'],
      [null, 'newer'],
      ['four', 'four'],
    ],
  )
})

test('lines that look like a patch within a patch, empty ones and files that are no text do no harm', () => {
  const [hunk] = hunksOf('@@ -1,2 +1,2 @@\n--- a/x\n+++ b/x\n \n')
  assert.deepEqual(
    hunk?.lines.map(({ kind, text }) => [kind, text]),
    [
      ['removed', '-- a/x'],
      ['added', '++ b/x'],
      ['context', ''],
    ],
  )
  assert.deepEqual(hunksOf('Binary files a/x and b/x differ\n'), [])
  assert.deepEqual(hunksOf(''), [])
})

test('of a changed line the changed words are known; of another line, or an endless one, none', () => {
  assert.deepEqual(changedSpans('const port = 3000', 'const port = 8080'), [
    [13, 17],
    [13, 17],
  ])
  assert.deepEqual(changedSpans('  return a', '  return a + b'), [
    [10, 10],
    [10, 14],
  ])
  assert.equal(changedSpans('import fs', 'export default 12'), null)
  assert.equal(changedSpans('a'.repeat(5000), `${'a'.repeat(5000)}b`), null)
})
