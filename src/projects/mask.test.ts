// Does a masked address tell nothing but where to look for it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskAddress } from './mask.ts'

const masks: [address: string, mask: string][] = [
  ['user@example.com', 'us*****@e*****.c**'],
  ['anna.kern+tickets@mail.customer.co.uk', 'an*****@m*****.u**'],
  ['n@example.com', 'n*****@e*****.c**'],
  ['root@localhost', 'ro*****@l*****'],
  ['"a@b"@example.com', '"a*****@e*****.c**'],
  ['𝒜𝒷𝒸@exämple.中国', '𝒜𝒷*****@e*****.中**'],
  ['not an address', 'no*****'],
  ['', '*****'],
]

for (const [address, mask] of masks) {
  test(`${address || 'nothing'} is shown as ${mask}`, () => {
    assert.equal(maskAddress(address), mask)
  })
}

test('the stars do not tell how long the address is', () => {
  assert.equal(maskAddress('ab@c.de'), maskAddress('abcdefghijkl@customer.detail'))
})
