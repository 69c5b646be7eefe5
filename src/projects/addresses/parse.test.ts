// Is every form of SPEC §3 read from an address, with every separator, and nothing else?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replyAddress, unsubscribeAddress } from './form.ts'
import { parseAddress } from './parse.ts'
import { mailAddresses } from './patterns.ts'
import { slugOf } from './slug.ts'

const box = (address: string) => ({ enabled: true, address })
const key = '0123456789abcdef0123456789abcdef'
const plus = mailAddresses({
  incoming_email: box('incoming+%{key}@desk.example'),
  service_desk_email: box('contact+%{key}@desk.example'),
})

/** What the address is read as, in short: the form and what it names. */
function read(addresses: typeof plus, address: string): string[] {
  return parseAddress(addresses, address).readings.map(reading => {
    if (reading.form === 'generated') return `generated ${reading.id} ${reading.slug}`
    if (reading.form === 'suffix') return `suffix ${reading.slug} ${reading.suffix}`
    return reading.form === 'legacy' ? `legacy ${reading.path}` : `${reading.form} ${reading.key}`
  })
}

const table: [what: string, address: string, readings: string[]][] = [
  ['generated', 'incoming+acme-widget-42-issue-@desk.example', ['generated 42 acme-widget']],
  [
    'generated on the second mailbox',
    'contact+acme-widget-42-issue-@desk.example',
    ['generated 42 acme-widget'],
  ],
  [
    'generated with a slug that ends in a number',
    'incoming+a-7-42-issue-@desk.example',
    ['generated 42 a-7'],
  ],
  ['generated without its trailing dash', 'incoming+acme-widget-42-issue@desk.example', []],
  ['legacy', 'incoming+acme/widget@desk.example', ['legacy acme/widget']],
  [
    'legacy with dots and underscores',
    'incoming+Acme/sub.group/my_widget@desk.example',
    ['legacy acme/sub.group/my_widget'],
  ],
  ['legacy on the second mailbox', 'contact+acme/widget@desk.example', []],
  ['suffix', 'contact+acme-widget-support@desk.example', ['suffix acme-widget support']],
  ['suffix with _ and digits', 'contact+acme-widget-eu_2@desk.example', ['suffix acme-widget eu_2']],
  ['suffix on the first mailbox', 'incoming+acme-widget-support@desk.example', []],
  ['reply', `incoming+${key}@desk.example`, [`reply ${key}`]],
  ['reply on the second mailbox', `contact+${key}@desk.example`, [`reply ${key}`]],
  ['unsubscribe', `incoming+${key}-unsubscribe@desk.example`, [`unsubscribe ${key}`]],
  ['any case', `INCOMING+${key.toUpperCase()}@Desk.Example`, [`reply ${key}`]],
  [
    'a display name',
    `"Acme, Support" <incoming+acme-widget-42-issue-@desk.example>`,
    ['generated 42 acme-widget'],
  ],
  [
    'angle brackets and a dot at the end',
    ' <incoming+acme-widget-42-issue-@desk.example.> ',
    ['generated 42 acme-widget'],
  ],
  ['another host', 'incoming+acme-widget-42-issue-@other.example', []],
  ['another mailbox', 'sales+acme-widget-42-issue-@desk.example', []],
  ['an id that no number holds', 'incoming+a-9999999999999999999-issue-@desk.example', []],
  ['an id of zero', 'incoming+a-0-issue-@desk.example', []],
  ['no address at all', 'incoming', []],
  ['nothing', '', []],
]

for (const [what, address, readings] of table) {
  test(`${what}: ${address || '(empty)'}`, () => assert.deepEqual(read(plus, address), readings))
}

for (const [what, pattern] of Object.entries({
  'a dash': 'incoming-%{key}@desk.example',
  'an equals sign': 'incoming=%{key}@desk.example',
  'a dot': 'in.coming.%{key}@desk.example',
  'a text after the key': 'in+%{key}+desk@desk.example',
  'a catch-all': '%{key}@desk.example',
})) {
  test(`${what} separates the key as well: ${pattern}`, () => {
    const addresses = mailAddresses({ incoming_email: box(pattern) })
    const of = (word: string) => read(addresses, pattern.replace('%{key}', word))
    assert.deepEqual(of('acme-widget-42-issue-'), ['generated 42 acme-widget'])
    assert.deepEqual(of('acme/widget'), ['legacy acme/widget'])
    assert.deepEqual(of(key), [`reply ${key}`])
    assert.deepEqual(of(`${key}-unsubscribe`), [`unsubscribe ${key}`])
    assert.equal(replyAddress(addresses, key), pattern.replace('%{key}', key))
    assert.equal(parseAddress(addresses, 'someone@elsewhere.example').ours, false)
  })
}

