import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csv } from './csv.ts'

test('a table has a header row and quotes what holds commas, quotes and line ends', () => {
  const rows = [
    { name: 'plain', count: 1 },
    { name: 'a,b', count: null },
    { name: 'say "hi"', count: 0 },
    { name: 'two\r\nlines', count: -2 },
    {},
  ]
  assert.equal(
    csv(['name', 'count'], rows),
    'name,count\r\nplain,1\r\n"a,b",\r\n"say ""hi""",0\r\n"two\r\nlines",-2\r\n,\r\n',
  )
})

test('no cell is a formula', () => {
  const names = ['=1+1', '+1', '-1', '@sum(a1)', '\tx', '\r=x', '=a,"b"', 'a=1']
  assert.equal(
    csv(
      ['name'],
      names.map(name => ({ name })),
    ),
    `name\r\n'=1+1\r\n'+1\r\n'-1\r\n'@sum(a1)\r\n'\tx\r\n"'\r=x"\r\n"'=a,""b"""\r\na=1\r\n`,
  )
})
