// What do the logs tell of mail? What happened to which row, and nothing that a customer wrote or could be used by others.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, removeDataDir, rootToken, startDeskProcess } from '../support/desk-process.ts'
import { openSmtpSession } from '../support/smtp-client.ts'
import { startSmtpSink } from '../support/smtp-sink.ts'

test('the log of a desk holds no text, address, key or password of the mails that it took and sent', async () => {
  await using sink = await startSmtpSink()
  sink.refuseRecipient = address => `550 5.1.1 <${address}>: no such user`
  const desk = await startDeskProcess({
    env: {
      DESKBELL_INCOMING_EMAIL__ADDRESS: 'incoming+%{key}@desk.example',
      DESKBELL_SMTP__ADDRESS: sink.host,
      DESKBELL_SMTP__PORT: String(sink.port),
      DESKBELL_LOG_LEVEL: 'debug',
    },
  })
  try {
    const session = await openSmtpSession(desk.smtp)
    const send = (headers: string[], body: string) =>
      session.send({
        from: 'jane.secretive@customer.example',
        to: ['incoming+acme-widget-1-issue-@desk.example'],
        data: [
          'From: Jane <jane.secretive@customer.example>',
          'Message-ID: <one@customer.example>',
          ...headers,
          '',
          body,
        ].join('\r\n'),
      })
    assert.match(await send(['Subject: Confidential\x1b[31m matter'], 'The PIN is 4711-0815.'), /^250/)
    // A report that is broken, and a header that has no end.
    await send(
      ['Subject: x', 'Content-Type: multipart/report; boundary=b'],
      '--b\r\n\r\nThe PIN is 4711-0815.',
    )
    await send([`X: ${'y'.repeat(100_000)}`], 'The PIN is 4711-0815.')
    await session.close()
    await eventually(async () => /mail refused by the server/.test(desk.output()), 'the answer is refused')
    await desk.stop()
    const output = desk.output()
    // Something is told, each in a line of its own.
    const lines = output.split('\n').filter(line => line.startsWith('{'))
    for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line)
    assert.ok(lines.some(line => line.includes('no such user')))
    for (const secret of [/4711-0815/, /Confidential/, /jane\.secretive/, /a password for tests/])
      assert.doesNotMatch(output, secret)
    for (const secret of ['\x1b', rootToken]) assert.ok(!output.includes(secret))
  } finally {
    await desk.kill()
    removeDataDir(desk.dataDir)
  }
})
