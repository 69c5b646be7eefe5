// What does this mail say? RFC 5322 bytes to a Message.
import { type Mailbox, parseMailboxes } from './address.ts'
import { type Attachment, attachmentsOf } from './attachments.ts'
import { type Body, readBody } from './body.ts'
import { asBuffer, withLineFeeds } from './bytes.ts'
import { readDate } from './date.ts'
import { contentDigest, sha256, wordsDigest } from './digests.ts'
import type { Headers } from './headers.ts'
import { limits } from './limits.ts'
import { messageIdsIn } from './message-id.ts'
import { readParts } from './parts.ts'
import { unpackWinmail } from './winmail.ts'

export type Message = {
  headers: Headers
  /** Without `<>`, its bytes as they came; made from the content where the mail has none. */
  messageId: string
  syntheticMessageId: boolean
  /** Ids without `<>`. */
  inReplyTo: string[]
  /** In the order of the header, the nearest parent last. */
  references: string[]
  from: Mailbox | null
  sender: Mailbox | null
  replyTo: Mailbox | null
  /** Who wrote (SPEC §4.4): From, else Sender. Gives no rights. */
  author: Mailbox | null
  /** Where answers go: the first Reply-To, else the author. */
  answerTo: Mailbox | null
  /** Several addresses in From: none of them can be taken for granted. */
  ambiguousAuthor: boolean
  to: Mailbox[]
  cc: Mailbox[]
  /** One line, '' if none. */
  subject: string
  date: Date | null
  /** The whole body as a person reads it: plain text, or Markdown where only HTML says it. A line end is a line break. */
  text: string
  /** Where `text` was made from. */
  madeFrom: 'plain' | 'html'
  /** The sender's HTML as it came, never sanitised. */
  html: string | null
  attachments: Attachment[]
  /** SHA-256 of the raw bytes, hex. */
  digest: string
  /** SHA-256 of what the author wrote: equal by whatever ingress the mail came. */
  contentDigest: string
  /** SHA-256 of the words, for the same-words brake. */
  bodyDigest: string
  /** What was odd about the mail, for the inbox log. */
  defects: string[]
}

/** Nothing of the mail can be read; it is to be held with its raw bytes. */
export class ParseFailure extends Error {
  readonly reason: 'empty' | 'too-large' | 'unreadable'

  constructor(reason: ParseFailure['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ParseFailure'
    this.reason = reason
  }
}

function mailboxesOf(headers: Headers, name: string): Mailbox[] {
  const mailboxes = headers.raw(name).slice(0, limits.recipients).flatMap(parseMailboxes)
  return mailboxes.slice(0, limits.recipients)
}

function peopleOf(headers: Headers, defects: Set<string>) {
  const authors = mailboxesOf(headers, 'from')
  const from = authors[0] ?? null
  const sender = mailboxesOf(headers, 'sender')[0] ?? null
  const replyTo = mailboxesOf(headers, 'reply-to')[0] ?? null
  const author = from ?? sender
  const ambiguousAuthor = new Set(authors.map(mailbox => mailbox.address.toLowerCase())).size > 1
  if (from === null) defects.add('no usable address in From')
  if (ambiguousAuthor) defects.add('several addresses in From')
  if (headers.raw('from').length > 1) defects.add('several From fields')
  const to = mailboxesOf(headers, 'to')
  const cc = mailboxesOf(headers, 'cc')
  if (to.length === limits.recipients || cc.length === limits.recipients)
    defects.add('more recipients than are read')
  return { from, sender, replyTo, author, answerTo: replyTo ?? author, ambiguousAuthor, to, cc }
}

function identityOf(headers: Headers, contentDigest: string, defects: Set<string>) {
  const given = headers.raw('message-id').flatMap(messageIdsIn)
  if (headers.raw('message-id').length > 1) defects.add('several Message-ID fields')
  if (given.length === 0) defects.add('no Message-ID')
  const [messageId] = given
  return {
    messageId: messageId ?? `${contentDigest}@synthetic.deskbell.invalid`,
    syntheticMessageId: messageId === undefined,
    inReplyTo: messageIdsIn(headers.raw('in-reply-to').join(' ')),
    references: messageIdsIn(headers.raw('references').join(' ')),
  }
}

/** Plain parts name pictures as `[cid:…]` (Outlook) or `[image: name]` (Gmail); both become Markdown pictures. */
function withPictures(body: Pick<Body, 'text' | 'madeFrom'>, attachments: readonly Attachment[]): string {
  if (body.madeFrom === 'html' || !/\[(?:cid|image):/i.test(body.text)) return body.text
  const ids = new Set(attachments.flatMap(file => file.contentId ?? []))
  const byName = new Map(attachments.map(file => [file.filename, file.contentId]))
  return body.text.replace(/\[(cid|image): ?([^\]\n]{1,300})\]/gi, (whole, kind: string, name: string) => {
    const id =
      kind.toLowerCase() === 'cid' ? (ids.has(name) ? name : null) : (byName.get(name.trim()) ?? null)
    return id === null || /[\s()<>]/.test(id)
      ? whole
      : `![${kind.toLowerCase() === 'cid' ? '' : name.trim()}](cid:${id})`
  })
}

function read(given: Buffer): Message {
  const raw = withLineFeeds(given)
  const { root, defects } = readParts(raw)
  const { headers, bodyStart } = root
  if (headers.names().length === 0 && raw.subarray(bodyStart).toString('latin1', 0, 1000).trim() === '')
    throw new ParseFailure('empty', 'The mail has neither header nor body')
  const { files, ...written } = readBody(root, raw, defects)
  const { attachments, ...body } = unpackWinmail(attachmentsOf(files), written)
  const text = withPictures(body, attachments)
  const content = contentDigest(headers, raw.subarray(bodyStart))
  return {
    headers,
    ...identityOf(headers, content, defects),
    ...peopleOf(headers, defects),
    subject: (headers.get('subject') ?? '').slice(0, limits.subjectLength).toWellFormed(),
    date: readDate(headers.get('date')),
    text,
    madeFrom: body.madeFrom,
    html: body.html,
    attachments,
    digest: sha256(given),
    contentDigest: content,
    bodyDigest: wordsDigest(text),
    defects: [...defects],
  }
}

/**
 * Reads any mail as far as it can be read; what was odd stands in `defects`.
 *
 * @param raw the mail as it was accepted, header and body
 * @throws {ParseFailure} (rejects) only where there is nothing to read or the mail is over `limits.messageBytes`
 */
export async function parseMessage(raw: Uint8Array): Promise<Message> {
  if (raw.length > limits.messageBytes)
    throw new ParseFailure(
      'too-large',
      `The mail has ${raw.length} octets; ${limits.messageBytes} are read at most`,
    )
  try {
    return read(asBuffer(raw))
  } catch (error) {
    if (error instanceof ParseFailure) throw error
    // A bug of ours must hold one mail, not stop the queue (CHECKLIST Z2).
    throw new ParseFailure('unreadable', 'The mail cannot be read', { cause: error })
  }
}
