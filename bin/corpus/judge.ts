// What would become of a mail, as far as that can be known without a database?
import { automaticVerdict, ParseFailure, parseMessage, parseReport, splitReply } from '#mail/message'
import { outcomes, type Reason } from '../../src/mail/inbound/outcome.ts'
import { htmlToMarkdown } from '../../src/mail/message/html-to-markdown.ts'
import { type Kind, kindOf, mailAround } from './files.ts'

export type Judgement = {
  ending: string
  reason: string
  /** Nobody is thanked or told anything because of it. */
  automatic: boolean
  /** Why not: the signs of a machine. */
  signs: string[]
  from: string | null
  subject: string
  /** What people read in the ticket or note. */
  text: string
  /** What is folded away below a reply. */
  trimmed: string
  /** Names of the files. */
  attachments: string[]
  defects: string[]
}

export type Rules = {
  /** The mails answer a ticket, so they are trimmed and become notes. */
  reply: boolean
  mailBytes: number
  receivedLines: number
}

const nothing: Omit<Judgement, 'ending' | 'reason'> = {
  automatic: false,
  signs: [],
  from: null,
  subject: '',
  text: '',
  trimmed: '',
  attachments: [],
  defects: [],
}

const ended = (reason: Reason, what: Partial<Judgement> = {}): Judgement => ({
  ...nothing,
  ...what,
  reason,
  ending: outcomes[reason].ending,
})

/** @param size bytes of the file, of which `bytes` may be the beginning */
export async function judge(path: string, bytes: Buffer, size: number, rules: Rules): Promise<Judgement> {
  if (size > rules.mailBytes) return ended('too_large')
  const kind: Kind = kindOf(path, bytes, rules.reply)
  if (kind === 'text') return note(bytes.toString('utf8').replace(/^\uFEFF/, ''), null)
  if (kind === 'html') {
    const html = bytes.toString('utf8')
    return note(htmlToMarkdown(html).text, html)
  }
  return judgeMail(kind === 'winmail' ? mailAround(bytes) : bytes, rules)
}

function note(text: string, html: string | null, known: Partial<Judgement> = {}): Judgement {
  const { reply, trimmed } = splitReply(text, html)
  const empty = reply.trim() === '' && (known.attachments ?? []).length === 0
  return ended(empty ? 'empty_reply' : 'reply', { ...known, text: reply, trimmed })
}

async function judgeMail(bytes: Buffer, rules: Rules): Promise<Judgement> {
  try {
    const message = await parseMessage(bytes)
    const verdict = automaticVerdict(message, null)
    const known = {
      automatic: !verdict.answerable,
      signs: verdict.signs,
      from: message.author?.address ?? null,
      subject: message.subject,
      text: message.text,
      attachments: message.attachments.map(({ filename }) => filename),
      defects: message.defects,
    }
    // Whether a report is about a mail of ours only the outbox knows; here none is.
    if (verdict.kind === 'report') {
      const about = parseReport(message)?.originalMessageId
      return ended('foreign_report', {
        ...known,
        signs: [...known.signs, ...(about ? [`about <${about}>`] : [])],
      })
    }
    if (message.headers.raw('received').length > rules.receivedLines) return ended('too_many_hops', known)
    if (!rules.reply) return ended(verdict.kind === 'auto-reply' ? 'automatic' : 'new_ticket', known)
    const answer = note(message.text, message.html, known)
    // A machine's answer is kept on its ticket, whatever it says.
    return verdict.kind === 'auto-reply' ? { ...answer, ...outcomeOf('automatic_reply') } : answer
  } catch (error) {
    if (error instanceof ParseFailure) return ended('unreadable', { defects: [error.message] })
    throw error
  }
}

const outcomeOf = (reason: Reason) => ({ reason, ending: outcomes[reason].ending })
