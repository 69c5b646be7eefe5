// What does nodemailer get, so that one mail goes to one recipient and nothing from outside steers it?
import type { SendMailOptions } from 'nodemailer'
import { DeskError } from '#kernel'
import { isAddress, type Mailbox } from './address.ts'
import { cleanLine } from './bytes.ts'
import { limits } from './limits.ts'

/** A mail to send. Ids are without `<>`. */
export type OutgoingMail = {
  from: Mailbox
  to: Mailbox
  replyTo: Mailbox | null
  subject: string
  text: string
  html: string
  messageId: string
  inReplyTo: string | null
  /** Root first, nearest parent last. */
  references: readonly string[]
  /** Further fields, such as `X-GitLab-Issue-ID`. */
  headers: Readonly<Record<string, string | readonly string[]>>
  attachments: readonly OutgoingFile[]
  /** RFC 3834 §5; null on a human's words. */
  autoSubmitted: 'auto-generated' | 'auto-replied' | null
  /** `MAIL FROM:<>`: a bounce of this mail goes nowhere (RFC 5321 §4.5.5). */
  nullReturnPath: boolean
  /** RFC 2919: `issue.project.host`, without `<>`. */
  listId: string | null
  listUnsubscribe: { https: string; mailto: string } | null
}

export type OutgoingFile = {
  filename: string
  contentType: string
  content: Uint8Array
  cid?: string | undefined
}

/** Ids kept in References: the root, by which threads are found, and the nearest parents (RFC 5322 §3.6.4). */
const maxReferences = 20
/** Fields that only this file sets. */
const reserved =
  /^(?:from|to|cc|bcc|sender|reply-to|subject|date|message-id|in-reply-to|references|mime-version|content-.*|auto-submitted|x-auto-response-suppress|list-id|list-unsubscribe(?:-post)?|return-path|resent-.*|received|dkim-signature)$/i

/** An object, never a string: nodemailer reads several recipients out of a string with a comma or CRLF in it. */
function mailbox(field: string, { name, address }: Mailbox): { name: string; address: string } {
  if (!isAddress(address)) throw DeskError.invalid(field, 'is not an address that mail can go to')
  return { name: cleanLine(name).slice(0, limits.nameLength), address }
}

const isId = (id: string): boolean => id.length <= limits.messageIdLength && /^[!-;=?-~]+$/.test(id)

/** Ids from outside that a header line cannot carry are left out; threading goes by the others. */
function referencesOf(mail: OutgoingMail): string[] {
  const ids = [...new Set(mail.references)].filter(isId)
  return ids.length <= maxReferences ? ids : [...ids.slice(0, 1), ...ids.slice(1 - maxReferences)]
}

function extraHeaders(mail: OutgoingMail): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!/^[!-9;-~]{1,76}$/.test(name) || reserved.test(name))
      throw DeskError.invalid('headers', `has no place for ${cleanLine(name)}`)
    headers[name] = typeof value === 'string' ? cleanLine(value) : value.map(cleanLine)
  }
  headers['X-Auto-Response-Suppress'] = 'All'
  if (mail.autoSubmitted !== null) headers['Auto-Submitted'] = mail.autoSubmitted
  if (mail.listId !== null) headers['List-Id'] = `<${cleanLine(mail.listId).replace(/[^\w.-]+/g, '-')}>`
  return { ...headers, ...unsubscribeHeaders(mail.listUnsubscribe) }
}

/**
 * RFC 2369 and RFC 8058. Mail programs act on one click over https only (RFC 8058 §3.1); a desk on http says the same, so that
 * what is tried on one machine is what later leaves it.
 */
function unsubscribeHeaders(ways: OutgoingMail['listUnsubscribe']): Record<string, string> {
  if (ways === null) return {}
  const mailto = ways.mailto.replace(/^mailto:/i, '')
  const [address = ''] = mailto.split('?', 1)
  if (!isAddress(address))
    throw DeskError.invalid('listUnsubscribe.mailto', 'is not an address that mail can go to')
  if (!URL.canParse(ways.https)) throw DeskError.invalid('listUnsubscribe.https', 'is not a URL')
  const { href, protocol } = new URL(ways.https)
  if (protocol !== 'https:' && protocol !== 'http:')
    throw DeskError.invalid('listUnsubscribe.https', 'is not a web address')
  const list = `<${href}>, <mailto:${encodeURI(mailto)}>`
  return { 'List-Unsubscribe': list, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}

/** nodemailer would write `X-Gitlab-Issue-Iid`; some filters compare names letter by letter. */
const written = new Map(
  [
    'X-GitLab-Project',
    'X-GitLab-Project-Id',
    'X-GitLab-Project-Path',
    'X-GitLab-Issue-ID',
    'X-GitLab-Issue-IID',
    'X-GitLab-Reply-Key',
    'List-Id',
  ].map(name => [name.toLowerCase(), name]),
)
const inWrittenCase = (name: string): string => written.get(name.toLowerCase()) ?? name

/** Bytes only: nodemailer would open `path`, `href` and `raw` for whoever smuggles such an object in. */
function fileOf(file: OutgoingFile) {
  if (!(file.content instanceof Uint8Array)) throw DeskError.invalid('attachments', 'must be bytes')
  const contentType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(file.contentType)
    ? file.contentType
    : 'application/octet-stream'
  const content = Buffer.from(file.content.buffer, file.content.byteOffset, file.content.byteLength)
  const filename = cleanLine(file.filename).slice(0, limits.fileNameLength) || 'attachment'
  if (file.cid === undefined)
    return { filename, contentType, content, contentDisposition: 'attachment' as const }
  return {
    filename,
    contentType,
    content,
    cid: file.cid.replace(/[^!-;=?-~]/g, ''),
    contentDisposition: 'inline' as const,
  }
}

/**
 * Only CRLF ends a line (RFC 5321 §2.3.8): after a bare CR or LF the next server could take a dot for the end of the
 * mail, and what follows for commands.
 */
const lines = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n').replaceAll('\0', '')

/**
 * Options for one mail to one recipient. Text from outside (subject, names, file names) is made one line each.
 *
 * @throws {DeskError} `invalid`, with the field, where an address, id or header name cannot be sent as it is
 */
export function composeMessage(mail: OutgoingMail): SendMailOptions {
  if (typeof mail.text !== 'string' || typeof mail.html !== 'string')
    throw DeskError.invalid('text', 'must be text')
  if (!isId(mail.messageId)) throw DeskError.invalid('messageId', 'is not a Message-ID')
  const from = mailbox('from', mail.from)
  const to = mailbox('to', mail.to)
  const inReplyTo = mail.inReplyTo !== null && isId(mail.inReplyTo) ? `<${mail.inReplyTo}>` : undefined
  const references = referencesOf(mail).map(id => `<${id}>`)
  return {
    from,
    to: [to],
    ...(mail.replyTo === null ? {} : { replyTo: [mailbox('replyTo', mail.replyTo)] }),
    envelope: { from: mail.nullReturnPath ? '' : from.address, to: [to.address] },
    subject: cleanLine(mail.subject),
    text: lines(mail.text),
    html: lines(mail.html),
    messageId: `<${mail.messageId}>`,
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references.length === 0 ? {} : { references }),
    headers: extraHeaders(mail),
    normalizeHeaderKey: inWrittenCase,
    attachments: mail.attachments.map(fileOf),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