test('a mailbox without key takes answers, and nothing is read from its address', () => {
  const addresses = mailAddresses({ incoming_email: box('support@desk.example') })
  assert.deepEqual(parseAddress(addresses, 'support@desk.example'), {
    readings: [],
    ours: true,
    custom: null,
  })
  assert.equal(replyAddress(addresses, key), 'support@desk.example')
  assert.equal(unsubscribeAddress(addresses, key), null)
})

test('what belongs to a mailbox but leads nowhere is known as ours', () => {
  for (const address of ['incoming+what@desk.example', 'incoming@desk.example', 'contact@desk.example'])
    assert.equal(parseAddress(plus, address).ours, true, address)
  assert.equal(parseAddress(plus, 'colleague@desk.example').ours, false)
})

test('an address that fits both mailboxes is read as each of them', () => {
  const both = mailAddresses({
    incoming_email: box('%{key}@desk.example'),
    service_desk_email: box('help+%{key}@desk.example'),
  })
  assert.deepEqual(read(both, 'help+acme-widget-support@desk.example'), ['suffix acme-widget support'])
  assert.deepEqual(read(both, 'acme-widget-42-issue-@desk.example'), ['generated 42 acme-widget'])
})

test('answers go to incoming_email, and to service_desk_email where that is the only one with a key', () => {
  assert.equal(replyAddress(plus, key), `incoming+${key}@desk.example`)
  assert.equal(unsubscribeAddress(plus, key), `incoming+${key}-unsubscribe@desk.example`)
  const keyless = mailAddresses({
    incoming_email: box('support@desk.example'),
    service_desk_email: box('contact+%{key}@desk.example'),
  })
  assert.equal(replyAddress(keyless, key), `contact+${key}@desk.example`)
  assert.equal(replyAddress(mailAddresses({}), key), null)
})

test('a mailbox that is not enabled has no address', () => {
  assert.deepEqual(mailAddresses({ incoming_email: { enabled: false, address: 'a+%{key}@b.example' } }), {
    incoming: null,
    serviceDesk: null,
  })
})

test('a slug has a-z, 0-9 and dashes inside, and at most 63 characters', () => {
  assert.equal(slugOf('Acme/My Widget_2.0'), 'acme-my-widget-2-0')
  assert.equal(slugOf('.acme/widget_'), 'acme-widget')
  assert.equal(slugOf(`${'a'.repeat(62)}/widget`), 'a'.repeat(62))
  assert.equal(slugOf('__/__'), '')
})

test('an address of no mailbox is perhaps a project’s own, with what follows the plus sign', () => {
  const read = (address: string) => parseAddress(plus, address).custom
  const email = 'support@example.com'
  assert.deepEqual(read('Support@Example.com'), { form: 'custom', email })
  assert.deepEqual(read('support+sales@example.com'), { form: 'custom', email })
  assert.deepEqual(read('support+verify@example.com'), { form: 'verification', email })
  assert.deepEqual(read(`support+${key}@example.com`), { form: 'custom-reply', email, key })
  assert.deepEqual(read(`support%2B${key}-unsubscribe@example.com`), {
    form: 'custom-unsubscribe',
    email,
    key,
  })
  for (const none of [
    'incoming@desk.example',
    'a b@example.com',
    'sup\0port@example.com',
    '@example.com',
    'x',
  ])
    assert.equal(read(none), null, none)
})

test('answers to a project’s own address come back to it; a wish for no more mail, where it has room', () => {
  assert.equal(replyAddress(plus, key, 'support@example.com'), `support+${key}@example.com`)
  assert.equal(unsubscribeAddress(plus, key, 'support@example.com'), `support+${key}-unsubscribe@example.com`)
  const long = `${'x'.repeat(25)}@example.com`
  assert.equal(unsubscribeAddress(plus, key, long), `incoming+${key}-unsubscribe@desk.example`)
})
