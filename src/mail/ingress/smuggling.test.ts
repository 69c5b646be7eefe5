import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchForSmuggling } from './smuggling.ts'

/** The text in chunks that are cut at these places. */
function smuggles(text: string, cuts: readonly number[] = []): boolean {
  const watch = watchForSmuggling()
  const bytes = Buffer.from(text)
  const places = [0, ...cuts, bytes.length]
  for (let index = 1; index < places.length; index++)
    watch.look(bytes.subarray(places[index - 1], places[index]))
  return watch.found()
}

const ends = ['\r\n', '\n', '\r']

test('a lone dot is found wherever the chunks are cut, and a proper one never', () => {
  for (const before of ends)
    for (const after of ends) {
      const text = `text${before}.${after}more text`
      const expected = before !== '\r\n' || after !== '\r\n'
      for (let one = 0; one <= text.length; one++)
        for (let two = one; two <= text.length; two++)
          assert.equal(smuggles(text, [one, two]), expected, JSON.stringify([text, one, two]))
    }
})

test('byte by byte it is the same', () => {
  const cuts = Array.from({ length: 30 }, (_, index) => index)
  assert.equal(smuggles('text\r\n.\r\nmore\n.\nend', cuts.slice(0, 19)), true)
  assert.equal(smuggles('text\r\n.\r\nmore\r\n..\r\nend', cuts.slice(0, 22)), false)
})

test('a lone dot may be the first thing of all', () => {
  for (const text of ['.\n', '.\rMAIL', '\n.\r\n']) assert.equal(smuggles(text), true, JSON.stringify(text))
})

test('dots in lines with others are text', () => {
  for (const text of ['a.\nb', '\n..\n', '\n.a\n', 'end.', '\n.', '.\r\n'])
    assert.equal(smuggles(text), false, JSON.stringify(text))
})
