// Does it hold on real mail that none of us wrote? The mails lie beside the project and are never copied into it.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { automaticVerdict } from './automatic.ts'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { type Message, ParseFailure, parseMessage } from './parse.ts'
import { recipientsOf } from './recipients.ts'
import { splitReply } from './reply-text.ts'
import { parseReport } from './report.ts'

const corpus = join(import.meta.dirname, '../../../../shared/mail')
const present = existsSync(corpus)

test('the corpus of real mail is there', () => {
  if (present) return
  console.warn(`\nSKIPPED: no corpus of real mail at ${corpus}; the tests on it did not run.\n`)
  assert.notEqual(process.env.DESKBELL_REQUIRE_ALL, '1', 'DESKBELL_REQUIRE_ALL=1 and the corpus is missing')
})

type Sample = { name: string; mail: Message }

async function samples(folder: string): Promise<Sample[]> {
  const found: Sample[] = []
  for (const name of readdirSync(join(corpus, folder)).filter(file => /\.(?:eml|txt)$/.test(file))) {
    try {
      found.push({ name, mail: await parseMessage(readFileSync(join(corpus, folder, name))) })
    } catch (error) {
      assert.ok(error instanceof ParseFailure && error.reason === 'empty', `${folder}/${name}: ${error}`)
    }
  }
  return found
}

const onCorpus = (name: string, run: () => Promise<void>) => {
  if (present) test(name, run)
}

onCorpus('no real mail is rejected, and what is read is fit for a database', async () => {
  for (const folder of [
    'bounces',
    'bounces-broken',
    'not-bounces',
    'reports',
    'mime',
    'list-and-personal',
    'spam',
  ]) {
    for (const { name, mail } of await samples(folder)) {
      const shown = [
        mail.subject,
        mail.text,
        mail.html ?? '',
        mail.messageId,
        ...mail.attachments.map(f => f.filename),
      ].join('')
      assert.ok(shown.isWellFormed() && !shown.includes('\0'), `${folder}/${name}`)
      recipientsOf(mail)
      const { reply, trimmed } = splitReply(mail.text, mail.html)
      assert.equal(`${reply}${trimmed}`.replace(/\s/g, ''), mail.text.replace(/\s/g, ''), `${folder}/${name}`)
    }
  }
})

onCorpus(
  'bounces are reports: at least 98 in 100 of those that are none of a person or a vacation',
  async () => {
    const all = (await samples('bounces')).filter(({ name }) => !name.startsWith('rfc3834-'))
    const missed = all.filter(({ mail }) => parseReport(mail) === null).map(({ name }) => name)
    console.log(
      `bounces: ${all.length - missed.length} of ${all.length} recognised; missed: ${missed.join(', ') || 'none'}`,
    )
    assert.ok(missed.length <= all.length * 0.02)
    const failures = all.map(({ mail }) => parseReport(mail)).filter(report => report?.type === 'delivery')
    const named = failures.filter(report => (report?.recipients.length ?? 0) > 0).length
    const coded = failures.filter(report => report?.recipients.some(({ status }) => status !== null)).length
    console.log(`of ${failures.length} delivery reports ${named} name a recipient, ${coded} a status`)
    assert.ok(named >= failures.length * 0.98 && coded >= failures.length * 0.9)
  },
)

onCorpus(
  'vacation answers are answers, reports are reports, and what only looks like a bounce is none',
  async () => {
    for (const { name, mail } of await samples('bounces'))
      if (name.startsWith('rfc3834-')) assert.equal(automaticVerdict(mail, null).kind, 'auto-reply', name)
    for (const { name, mail } of await samples('reports'))
      assert.equal(automaticVerdict(mail, null).kind, 'report', name)
    for (const { name, mail } of await samples('not-bounces')) assert.equal(parseReport(mail), null, name)
  },
)

onCorpus('no bounce is ever answered', async () => {
  const answered = (await samples('bounces')).filter(({ mail }) => automaticVerdict(mail, null).answerable)
  // A person's forward.
  assert.deepEqual(
    answered.map(({ name }) => name),
    ['lhost-sendmail-14.eml'],
  )
})

onCorpus('every list post and personal mail has readable text; posts get no answer', async () => {
  for (const { name, mail } of await samples('list-and-personal')) {
    assert.notEqual(mail.text.trim(), '', name)
    if (mail.headers.names().some(field => field.startsWith('list-')))
      assert.equal(automaticVerdict(mail, null).answerable, false, name)
  }
})

onCorpus('replies keep what was written and fold the quote', async () => {
  const folder = join(corpus, 'reply-text')
  const failed: string[] = []
  const names = readdirSync(folder).filter(name => /^talon--.*\.eml$/.test(name))
  for (const name of names) {
    const mail = await parseMessage(readFileSync(join(folder, name)))
    const expectation = join(folder, name.replace('.eml', '_reply_text'))
    const wanted = existsSync(expectation) ? readFileSync(expectation, 'utf8') : 'Hello'
    const { reply } = splitReply(mail.text, mail.html)
    if (reply.replace(/\s+/g, ' ').trim() !== wanted.replace(/\s+/g, ' ').trim()) failed.push(name)
  }
  console.log(
    `replies: ${names.length - failed.length} of ${names.length} as expected; others: ${failed.join(', ') || 'none'}`,
  )
  // Two end with a signature, which is folded here; Thunderbird's answer stands below the quote, and keeps it (SPEC §4.8).
  assert.deepEqual(failed, ['talon--iphone.eml', 'talon--sparrow.eml', 'talon--thunderbird.eml'])
  for (const name of readdirSync(folder).filter(file => file.endsWith('.html'))) {
    const html = readFileSync(join(folder, name), 'utf8')
    const { reply } = splitReply(htmlToMarkdown(html).text, html)
    assert.equal(reply.replace(/\s+/g, ' '), 'Hi. I am fine. Thanks, Alex', name)
  }
})
