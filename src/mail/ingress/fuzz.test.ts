// Does the door stand whatever is thrown at it? Commands in any order, broken, cut anywhere, mixed with noise; always the same ones.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDoors, smtpOf } from '../../../test/support/doors.ts'
import { intake, letter } from '../../../test/support/intake.ts'

const sessions = 300
const atOnce = 30
const good = 'incoming+acme-widget-1-issue-@desk.example'
const mail = letter({ 'Message-ID': '' }).replaceAll('\n', '\r\n')

const words = fc.constantFrom(
  'EHLO client.example\r\n',
  'HELO \xff\xfe\r\n',
  'LHLO x\r\n',
  'MAIL FROM:<>\r\n',
  'MAIL FROM:<jane@customer.example> SIZE=99999999999999999999\r\n',
  'MAIL FROM:<jane@customer.example> BODY=BINARYMIME FOO=\r\n',
  'MAIL FROM:jane\r\n',
  'RCPT TO:<nobody@desk.example>\r\n',
  `RCPT TO:<${good}> NOTIFY=NEVER ORCPT=rfc822;x\r\n`,
  'RCPT TO:<\0@desk.example>\r\n',
  'DATA now\r\n',
  'DATA\r\n',
  'RSET\r\n',
  'NOOP\r\n',
  'VRFY x\r\n',
  'AUTH PLAIN AAAA\r\n',
  'STARTTLS\r\n',
  'BDAT 5 LAST\r\nhello',
  '\r\n',
  '.\r\n',
  '\n.\n',
  '\r\n.\r\n',
  '\r.\r\n',
  `${'x'.repeat(20_000)}\r\n`,
)
/** What leads to a mail more often than chance would. */
const begun = `EHLO client.example\r\nMAIL FROM:<jane@customer.example>\r\nRCPT TO:<${good}>\r\nDATA\r\n`
const whole = fc.constantFrom(begun, `${begun}${mail}.\r\n`, `${mail}.\r\n`)
const noise = fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes).toString('latin1'))
const session = fc.record({
  pieces: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: words },
      { weight: 3, arbitrary: whole },
      { weight: 1, arbitrary: noise },
    ),
    { minLength: 1, maxLength: 12 },
  ),
  /** Bytes that are written at a time. */
  cut: fc.constantFrom(1_000_000, 500, 17),
})

/** What the server said, from its greeting to the end of the connection. */
async function run(at: { host: string; port: number }, { pieces, cut }: { pieces: string[]; cut: number }) {
  const socket = connect(at)
  socket.setEncoding('latin1')
  socket.on('error', () => {})
  let said = ''
  socket.on('data', (text: string) => {
    said += text
    // The server waits for a TLS handshake, which does not come.
    if (/^220 2\.0\.0 Ready to start TLS/m.test(said)) socket.end()
  })
  const closed = once(socket, 'close')
  await Promise.race([once(socket, 'data'), closed])
  // However it stands: the end of a mail or nothing, and the end of the session.
  const bytes = Buffer.from(`${pieces.join('')}\r\n.\r\nQUIT\r\n`, 'latin1')
  for (let start = 0; start < bytes.length && socket.writable; start += cut) {
    socket.write(bytes.subarray(start, start + cut))
    await new Promise(setImmediate)
  }
  await closed
  return said
}

test('sessions of commands and noise: every mail that is said to be kept is there, once, and no other; nothing fails', async () => {
  await using desk = await intake()
  const errors: unknown[] = []
  const log = {
    ...desk.log,
    error: (fields: object, message: string) => void errors.push({ fields, message }),
  }
  const doors = await openDoors({ ...desk, log })
  try {
    const all = fc.sample(session, { seed: 20_251_002, numRuns: sessions })
    const kept: number[] = []
    for (let start = 0; start < all.length; start += atOnce) {
      const some = all.slice(start, start + atOnce)
      const outputs = await Promise.all(some.map(one => run(smtpOf(doors), one)))
      for (const [index, said] of outputs.entries()) {
        const [plain = '', encrypted = ''] = said.split(/(?<=^220 2\.0\.0 Ready to start TLS\r\n)/m)
        // No command from before is answered behind it; a TLS alert begins with 21 (RFC 8446 §5.1).
        assert.ok(encrypted === '' || encrypted.charCodeAt(0) === 21, encrypted)
        const lines = plain.split('\r\n')
        assert.equal(lines.pop(), '', 'the last line has no end')
        for (const line of lines) assert.match(line, /^[2345]\d\d[ -]/, JSON.stringify(some[index]))
        kept.push(...[...said.matchAll(/^250 2\.6\.0 Kept as (\d+)/gm)].map(([, id]) => Number(id)))
      }
    }
    const rows = await desk.rows()
    assert.ok(rows.length > sessions / 10, `${rows.length} mails came through`)
    assert.deepEqual(
      kept.toSorted((a, b) => a - b),
      rows.map(({ id }) => id),
    )
    for (const { recipients } of rows) assert.deepEqual(new Set(recipients), new Set([good]))
    assert.deepEqual(errors, [])
  } finally {
    await doors.stop()
  }
})
