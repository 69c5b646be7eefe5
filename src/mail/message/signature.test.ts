// Are signatures, footers of phones and disclaimers folded, and dashes of other kinds left alone?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitReply } from './reply-text.ts'

const words = 'It still burns.\nPlease help.'
const quote = 'On Tue, Jan 6, 2026 at 11:02 AM Desk <d@desk.example> wrote:\n\n> old'

const footers = {
  English: 'Sent from my iPhone',
  'an Android': 'Sent from my Galaxy S24 Ultra',
  'a carrier': 'Sent from my Verizon Wireless 4G LTE smartphone',
  Outlook: 'Get Outlook for iOS<https://aka.ms/o0ukef>',
  'Yahoo Mail': 'Sent from Yahoo Mail on Android',
  Windows: 'Sent from Mail for Windows',
  Proton: 'Sent with Proton Mail secure email.',
  German: 'Von meinem iPhone gesendet',
  'Outlook in German': 'Gesendet von Outlook für Android',
  'an Android in German': 'Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.',
  French: 'Envoyé de mon iPhone',
  'Outlook in French': 'Télécharger Outlook pour Android',
  Spanish: 'Enviado desde mi iPhone',
  Portuguese: 'Enviado do meu iPhone',
  Italian: 'Inviato da iPhone',
  Dutch: 'Verstuurd vanaf mijn iPhone',
  Swedish: 'Skickat från min iPhone',
  Danish: 'Sendt fra min iPhone',
  Finnish: 'Lähetetty iPhonesta',
  Polish: "Wysłane z iPhone'a",
  Czech: 'Odesláno z iPhonu',
  Slovak: 'Odoslané z iPhonu',
  Hungarian: 'iPhone-ról küldve',
  Romanian: 'Trimis de pe iPhone-ul meu',
  Russian: 'Отправлено с iPhone',
  Ukrainian: 'Надіслано з iPhone',
  Turkish: "iPhone'umdan gönderildi",
  Greek: 'Στάλθηκε από το iPhone μου',
  Hebrew: 'נשלח מה-iPhone שלי',
  Vietnamese: 'Đã gửi từ iPhone của tôi',
  Chinese: '发自我的iPhone',
  Japanese: 'iPhoneから送信',
  Korean: '나의 iPhone에서 보냄',
}
for (const [language, footer] of Object.entries(footers))
  test(`the footer of a phone or program is folded: ${language}`, () => {
    for (const tail of [
      footer,
      `${footer}\n`,
      `${footer}\n\n${quote}`,
      `${footer}\n\nWhat was answered, without a mark.`,
    ]) {
      const { reply, trimmed } = splitReply(`${words}\n\n${tail}`)
      assert.equal(reply, words)
      assert.ok(trimmed.startsWith(footer), trimmed)
    }
  })

test('a signature below two dashes is folded, long or short, with what comes below it', () => {
  for (const card of ['Jane', 'Jane\nChief\nACME\n+1 555', 'Jane\n\nSent from my iPhone', `Jane\n\n${quote}`])
    for (const dashes of ['-- ', '--', '—', '———', '____'])
      assert.deepEqual(splitReply(`${words}\n\n${dashes}\n${card}`).reply, words, `${dashes} ${card}`)
})

test('a signature above the quote of Outlook is folded with it', () => {
  const header =
    'From: Desk <d@desk.example>\nSent: Tuesday, 6 January 2026 11:02\nTo: Jane\nSubject: Re: x\n\nold'
  assert.equal(splitReply(`${words}\n-- \nJane\n\n${header}`).reply, words)
})

test('what lawyers put below is folded', () => {
  for (const disclaimer of [
    'CONFIDENTIALITY NOTICE: the contents of this message are meant for its addressee and nobody else at all.',
    'This e-mail and its files are confidential and intended solely for the people named above.',
    'Diese E-Mail enthält vertrauliche Informationen und ist nur für den Empfänger bestimmt.',
    'Ce message et ses pièces jointes sont confidentiels.',
    'Este mensaje es confidencial.\nSi no es usted su destinatario, bórrelo.',
    'Le informazioni contenute in questo messaggio sono riservate.',
  ])
    assert.equal(splitReply(`${words}\n\n${disclaimer}`).reply, words, disclaimer)
})

