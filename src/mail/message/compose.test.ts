// Can anything from outside steer an outgoing mail?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTransport } from 'nodemailer'
import { isDeskError } from '#kernel'
import { composeMessage, type OutgoingMail } from './compose.ts'
import { replySubject } from './subject.ts'

const plain: OutgoingMail = {
  from: { name: 'Desk', address: 'help@desk.example' },
  to: { name: 'Jane', address: 'jane@customer.example' },
  replyTo: { name: 'acme/widget', address: 'incoming+0123@desk.example' },
  subject: 'Re: Printer (#1)',
  text: 'Hello',
  html: '<p>Hello</p>',
  messageId: 'ours.1@desk.example',
  inReplyTo: 'first@customer.example',
  references: ['root@customer.example', 'first@customer.example'],
  headers: { 'X-GitLab-Issue-IID': '1' },
  attachments: [],
  autoSubmitted: 'auto-generated',
  nullReturnPath: false,
  listId: 'acme/widget 1.desk.example',
  listUnsubscribe: { https: 'https://desk.example/u/1', mailto: 'incoming+0123-unsubscribe@desk.example' },
}
const build = async (changes: Partial<OutgoingMail>) => {
  const sent = await createTransport({ streamTransport: true, buffer: true }).sendMail(
    composeMessage({ ...plain, ...changes }),
  )
  return { raw: String(sent.message), envelope: sent.envelope }
}

test('one mail goes to one recipient, with threading, list and silence headers', async () => {
  const { raw, envelope } = await build({})
  assert.deepEqual(envelope, { from: 'help@desk.example', to: ['jane@customer.example'] })
  for (const line of [
    'From: Desk <help@desk.example>',
    'To: Jane <jane@customer.example>',
    'Reply-To: "acme/widget" <incoming+0123@desk.example>',
    'Message-ID: <ours.1@desk.example>',
    'In-Reply-To: <first@customer.example>',
    'References: <root@customer.example> <first@customer.example>',
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'X-GitLab-Issue-IID: 1',
    'List-Id: <acme-widget-1.desk.example>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  ])
    assert.ok(raw.replace(/\r\n[ \t]/g, ' ').includes(`${line}\r\n`), `${line} in\n${raw}`)
  assert.match(
    raw,
    /List-Unsubscribe: <https:\/\/desk\.example\/u\/1>,\s+<mailto:incoming\+0123-unsubscribe@desk\.example>/,
  )
})

test('a null return path is MAIL FROM:<>, a human note carries no Auto-Submitted', async () => {
  const { raw, envelope } = await build({ nullReturnPath: true, autoSubmitted: null })
  // nodemailer's word for the empty reverse-path.
  assert.deepEqual(envelope, { from: false, to: ['jane@customer.example'] })
  assert.doesNotMatch(raw, /Auto-Submitted/)
})

test('no field can add a header or a recipient', async () => {
  const evil = 'x\r\nBcc: evil@evil.example\r\n\r\nbody'
  const injections: Partial<OutgoingMail>[] = [
    { subject: evil },
    { from: { ...plain.from, name: evil } },
    { to: { ...plain.to, name: evil } },
    { replyTo: { name: evil, address: plain.from.address } },
    { inReplyTo: evil },
    { references: [evil, 'ok@x.example'] },
    { headers: { 'X-A': evil, 'X-B': [evil, evil] } },
    { listId: evil },
    { attachments: [{ filename: evil, contentType: evil, content: Buffer.from('x'), cid: evil }] },
  ]
  for (const injection of injections) {
    const { raw, envelope } = await build(injection)
    const name = Object.keys(injection).join()
    assert.doesNotMatch(raw.split('\r\n\r\n', 1)[0] ?? '', /^bcc:/im, name)
    assert.doesNotMatch(raw, /^Bcc:/m, name)
    assert.deepEqual(envelope.to, ['jane@customer.example'], name)
  }
})

test('what cannot be sent as it is is refused by name', () => {
  const evil = 'a@x.example\r\nBcc: b@y.example'
  const refused: [string, Partial<OutgoingMail>][] = [
    ['to', { to: { name: '', address: 'a@x.example, b@y.example' } }],
    ['to', { to: { name: '', address: evil } }],
    ['from', { from: { name: '', address: evil } }],
    ['replyTo', { replyTo: { name: '', address: evil } }],
    ['messageId', { messageId: evil }],
    ['headers', { headers: { 'X\r\nBcc': 'x' } }],
    ['headers', { headers: { Bcc: 'b@y.example' } }],
    ['listUnsubscribe.mailto', { listUnsubscribe: { https: 'https://x.example', mailto: evil } }],
    ['listUnsubscribe.https', { listUnsubscribe: { https: 'javascript:x', mailto: 'a@x.example' } }],
    ['text', { text: { path: '/etc/passwd' } as unknown as string }],
    [
      'attachments',
      {
        attachments: [
          {
            filename: 'x',
            contentType: 'text/plain',
            content: { path: '/etc/passwd' } as unknown as Uint8Array,
          },
        ],
      },
    ],
  ]
  for (const [field, changes] of refused)
    assert.throws(
      () => composeMessage({ ...plain, ...changes }),
      (error: unknown) => isDeskError(error, 'invalid') && Object.keys(error.fields ?? {}).includes(field),
      field,
    )
})

test('files and URLs are never opened', () => {
  const options = composeMessage(plain)
  assert.deepEqual([options.disableFileAccess, options.disableUrlAccess], [true, true])
})

test('References keep the root and the nearest parents', () => {
  const references = Array.from({ length: 100 }, (_, i) => `${i}@x.example`)
  const kept = composeMessage({ ...plain, references }).references as string[]
  assert.deepEqual(
    [kept.length, kept[0], kept[1], kept.at(-1)],
    [20, '<0@x.example>', '<81@x.example>', '<99@x.example>'],
  )
})

test('one-click unsubscription is offered by a desk on http, too', () => {
  const { headers } = composeMessage({
    ...plain,
    listUnsubscribe: { https: 'http://localhost:3000/u', mailto: 'a@x.example' },
  })
  assert.deepEqual(
    Object.keys(headers ?? {}).filter(name => name.startsWith('List-')),
    ['List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
  )
})

test('subjects of answers keep the customer’s own words', () => {
  assert.equal(replySubject('Printer on fire', 12), 'Re: Printer on fire (#12)')
  assert.equal(replySubject('RE: AW: Re[2]: Printer (#12)', 12), 'Re: Printer (#12)')
  assert.equal(replySubject('Fwd: a\r\nb', 1), 'Re: Fwd: a b (#1)')
  assert.equal(replySubject('Re:', 1), 'Re: Re: (#1)')
  assert.equal(replySubject('Regarding x'), 'Re: Regarding x')
})

test('whatever a text holds, its lines are of lawful length and none of them ends the mail', async () => {
  const text = `one\n.\ntwo\r.\rthree\r\n.\r\n${'long '.repeat(2000)}${'ü'.repeat(3000)}\0end`
  const { raw } = await build({ text, html: `<p>${text}</p>`, subject: 'ü'.repeat(2000) })
  assert.doesNotMatch(raw, /(?<!\r)\n|\r(?!\n)/, 'a bare CR or LF')
  const longest = Math.max(...raw.split('\r\n').map(line => Buffer.byteLength(line)))
  assert.ok(longest <= 998, `${longest} octets in a line`)
})
