// In which order are recipients read from the header?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMessage } from './parse.ts'
import { recipientsOf } from './recipients.ts'

const folder = join(import.meta.dirname, '../../../testdata/mail/message')
const key = '0123456789abcdef0123456789abcdef'

test('an alias shows in the delivery headers, each address once, where it stood first', async () => {
  const mail = await parseMessage(readFileSync(join(folder, 'forwarded-by-alias.eml')))
  assert.deepEqual(recipientsOf(mail), [
    { address: `reply-${key}@desk.example`, header: 'References' },
    { address: 'incoming+acme-1-issue-@desk.example', header: 'Delivered-To' },
    { address: 'support@acme.example', header: 'X-Original-To' },
    { address: 'help@desk.example', header: 'Cc' },
  ])
})

test('the order is that of the specification', async () => {
  const raw = [
    'Cc: cc@x.example',
    'X-Forwarded-To: xf@x.example',
    'X-Original-To: xo@x.example',
    'Received: from a by b with c for <rcv@x.example>; now',
    'X-Envelope-To: <xe@x.example>',
    'Envelope-To: e@x.example',
    'X-Delivered-To: xd@x.example',
    'Delivered-To: d@x.example',
    `In-Reply-To: <reply-${key}@x.example>`,
    'To: "Desk" <TO@X.example>',
  ].join('\n')
  const found = recipientsOf(await parseMessage(Buffer.from(`${raw}\n\nx`))).map(({ address }) => address)
  assert.deepEqual(found, [
    'TO@x.example',
    `reply-${key}@x.example`,
    'd@x.example',
    'xd@x.example',
    'e@x.example',
    'xe@x.example',
    'rcv@x.example',
    'xo@x.example',
    'xf@x.example',
    'cc@x.example',
  ])
})

test('ordinary references and impossible addresses are no recipients', async () => {
  const raw =
    'References: <a@x.example> <reply-zz@x.example>\nDelivered-To: autoresponder\nTo: undisclosed-recipients:;\n\nx'
  assert.deepEqual(recipientsOf(await parseMessage(Buffer.from(raw))), [])
})
