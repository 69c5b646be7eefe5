// Which strings are mailboxes, and which only look like some?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAddress, normalizeAddress, parseMailboxes } from './address.ts'

test('addresses that mail can go to', () => {
  for (const address of [
    'jane@customer.example',
    'a+b=c.d_e-f@sub.customer.example',
    'incoming+acme/widget@desk.example',
    'root@localhost',
    'üser@exämple.example',
    'jane@[192.0.2.1]',
    '"a@b"@x.example',
    "o'brien@x.example",
    `${'a'.repeat(65)}@x.example`,
    `${'a'.repeat(244)}@x.example`,
  ])
    assert.equal(isAddress(address), true, address)
})

test('strings that are no addresses', () => {
  for (const text of [
    '',
    'jane',
    '@x.example',
    'jane@',
    'a@b@c.example',
    'a b@x.example',
    'a\n@x.example',
    'a\0@x.example',
    'a\u202eb@x.example',
    'a@x..example',
    'a@-x.example',
    'a@x.example,b@y.example',
    'a@x.example\r\nBcc: c@z.example',
    '<a@x.example>',
    '"a b"@x.example',
    `${'a'.repeat(246)}@x.example`,
    `a@${'x'.repeat(250)}.example`,
  ])
    assert.equal(isAddress(text), false, JSON.stringify(text))
})

test('for comparison case and brackets make no difference', () => {
  assert.equal(normalizeAddress(' <Jane@Customer.Example> '), 'jane@customer.example')
})

test('mailboxes as people and programs write them', () => {
  const cases: [string, string[]][] = [
    ['jane@X.example', [' jane@x.example']],
    ['"Doe, \\"J\\" Jane" <Jane@x.example>', ['Doe, "J" Jane Jane@x.example']],
    ['Doe, Jane <jane@x.example>', ['Doe, Jane jane@x.example']],
    ['jane@x.example (Jane Doe)', ['Jane Doe jane@x.example']],
    ['=?utf-8?Q?J=C3=A4ne?= <j@x.example>', ['Jäne j@x.example']],
    ['Jane jane@x.example', ['Jane jane@x.example']],
    ['A <a@x.example>; B <b@x.example>', ['A a@x.example', 'B b@x.example']],
    ['Team: a@x.example, b@x.example;, c@x.example', [' a@x.example', ' b@x.example', ' c@x.example']],
    ['Pete(A \\) chap) <pete(his)@silly . example(host)>', ['Pete pete@silly.example']],
    ['<@relay.example:a@x.example>', [' a@x.example']],
    ['"unclosed <a@x.example>', ['unclosed a@x.example']],
    ['a@x.example, not an address, <>, b@y.example', [' a@x.example', ' b@y.example']],
    ['=?utf-8?Q?evil=40x.example?=', []],
    ['=?utf-8?Q?ceo=40corp.example?= <evil@x.example>', ['ceo@corp.example evil@x.example']],
    ['undisclosed-recipients:;', []],
  ]
  for (const [value, wanted] of cases)
    assert.deepEqual(
      parseMailboxes(value).map(({ name, address }) => `${name} ${address}`),
      wanted,
      value,
    )
})

test('a display name is one line of bounded length', () => {
  const [mailbox] = parseMailboxes(`=?utf-8?Q?a=0D=0AB?=${' x'.repeat(5000)} <a@x.example>`)
  assert.match(mailbox?.name ?? '', /^a B x/)
  assert.ok((mailbox?.name.length ?? 0) <= 200)
})
