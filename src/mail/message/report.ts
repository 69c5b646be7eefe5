// What does this report say, and about which mail (RFC 3464, RFC 5965, RFC 8098, RFC 7489, RFC 8460)?
import { isAddress, parseMailboxes } from './address.ts'
import type { Attachment } from './attachments.ts'
import { isUnstructuredBounce } from './bounce-signs.ts'
import { refinedStatus } from './bounce-status.ts'
import { addressesNamedIn, headersPastedIn } from './bounce-text.ts'
import { cleanText } from './bytes.ts'
import { decodeCharset } from './charset.ts'
import type { Headers } from './headers.ts'
import { isDaemon, isPostmaster } from './machine-senders.ts'
import { messageIdsIn } from './message-id.ts'
import type { Message } from './parse.ts'
import { headersIn } from './parts.ts'

type Action = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'

export type ReportedRecipient = {
  address: string
  action: Action
  /** RFC 3463 code, such as `5.1.1`. */
  status: string | null
  /** What the server said, one line. */
  diagnostic: string | null
}

export type Report = {
  type: 'delivery' | 'feedback' | 'disposition' | 'aggregate'
  /** Empty where the report names nobody. */
  recipients: ReportedRecipient[]
  /** Without `<>`. A claim like all else here: only our own ids and tokens in it prove that we sent that mail. */
  originalMessageId: string | null
  /** Header of the returned mail, '' if it was not returned. */
  originalHeaders: string
  /** RFC 5965 §3.1 `Feedback-Type`, such as `abuse`. */
  feedbackType: string | null
}

