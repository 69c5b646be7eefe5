import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refinedStatus, statusInWords } from './bounce-status.ts'
import { parseMessage } from './parse.ts'
import { parseReport } from './report.ts'

test('what a server says in words has a status', () => {
  for (const [words, status] of [
    ['jo@customer.example: user unknown in virtual alias table', '5.1.1'],
    ['550 No such recipient here', '5.1.1'],
    ['This account has been disabled by its owner', '5.2.1'],
    ['The mailbox is full, try again later', '5.2.2'],
    ['552 requested action aborted: exceeded storage allocation', '5.2.2'],
    ['Unknown host: mx.gone.example', '5.1.2'],
    ['Your mail was rejected as spam by our policy', '5.7.1'],
    ['The message size exceeds what we take', '5.3.4'],
    ['retry timeout exceeded', '5.4.7'],
    ['too many hops', '5.4.6'],
    ['host said: 551 gone away', '5.1.6'],
    ['host said: 554 no', '5.0.0'],
  ] as const)
    assert.equal(statusInWords(words), status, words)
  assert.equal(statusInWords('Sorry about that.'), null)
})

test('a warning that a server goes on trying is no failure', () => {
  const words =
    'This is a warning message only. Your mail to jo@customer.example has been delayed: connection refused'
  assert.equal(statusInWords(words), '4.4.7')
})

test('words refine a code that says nothing, never one that says something or is of another class', () => {
  assert.equal(refinedStatus('5.0.0', 'user unknown'), '5.1.1')
  assert.equal(refinedStatus('5.7.1', 'user unknown'), '5.7.1')
  assert.equal(refinedStatus('4.0.0', 'user unknown'), '4.0.0')
  assert.equal(refinedStatus(null, 'Sorry about that.'), null)
})

test('words of the mail that was returned are not the server’s', async () => {
  const report = parseReport(
    await parseMessage(
      Buffer.from(
        [
          'From: MAILER-DAEMON@mx.example',
          'Subject: Delivery failure',
          'Return-Path: <>',
          '',
          'Your message could not be delivered:',
          'jo@customer.example: the mailbox is full',
          '',
          'Received: from desk.example by mx.example',
          'From: Desk <desk@desk.example>',
          'To: jo@customer.example',
          'Message-ID: <one@desk.example>',
          '',
          'Is the user unknown, or was the account closed?',
        ].join('\r\n'),
      ),
    ),
  )
  assert.deepEqual(report?.recipients, [
    { address: 'jo@customer.example', action: 'failed', status: '5.2.2', diagnostic: null },
  ])
  assert.equal(report?.originalMessageId, 'one@desk.example')
})

test('a bounce that names nobody is about whom the returned mail was written to', async () => {
  const report = parseReport(
    await parseMessage(
      Buffer.from(
        [
          'From: MAILER-DAEMON@mx.example',
          'Subject: Undeliverable mail',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          '',
          'It could not be delivered: no such user.',
          '--b',
          'Content-Type: message/rfc822',
          '',
          'From: Desk <desk@desk.example>',
          'To: "Jo" <jo@customer.example>',
          'Message-ID: <two@desk.example>',
          '',
          'Hello',
          '--b--',
        ].join('\r\n'),
      ),
    ),
    '',
  )
  assert.deepEqual(report?.recipients, [
    { address: 'jo@customer.example', action: 'failed', status: '5.1.1', diagnostic: null },
  ])
})

test('a mailing list that returns a mail to its keeper is a report, its posts are none', async () => {
  const mail = (from: string, subject: string) =>
    parseMessage(
      Buffer.from(`From: ${from}\r\nSubject: ${subject}\r\nX-MLServer: fml\r\n\r\nThe same mail again.`),
    )
  assert.equal(
    parseReport(await mail('cats-admin@list.example', 'Loop Alert: seen before'))?.type,
    'delivery',
  )
  assert.equal(parseReport(await mail('ann@customer.example', 'Loop Alert: seen before')), null)
  assert.equal(parseReport(await mail('cats-admin@list.example', 'Our next meeting')), null)
})

test('a megabyte of words takes no time', () => {
  const started = performance.now()
  for (const piece of ['user ', 'mailbox is ', 'message size ', '550 ', 'rejected '])
    statusInWords(piece.repeat(200_000))
  assert.ok(performance.now() - started < 2_000)
})

test('an international delivery report is read as any other (RFC 6533)', async () => {
  const report = parseReport(
    await parseMessage(
      Buffer.from(
        [
          'From: MAILER-DAEMON@mx.example',
          'Content-Type: multipart/report; report-type=global-delivery-status; boundary=b',
          '',
          '--b',
          '',
          'Sorry.',
          '--b',
          'Content-Type: message/global-delivery-status',
          '',
          'Reporting-MTA: dns; mx.example',
          '',
          'Final-Recipient: utf-8; jürgen@kunde.example',
          'Action: failed',
          'Status: 5.1.1',
          '--b',
          'Content-Type: message/global-headers',
          '',
          'Message-ID: <three@desk.example>',
          '--b--',
        ].join('\r\n'),
      ),
    ),
    '',
  )
  assert.deepEqual(
    report?.recipients.map(({ address, action, status }) => [address, action, status]),
    [['jürgen@kunde.example', 'failed', '5.1.1']],
  )
  assert.equal(report?.originalMessageId, 'three@desk.example')
})
