// Is every mail read, whatever became of its bytes? Good ones are changed at random; always the same ones for the same seed.
//
//   FUZZ_RUNS=100000 FUZZ_SEED=7 node --test test/fuzz/mails.test.ts
import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  automaticVerdict,
  isAddress,
  type Message,
  ParseFailure,
  parseMessage,
  parseReport,
  recipientsOf,
  replySubject,
  splitReply,
} from '#mail/message'
import { renderCustomerText, renderReceivedHtml } from '#markdown'
import { mailAddresses, resolveAddress } from '#projects'
import { harmIn } from '../support/harmless.ts'
import { mutate, randomOf, seeds } from './mutations.ts'

const runs = Number(process.env.FUZZ_RUNS ?? 2000)
const seed = Number(process.env.FUZZ_SEED ?? 20_251_005)
/** Milliseconds that no mail of 200 kB may take, even where the machine has other work; a usual one takes two. */
const patience = 5000

const controls = /[\p{Cc}\p{Zl}\p{Zp}]/u

function fitToKeep(mail: Message): void {
  const { subject, text, messageId, references, inReplyTo, attachments } = mail
  for (const words of [subject, text, messageId, mail.html ?? '', ...references, ...inReplyTo])
    assert.ok(words.isWellFormed() && !words.includes('\0'), 'text that no database takes')
  assert.doesNotMatch(subject, controls, 'a subject is one line')
  assert.doesNotMatch(`${messageId}${references}${inReplyTo}`, /[\s<>]/u, 'ids are bare')
  assert.doesNotMatch(replySubject(subject, 1), controls)
  for (const { filename } of attachments) {
    assert.doesNotMatch(filename, /^[.\s]|[/\\<>:"|?*\p{C}]/u, 'a name leads nowhere and hides nothing')
    assert.ok(filename !== '' && filename.length <= 200, filename)
  }
}

/** Whom it goes to and what it answers, as far as no database is asked. */
function routable(mail: Message): void {
  const { from, sender, replyTo, author, answerTo, to, cc } = mail
  for (const one of [from, sender, replyTo, author, answerTo, ...to, ...cc]) {
    if (one === null) continue
    assert.ok(isAddress(one.address), one.address)
    assert.doesNotMatch(one.name, controls)
  }
  const recipients = recipientsOf(mail)
  assert.ok(recipients.every(({ address }) => isAddress(address)))
  const seen = new Set(recipients.map(({ address }) => address.toLowerCase()))
  assert.equal(seen.size, recipients.length, 'each address once')
  const verdict = automaticVerdict(mail, null)
  const report = parseReport(mail)
  if (report !== null) assert.equal(verdict.kind, 'report')
  if (verdict.kind === 'report' || verdict.kind === 'auto-reply') assert.equal(verdict.answerable, false)
}

function shown(mail: Message): void {
  const { reply, trimmed } = splitReply(mail.text, mail.html)
  assert.ok(mail.text.startsWith(reply) && mail.text.endsWith(trimmed), 'reply and folded part are the mail')
  const between = mail.text.slice(reply.length, mail.text.length - trimmed.length)
  assert.equal(between.trim(), '', 'nothing is lost')
  assert.deepEqual(harmIn(renderCustomerText(mail.text)), [])
  if (mail.html !== null) assert.deepEqual(harmIn(renderReceivedHtml(mail.html).html), [])
}

async function tryOut(bytes: Buffer): Promise<'read' | 'refused'> {
  let mail: Message
  try {
    mail = await parseMessage(bytes)
  } catch (error) {
    if (error instanceof ParseFailure) return 'refused'
    throw error
  }
  fitToKeep(mail)
  routable(mail)
  shown(mail)
  assert.equal(
    (await parseMessage(bytes)).contentDigest,
    mail.contentDigest,
    'reading it again says the same',
  )
  return 'read'
}

test(`${runs} changed mails are read, routed, trimmed and shown without an exception, loss or harm (seed ${seed})`, async () => {
  const random = randomOf(seed)
  const all = seeds()
  const pick = () => all[random(all.length)] ?? assert.fail('no mails to change')
  let refused = 0
  for (let run = 0; run < runs; run++) {
    const base = pick()
    const bytes = mutate(base.bytes, pick().bytes, random)
    const started = performance.now()
    try {
      if ((await tryOut(bytes)) === 'refused') refused++
      assert.ok(performance.now() - started < patience, `it took ${performance.now() - started} ms`)
    } catch (error) {
      const file = join(mkdtempSync(join(tmpdir(), 'deskbell-fuzz-')), 'failing.eml')
      writeFileSync(file, bytes)
      throw new Error(`seed ${seed}, run ${run}, made of ${base.name}, kept as ${file}`, { cause: error })
    }
  }
  // What is refused has no byte, or no words and no header.
  assert.ok(refused < runs / 10, `${refused} of ${runs} could not be read`)
})

test('no address, however it is written, breaks the reading, and by itself only a whole key leads anywhere', async () => {
  const random = randomOf(seed)
  const settings = { enabled: true, address: 'incoming+%{key}@desk.example' }
  const addresses = mailAddresses({ incoming_email: settings })
  const good = [
    'incoming+acme-widget-1-issue-@desk.example',
    `incoming+${'0'.repeat(32)}@desk.example`,
    `incoming+${'f'.repeat(32)}-unsubscribe@desk.example`,
    'support+verify@customer.example',
  ]
  const refuse = new Proxy({}, { get: () => assert.fail('the database was asked') })
  for (let run = 0; run < runs; run++) {
    const address = mutate(
      Buffer.from(good[random(good.length)] ?? ''),
      Buffer.from(good[random(good.length)] ?? ''),
      random,
    ).toString('latin1')
    try {
      const found = await resolveAddress(refuse as never, addresses, address)
      // Without the database only a whole key can lead anywhere.
      if (found.kind !== 'unknown') assert.match('key' in found ? found.key : '', /^[0-9a-f]{32}$/)
    } catch (error) {
      assert.match(String(error), /the database was asked/, address)
    }
  }
})
