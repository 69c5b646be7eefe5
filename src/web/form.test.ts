// Are queries and forms read as Rails reads them, whatever they hold?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseForm } from './form.ts'

const read = (text: string) => JSON.parse(JSON.stringify(parseForm(text)))

test('plain names, arrays and objects', () => {
  assert.deepEqual(read('a=1&b=x+y&c=%C3%A9'), { a: '1', b: 'x y', c: 'é' })
  assert.deepEqual(read('labels[]=a&labels[]=b'), { labels: ['a', 'b'] })
  assert.deepEqual(read('labels%5B%5D=a'), { labels: ['a'] })
  assert.deepEqual(read('ids[0]=7&ids[1]=8'), { ids: ['7', '8'] })
  assert.deepEqual(read('not[labels][]=a&not[labels][]=b&not[milestone]=m'), {
    not: { labels: ['a', 'b'], milestone: 'm' },
  })
})

test('of two equal names the last counts, as in Rails', () => {
  assert.deepEqual(read('a=1&a=2'), { a: '2' })
  assert.deepEqual(read('a=1&a[]=2'), { a: ['2'] })
  assert.deepEqual(read('a[]=1&a[b]=2'), { a: { b: '2' } })
})

test('odd names stay names, and no name reaches a prototype', () => {
  assert.deepEqual(read('[]=1&[a]=2&a]=3&b[=4'), { '[]': '1', '[a]': '2', 'a]': '3', 'b[': '4' })
  assert.deepEqual(read('a=%zz&=1&&'), { a: '%zz', '': '1' })
  parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1')
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
})

test('too many or too deep is refused', () => {
  assert.throws(() => parseForm('a=1&'.repeat(1001)), /more than 1000/)
  assert.throws(() => parseForm('a[b][c][d][e]=1'), /a is nested too deeply/)
})
