// In which order is a thread read, what of it folds, and why does a mail stand in it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Note } from '../../ui/src/api/types.ts'
import { inOrder, isFolded, itemsOf } from '../../ui/src/pages/issue/items.ts'
import { whyOf } from '../../ui/src/pages/issue/why.ts'

const note = (id: number, at: number, system = false) =>
  ({ id, system, created_at: new Date(at * 1000).toISOString() }) as Note
const discussion = (...notes: Note[]) => ({ id: 'one', individual_note: true, notes })
const shape = (notes: readonly Note[]) =>
  itemsOf(notes).map(item => ('changes' in item ? item.changes.map(({ id }) => id) : item.note.id))

test('notes are read by their time, whatever discussion they stand in, and what is not sent yet stands last', () => {
  const discussions = [discussion(note(1, 10), note(4, 40)), discussion(note(-1, 5)), discussion(note(2, 20))]
  assert.deepEqual(
    inOrder(discussions).map(({ id }) => id),
    [1, 2, 4, -1],
  )
})

test('changes that follow each other stand together, and notes part them', () => {
  const notes = [note(1, 1, true), note(2, 2, true), note(3, 3), note(4, 4, true)]
  assert.deepEqual(shape(notes), [[1, 2], 3, [4]])
})

test('three changes are read at once, four are folded', () => {
  const changes = [1, 2, 3, 4].map(id => note(id, id, true))
  assert.equal(isFolded(changes.slice(1)), false)
  assert.equal(isFolded(changes), true)
})

test('a mail says which rule brought it, and which looked at it before', () => {
  const passed = [{ kind: 'passed', rule: 'References', evidence: 'names <a@b>' }]
  const found = whyOf({ why: { rule: 'address', evidence: 'x is acme/widget', passed } })
  assert.match(found.sentence, /sent to an address of this project/)
  assert.equal(found.evidence, 'x is acme/widget')
  assert.deepEqual(found.passed, [{ rule: 'References', evidence: 'names <a@b>' }])
  assert.match(whyOf({ why: { rule: 'moon' } }).sentence, /“moon”/)
})
