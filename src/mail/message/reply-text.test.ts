// What remains of a reply, and is everything else still there?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMessage } from './parse.ts'
import { splitReply } from './reply-text.ts'

const tops: [program: string, intro: string][] = [
  ['Gmail', 'On Tue, Jan 6, 2026 at 11:02 AM Desk <d@desk.example> wrote:\n\n> old'],
  ['Gmail, wrapped', 'On Tue, Jan 6, 2026 at 11:02 AM Desk <\nd@desk.example> wrote:\n\n> old'],
  ['Gmail in German', 'Am Di., 6. Jan. 2026 um 11:02 Uhr schrieb Desk <d@desk.example>:\n\n> old'],
  ['Gmail in French', 'Le mar. 6 janv. 2026 à 11:02, Desk <d@desk.example> a écrit :\n\n> old'],
  ['Gmail in Spanish', 'El mar, 6 ene 2026 a las 11:02, Desk (<d@desk.example>) escribió:\n\n> old'],
  ['Gmail in Portuguese', 'Em ter., 6 de jan. de 2026 às 11:02, Desk <d@desk.example> escreveu:\n\n> old'],
  ['Gmail in Italian', 'Il giorno mar 6 gen 2026 alle ore 11:02 Desk <d@desk.example> ha scritto:\n\n> old'],
  ['Gmail in Dutch', 'Op di 6 jan 2026 om 11:02 schreef Desk <d@desk.example>:\n\n> old'],
  ['Gmail in Swedish', 'Den tis 6 jan. 2026 kl 11:02 skrev Desk <d@desk.example>:\n\n> old'],
  ['Gmail in Polish', 'wt., 6 sty 2026 o 11:02 Desk <d@desk.example> napisał(a):\n\n> old'],
  ['Gmail in Russian', 'вт, 6 янв. 2026 г. в 11:02, Desk <d@desk.example>:\n\n> old'],
  ['Gmail in Japanese', '2026年1月6日(火) 11:02 Desk <d@desk.example>:\n\n> old'],
  ['Apple Mail', '> On 6. Jan 2026, at 11:02, Desk <d@desk.example> wrote:\n>\n> old'],
  ['Thunderbird', 'On 06/01/2026 11:02, Desk wrote:\n> old\n> older'],
  [
    'Outlook',
    '________________________________\nFrom: Desk <d@desk.example>\nSent: Tuesday, 6 January 2026 11:02\nTo: Jane\nSubject: Re: x\n\nold',
  ],
  [
    'Outlook in German',
    'Von: Desk <d@desk.example>\nGesendet: Dienstag, 6. Januar 2026 11:02\nAn: Jane\nBetreff: AW: x\n\nold',
  ],
  ['Outlook from HTML', '---\n\n**From:** Desk\n**Sent:** Tuesday, 6 January 2026\n**To:** Jane\n\nold'],
  ['old Outlook', '-----Original Message-----\nFrom: Desk\n\nold'],
  ['Yahoo', '---- On Tue, 6 Jan 2026 11:02:00 +0100 d@desk.example wrote ----\n\nold'],
  ['no introduction', '> old\n>\n> older\n'],
]
for (const [program, quote] of tops)
  test(`the tail of ${program} is folded`, () => {
    const text = `New words.\nSecond line.\n\n${quote}`
    const { reply, trimmed } = splitReply(text)
    assert.equal(reply, 'New words.\nSecond line.')
    assert.match(trimmed, /old/)
  })

test('nothing is lost: reply and rest are the mail', () => {
  for (const [, quote] of tops) {
    const text = `New.\n\n${quote}`
    const { reply, trimmed } = splitReply(text)
    assert.equal(`${reply}${trimmed}`.replace(/\s/g, ''), text.replace(/\s/g, ''))
  }
})

test('answers between and below quotes stay where they are', () => {
  const inline = 'On Tue, 6 Jan 2026 at 11:02, D <d@desk.example> wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.'
  assert.deepEqual(splitReply(inline), { reply: inline, trimmed: '' })
  assert.equal(splitReply(`${inline}\n\n> Three?\n> Four?`).reply, inline)
})

test('a mail that only quotes has no reply', () => {
  const text = 'On Tue, 6 Jan 2026 at 11:02, D <d@desk.example> wrote:\n> One?\n'
  assert.deepEqual(splitReply(text), { reply: '', trimmed: text })
})

test('text that only looks like an introduction stays', () => {
  for (const text of [
    'On Thursday:\n\nwe met at 10:30 in 2026.',
    'On the one hand he wrote: no.',
    'I need mails From: our database\nTo: yours.',
    'Times:\n2024-01-15 14:30\n15.01.2024 14:30\nAll fine.',
    'First\n\n----\n\nSecond',
  ])
    assert.deepEqual(splitReply(text), { reply: text, trimmed: '' })
})

test('the HTML shows where the quote begins when the text does not', async () => {
  const html = '<div>New words.</div><div class="gmail_quote">Someone said<blockquote>old</blockquote></div>'
  assert.equal(splitReply('New words.\n\nSomeone said\nold', html).reply, 'New words.')
  const folder = join(import.meta.dirname, '../../../testdata/mail/message')
  const mail = await parseMessage(readFileSync(join(folder, 'gmail-reply.eml')))
  assert.equal(splitReply(mail.text, mail.html).reply, 'It still burns.')
})

test('long and hostile replies end', () => {
  for (const text of [
    '> '.repeat(300_000),
    '>\n'.repeat(300_000),
    'On 12:00 2026 a\n'.repeat(50_000),
    'From: a\n'.repeat(100_000),
    'On '.repeat(300_000),
    '_'.repeat(500_000),
  ]) {
    const { reply, trimmed } = splitReply(text)
    assert.equal(`${reply}${trimmed}`.replace(/\s/g, '').length, text.replace(/\s/g, '').length)
  }
})
