// With which mails is it measured? Plain ones of a given size, each from a sender of its own.
import { randomBytes } from 'node:crypto'

const run = randomBytes(4).toString('hex')
const words =
  'the printer on the third floor says that it is out of paper while its tray is full and we cannot print '

/** A mail of about `size` bytes. */
export function plainMail(
  number: number,
  to: string,
  size = 2048,
): { from: string; to: string[]; data: string } {
  const from = `customer-${run}-${number}@customer${number % 97}.example`
  const head = [
    `From: "Customer ${number}" <${from}>`,
    `To: <${to}>`,
    `Subject: The printer is out of paper, case ${run} ${number}`,
    `Message-ID: <${run}.${number}@customer.example>`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Case ${number}: `,
  ].join('\r\n')
  const lines = Math.max(1, Math.ceil((size - head.length) / (words.length + 2)))
  return { from, to: [to], data: `${head}${Array(lines).fill(words).join('\r\n')}` }
}

/** A mail of about `megabytes` MB with one attachment in base64. */
export function bigMail(to: string, megabytes: number): { from: string; to: string[]; data: Buffer } {
  const from = `big-${run}@customer.example`
  const boundary = `b-${run}`
  const bytes = Math.floor((megabytes * 1024 * 1024 * 57) / 78) - 2048
  const base64 = randomBytes(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')
  const head = [
    `From: <${from}>`,
    `To: <${to}>`,
    'Subject: A big file',
    `Message-ID: <big.${run}@customer.example>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain',
    '',
    'Here is the file.',
    `--${boundary}`,
    'Content-Type: application/octet-stream; name="big.bin"',
    'Content-Disposition: attachment; filename="big.bin"',
    'Content-Transfer-Encoding: base64',
    '',
  ].join('\r\n')
  return { from, to: [to], data: Buffer.from(`${head}\r\n${base64}\r\n--${boundary}--`) }
}
