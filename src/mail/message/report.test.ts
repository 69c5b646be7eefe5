// What is read from delivery, complaint and read reports?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMessage } from './parse.ts'
import { parseReport } from './report.ts'

const folder = join(import.meta.dirname, '../../../testdata/mail/message')
const read = async (name: string) =>
  parseReport(await parseMessage(readFileSync(join(folder, `${name}.eml`))))

test('a standard delivery report names each recipient, its status and our mail', async () => {
  assert.deepEqual(await read('dsn-user-unknown'), {
    type: 'delivery',
    recipients: [
      {
        address: 'Jane@customer.example',
        action: 'failed',
        status: '5.1.1',
        diagnostic: 'smtp; 550 5.1.1 <jane@customer.example>: no such user',
      },
      { address: 'jörg@customer.example', action: 'delayed', status: '4.2.2', diagnostic: null },
    ],
    originalMessageId: 'ours.1@desk.example',
    originalHeaders: 'Message-ID: <ours.1@desk.example>\nX-Deskbell-Instance: abc; def\nSubject: Re: Printer',
    feedbackType: null,
  })
})

test('a bounce in a server’s own words is understood too', async () => {
  const report = await read('bounce-of-qmail')
  assert.deepEqual(report?.recipients, [
    { address: 'jane@customer.example', action: 'failed', status: '5.1.1', diagnostic: null },
  ])
  assert.equal(report?.originalMessageId, 'ours.2@desk.example')
  assert.match(report?.originalHeaders ?? '', /^Return-Path: <incoming@desk\.example>/)
})

test('complaints and read receipts', async () => {
  const complaint = await read('complaint-arf')
  assert.deepEqual(
    [complaint?.type, complaint?.feedbackType, complaint?.originalMessageId],
    ['feedback', 'abuse', 'ours.3@desk.example'],
  )
  assert.equal(complaint?.recipients[0]?.address, 'jane@customer.example')
  const receipt = await read('read-receipt')
  assert.deepEqual([receipt?.type, receipt?.originalMessageId], ['disposition', 'ours.4@desk.example'])
})

test('mails of people are no reports, even with a bounce in them', async () => {
  for (const name of [
    'plain-first-mail',
    'human-forwards-a-bounce',
    'forwarded-as-attachment',
    'vacation-of-exchange',
  ])
    assert.equal(await read(name), null, name)
})

test('DMARC and TLS reports are aggregates', async () => {
  const dmarc =
    'From: a@x.example\nSubject: Report Domain: desk.example Submitter: x.example Report-ID: <1>\nContent-Type: application/gzip; name="x!desk.example!1!2.xml.gz"\n\nx'
  assert.equal(parseReport(await parseMessage(Buffer.from(dmarc)))?.type, 'aggregate')
  const tls =
    'From: a@x.example\nTLS-Report-Domain: desk.example\nContent-Type: multipart/report; report-type="tlsrpt"; boundary=b\n\n--b\n\nx\n--b--'
  assert.equal(parseReport(await parseMessage(Buffer.from(tls)))?.type, 'aggregate')
})

test('thousands of recipients and empty blocks do no harm', async () => {
  const blocks = 'Final-Recipient: rfc822; a@b.example\n\n\n\n'.repeat(5000)
  const raw = `From: mailer-daemon@x.example\nContent-Type: multipart/report; boundary=b; report-type=delivery-status\n\n--b\nContent-Type: message/delivery-status\n\n${blocks}\n--b--`
  const report = parseReport(await parseMessage(Buffer.from(raw)))
  assert.ok((report?.recipients.length ?? 0) > 100)
})
