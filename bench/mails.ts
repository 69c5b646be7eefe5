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

/** A mail as Outlook writes it: layout tables, styles at each word, an answered mail below; HTML of about 20 kB. */
export function htmlMail(number: number): string {
  const style = 'style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;color:#1F497D"'
  const paragraph = `<p class="MsoNormal" style="margin-bottom:12.0pt"><span ${style}>${words}<b>${words}</b><o:p></o:p></span></p>`
  const row = `<tr><td width="300" style="padding:0 5.4pt"><p class="MsoNormal"><span ${style}>Printer ${number}</span></p></td><td><a href="https://shop.example/?id=${number}&amp;x=1">paper</a></td></tr>`
  const html = [
    '<html><head><style>p.MsoNormal { margin: 0cm }</style></head><body><table><tr><td>',
    paragraph.repeat(8),
    `<table border="1"><tr><th>What</th><th>Where</th></tr>${row.repeat(12)}</table><ul>${'<li>tray</li>'.repeat(20)}</ul>`,
    '</td></tr></table><div id="divRplyFwdMsg"><b>From:</b> desk@desk.example<br><b>Subject:</b> Paper</div>',
    `<blockquote>${paragraph.repeat(14)}</blockquote></body></html>`,
  ].join('\r\n')
  return [
    `From: "Customer ${number}" <customer-${number}@customer.example>`,
    'To: <desk@desk.example>',
    `Subject: =?utf-8?Q?Re:_the_printer_is_out_of_paper_=E2=80=93_case_${number}?=`,
    `Message-ID: <html.${run}.${number}@customer.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    html.replace(/=/g, '=3D').replace(/.{74}/g, '$&=\r\n'),
  ].join('\r\n')
}
