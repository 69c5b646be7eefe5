import assert from 'node:assert/strict'
import { test } from 'node:test'
import { originalSender } from './index.ts'

const ann = { address: 'ann@customer.example', name: 'Ann Archer' }

/** A mail that a colleague forwarded, as each program writes it. */
const forwards: readonly (readonly [string, string])[] = [
  [
    'Gmail',
    `FYI

---------- Forwarded message ---------
From: **Ann Archer** <ann@customer.example>
Date: Tue, 3 Mar 2026 at 09:12
Subject: Broken lamp
To: <jo@people.example>

It broke.`,
  ],
  [
    'Gmail in German, its address a link',
    `---------- Forwarded message ---------
Von: **Ann Archer** <[ann@customer.example](mailto:ann@customer.example)>
Date: Di., 3. März 2026 um 09:12 Uhr
Subject: Lampe
To: <jo@people.example>`,
  ],
  [
    'Outlook',
    `Please look.

**From:** Ann Archer <ann@customer.example>
**Sent:** Tuesday, March 3, 2026 9:12 AM
**To:** Jo <jo@people.example>
**Subject:** Broken lamp`,
  ],
  [
    'an old Outlook',
    `-----Ursprüngliche Nachricht-----
Von: Ann Archer [mailto:ann@customer.example]
Gesendet: Dienstag, 3. März 2026 09:12
An: Jo
Betreff: Lampe`,
  ],
  [
    'Apple Mail, quoted',
    `> Begin forwarded message:
>
> From: "Ann Archer" <ann@customer.example>
> Subject: Broken lamp
> Date: 3 March 2026 at 09:12:00 CET
> To: jo@people.example`,
  ],
  [
    'Apple Mail in French',
    `Début du message transféré :

De: Ann Archer <ann@customer.example>
Objet: Lampe cassée
Date: 3 mars 2026 à 09:12:00 UTC+1
À: jo@people.example`,
  ],
  [
    'Thunderbird, its table become lines',
    `-------- Forwarded Message --------
Subject: Broken lamp
Date: Tue, 3 Mar 2026 09:12:00 +0100
From: Ann Archer \\<ann@customer.example\\>
To: jo@people.example`,
  ],
  [
    'a Japanese program',
    `差出人: Ann Archer <ann@customer.example>
送信日時: 2026年3月3日 9:12
宛先: jo@people.example
件名: ランプ`,
  ],
]

for (const [program, text] of forwards)
  test(`the sender of a forwarded mail is read as ${program} writes it`, () => {
    assert.deepEqual(originalSender(text), ann)
  })

test('of several forwarded mails, one in the other, the uppermost counts', () => {
  const [gmail, outlook] = [forwards[0]?.[1] ?? '', forwards[2]?.[1].replaceAll('ann@', 'first@') ?? '']
  assert.equal(originalSender(`${gmail}\n\n${outlook}`)?.address, 'ann@customer.example')
})

test('words that only look like a header are none: a letter with "From:" in it, a sender without an address', () => {
  assert.equal(originalSender('From: my desk I see the lamp.\nIt is broken.'), null)
  assert.equal(originalSender('From: ann@customer.example says hello'), null)
  assert.equal(originalSender('From: Ann Archer\nSent: Tuesday\nTo: Jo\nSubject: Lamp'), null)
})

test('a text of a megabyte that tries to look like headers takes no time', () => {
  const began = performance.now()
  originalSender(`From: ${'a@'.repeat(500_000)}\nTo: x\nSubject: y`)
  originalSender('From: x\n'.repeat(120_000))
  originalSender('>'.repeat(1_000_000))
  // A pattern that backtracks takes minutes here.
  assert.ok(performance.now() - began < 2000)
})