const headerText = 64 * 1024
/** Characters of a server's own words. */
const wordsLength = 8000
const actions: readonly string[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded']
const types = {
  delivery: /^message\/(?:global-)?delivery-status$/,
  feedback: /^message\/feedback-report$/,
  disposition: /^message\/(?:global-)?disposition-notification$/,
  returned: /^(?:message\/(?:rfc822|global)(?:-headers)?|message\/partial|text\/rfc822-headers?)$/,
}

const textOf = (file: Attachment | undefined): string =>
  file === undefined ? '' : cleanText(decodeCharset(Buffer.from(file.content).subarray(0, headerText), ''))

/** `rfc822; jane@x.example`, with or without its type and brackets. */
function addressIn(value: string | undefined): string | null {
  if (value === undefined) return null
  const text = value.replace(/^[\w-]{1,40}\s*;\s*/, '').trim()
  const plain = text.replace(/^<|>$/g, '')
  return isAddress(plain) ? plain : (parseMailboxes(text)[0]?.address ?? null)
}

const statusIn = (value: string | undefined): string | null =>
  value === undefined ? null : (/(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(value)?.[0] ?? null)

function actionOf(declared: string | undefined, status: string | null): Action {
  const word = declared?.toLowerCase().match(/[a-z]+/)?.[0] ?? ''
  if (actions.includes(word)) return word as Action
  if (status?.startsWith('4')) return 'delayed'
  return status?.startsWith('2') ? 'delivered' : 'failed'
}

function recipientIn(block: Headers): ReportedRecipient | null {
  // The address that we wrote to; Final-Recipient may be what an alias made of it.
  const address = addressIn(block.get('original-recipient')) ?? addressIn(block.get('final-recipient'))
  if (address === null) return null
  const diagnostic = block.get('diagnostic-code')?.slice(0, 1000) ?? null
  const declared = statusIn(block.get('status'))
  const said = statusIn(diagnostic ?? undefined)
  // `5.0.0` says only that it failed; what the server said may say why.
  const useful =
    said !== null && (declared === null || (declared.endsWith('.0.0') && said[0] === declared[0]))
  const status = refinedStatus(useful ? said : declared, diagnostic ?? '')
  return { address, action: actionOf(block.get('action'), status), status, diagnostic }
}

/** RFC 3464 §2.1: one group about the message, then one per recipient, blank lines between. */
const recipientsIn = (status: string): ReportedRecipient[] =>
  status.split(/\n[ \t]*\n/, 1000).flatMap(block => recipientIn(headersIn(`${block.trim()}\n\n`)) ?? [])

/** Servers without RFC 3464 name the recipient in a header or on a line of its own. */
function recipientsNamedIn(message: Message): ReportedRecipient[] {
  const named = message.headers
    .raw('x-failed-recipients')
    .flatMap(parseMailboxes)
    .map(mailbox => mailbox.address)
  const returned = returnedHeaders(message)
  const head = serversWords(message.text, returned)
  const status = refinedStatus(statusIn(head), `${message.subject}\n${head}`)
  if (named.length === 0) named.push(...addressesNamedIn(head))
  if (named.length === 0) named.push(...addressesNamedIn(message.text.slice(0, wordsLength)))
  if (named.length === 0)
    named.push(
      ...parseMailboxes(headersIn(`${returned}\n\n`).get('to') ?? '').map(mailbox => mailbox.address),
    )
  return [...new Set(named)]
    .slice(0, 10)
    .map(address => ({ address, action: actionOf(undefined, status), status, diagnostic: null }))
}

/** The header of the mail that was returned: a part of its own, or pasted below the server's words. */
function returnedHeaders(message: Message): string {
  const part = textOf(message.attachments.find(file => types.returned.test(file.contentType))).trimStart()
  if (part !== '') return part.split('\n\n', 1)[0] ?? ''
  return headersPastedIn(message.text)
}

/** What stands above the returned mail: its own words must not be taken for the server's. */
function serversWords(text: string, returned: string): string {
  const first = returned.split('\n', 1)[0] ?? ''
  const end = first === '' ? -1 : text.indexOf(first)
  return text.slice(0, end === -1 ? wordsLength : Math.min(end, wordsLength))
}

function reportOf(
  message: Message,
  type: Report['type'],
  details: string,
  recipients: ReportedRecipient[],
): Report {
  const originalHeaders = returnedHeaders(message)
  const fields = headersIn(`${details.trim()}\n\n`)
  const [originalMessageId] = [
    ...messageIdsIn(fields.get('original-message-id') ?? ''),
    ...messageIdsIn(headersIn(`${originalHeaders}\n\n`).raw('message-id').join(' ')),
    ...messageIdsIn(/^[> \t]*(?:x-\w+-)?message-id:\s*(<[^<>\n]{3,998}>)/im.exec(message.text)?.[1] ?? ''),
    ...message.inReplyTo,
    ...message.references.slice(-1),
  ]
  const feedbackType = type === 'feedback' ? (fields.get('feedback-type')?.toLowerCase() ?? 'abuse') : null
  return { type, recipients, originalMessageId: originalMessageId ?? null, originalHeaders, feedbackType }
}

function feedbackRecipients(details: string): ReportedRecipient[] {
  const fields = headersIn(`${details.trim()}\n\n`)
  const addresses = ['original-rcpt-to', 'removal-recipient', 'redacted-address'].flatMap(name =>
    fields.all(name),
  )
  return addresses
    .flatMap(addressIn)
    .flatMap(address =>
      address === null ? [] : [{ address, action: 'delivered' as const, status: null, diagnostic: null }],
    )
}

/** RFC 7489 §7.2.1.1 gives the subject its form; RFC 8460 §5.4 a report-type of its own. */
function isAggregate(message: Message, reportType: string): boolean {
  if (reportType === 'tlsrpt' || message.headers.has('tls-report-domain')) return true
  const packed = message.attachments.some(
    file =>
      /(?:\.xml|\.xml\.gz|\.zip|\.json\.gz)$/i.test(file.filename) ||
      /(?:gzip|zip|xml|tlsrpt)/.test(file.contentType),
  )
  return packed && /report[- ]domain:|dmarc aggregate report|^dmarc report/i.test(message.subject)
}

function isComplaint(message: Message): boolean {
  const returns = message.attachments.some(file => file.contentType === 'message/rfc822')
  // Hotmail's junk mail reporting sends the mail alone under this subject.
  return returns && /^complaint about message from /i.test(message.subject.trim())
}

/** Amazon SES reports bounces and complaints as JSON by way of its notification service. */
function notificationOf(message: Message): Report | null {
  if (message.from?.address.toLowerCase() !== 'no-reply@sns.amazonaws.com') return null
  const kind = /^\s*\{"notificationType":"(Bounce|Complaint|Delivery)"/.exec(message.text)?.[1]
  if (kind === undefined) return null
  const address = addressIn(/"(?:emailAddress":|recipients":\[)"([^"]{3,254})"/.exec(message.text)?.[1])
  const status = statusIn(/"status":"([^"]{1,40})"/.exec(message.text)?.[1])
  const action = kind === 'Bounce' ? actionOf(undefined, status) : 'delivered'
  const recipients = address === null ? [] : [{ address, action, status, diagnostic: null }]
  return reportOf(message, kind === 'Complaint' ? 'feedback' : 'delivery', '', recipients)
}

/**
 * Null for all mail that is no report. Needs either the standard structure or several signs at once, so that a
 * person who forwards a bounce is not taken for a mail server.
 *
 * @param envelopeFrom reverse-path, '' for `<>`, null where it is unknown
 */
export function parseReport(message: Message, envelopeFrom: string | null = null): Report | null {
  const contentType = (message.headers.raw('content-type')[0] ?? '').toLowerCase()
  const reportType = /report-type\s*=\s*"?([a-z-]+)/.exec(contentType)?.[1] ?? ''
  const find = (pattern: RegExp) => message.attachments.find(file => pattern.test(file.contentType))
  const nullReturnPath =
    envelopeFrom === '' ||
    envelopeFrom === '<>' ||
    message.headers.raw('return-path').some(path => /^<>$|^<?mailer-daemon\b/i.test(path.trim()))
  const standard = contentType.startsWith('multipart/report')
  const sender = message.author?.address ?? ''
  const machine = nullReturnPath || isDaemon(sender) || isPostmaster(sender)
  const status = find(types.delivery)
  if (status && (standard || machine)) {
    const recipients = recipientsIn(textOf(status))
    return reportOf(
      message,
      'delivery',
      textOf(status),
      recipients.length > 0 ? recipients : recipientsNamedIn(message),
    )
  }
  const feedback = find(types.feedback)
  if (feedback || reportType === 'feedback-report')
    return reportOf(message, 'feedback', textOf(feedback), feedbackRecipients(textOf(feedback)))
  const disposition = find(types.disposition)
  if (disposition || reportType === 'disposition-notification')
    return reportOf(message, 'disposition', textOf(disposition), [])
  if (isAggregate(message, reportType)) return reportOf(message, 'aggregate', '', [])
  if (isComplaint(message)) return reportOf(message, 'feedback', '', [])
  const notice = notificationOf(message)
  if (notice) return notice
  const bounce =
    (standard && reportType === 'delivery-status') || isUnstructuredBounce(message, nullReturnPath)
  return bounce ? reportOf(message, 'delivery', '', recipientsNamedIn(message)) : null
}