test('dashes of other kinds are no signature', () => {
  for (const text of [
    'First\n\n---\n\nSecond',
    'First\n\n--\n\n## A heading\n\nSecond',
    `First\n\n--\n\n${'A sentence that goes on for longer than any line of a visiting card would. '.repeat(2)}`,
    'Because of:\n-- one point\n-- another point\n\nThanks!',
    'A list\n\n- one\n- two',
    '| a | b |\n| -- | -- |\n| 1 | 2 |',
    'Code:\n\n```\n--\nselect 1\n```',
    'diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-- \n2.43.0 is the version that I use, and these words are mine and go on for a while, as sentences of people do'.replace(
      '-- \n',
      '--\n',
    ),
  ])
    assert.deepEqual(splitReply(text), { reply: text.trimEnd(), trimmed: '' }, text)
})

test('sentences about phones are no footers', () => {
  for (const text of [
    'Hello\n\nSent from my desk, is much easier than my phone.',
    'The notification was sent from my iPhone app to all users.\n\nAll messages are sent from the main server.',
    'Sent from my iPhone it works.\nSent from my Mac it does not.',
  ])
    assert.deepEqual(splitReply(text), { reply: text, trimmed: '' }, text)
})

test('a mail of nothing but a signature keeps it: somebody has to see it', () => {
  for (const text of ['-- \nJane', 'Sent from my iPhone', '\n\n--\nJane\nChief'])
    assert.equal(splitReply(text).reply, text.trimEnd())
})

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      '',
      '-- ',
      '--',
      '---',
      '> old',
      '>> older',
      quote,
      '```',
      'Sent from my iPhone',
      '____',
      'From: a@b.example',
      'Sent: Monday 2026',
      'To: me',
      'Subject: x',
      'Von: Desk',
      'wrote:',
      'On 6 Jan 2026, at 11:02, D wrote:',
    ),
    fc.string({ maxLength: 100 }),
    fc.string({ unit: 'grapheme', maxLength: 100 }),
  ),
  { maxLength: 30 },
)

test('nothing is ever lost, whatever the lines are, and what is left is left alone', () => {
  fc.assert(
    fc.property(pieces, lines => {
      const text = lines.join('\n')
      const { reply, trimmed } = splitReply(text)
      assert.equal(`${reply}${trimmed}`.replace(/\s/g, ''), text.replace(/\s/g, ''))
      assert.ok(text.startsWith(reply) && text.endsWith(trimmed))
    }),
    { numRuns: 2000, seed: 5 },
  )
})

test('a mail sixteen times as long takes about sixteen times as long, not two hundred', () => {
  const hostile: Record<string, string> = {
    'lines of dashes': '--\n',
    'cards below each other': '-- \nx\n',
    'footers below each other': 'Sent from my iPhone\n',
    'labels below each other': 'From: a\n',
    'headers below each other': 'From: a\nTo: b\n\n',
    'introductions below each other': 'On Mon 12:00 2026 x\n',
    'quote marks': '> ',
    'blank lines': '\n',
    blanks: ' ',
    fences: '```\n',
    'broken quotes': `> ${'x'.repeat(70)}\ny\n`,
  }
  const took = (text: string) => {
    const runs = [1, 2, 3].map(() => {
      const begun = performance.now()
      splitReply(text)
      return performance.now() - begun
    })
    return Math.min(...runs)
  }
  for (const [what, piece] of Object.entries(hostile)) {
    const short = took(piece.repeat(2 ** 16 / piece.length))
    const long = took(piece.repeat(2 ** 20 / piece.length))
    assert.ok(long < Math.max(short, 1) * 16 * 8, `${what}: ${short} ms, then ${long} ms`)
  }
})
