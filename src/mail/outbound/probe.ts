// Does a mail of ours leave the house right now? One that nobody has to read, handed over while somebody waits.
import { composeMessage } from '#mail/message'
import { mailHost, type OutboundDesk } from './desk.ts'
import { instanceHeader, instanceStamp, newMessageId } from './own-mail.ts'
import { htmlPage } from './page.ts'
import { escapeHtml } from './prose.ts'
import { senderAddress } from './sender.ts'
import { handOver, type SmtpOutcome } from './transports.ts'

export type ProbeMail = {
  recipient: string
  /** Made with the random part of the Message-ID, since some relays give a mail a new one. */
  subjectFor(mark: string): string
  text: string
}

/** Somebody waits for the answer; a server that takes longer is ill. */
const patienceMs = 30_000

/**
 * Hands over one mail, past the outbox: it is not tried again. The desk knows it as its own when it comes back.
 * @returns `mark`: what stands before the `@` of its Message-ID
 */
export async function sendProbe(
  desk: Pick<OutboundDesk, 'addresses' | 'config' | 'identity'>,
  { recipient, subjectFor, text }: ProbeMail,
): Promise<{ mark: string; outcome: SmtpOutcome }> {
  const { smtp, limits } = desk.config
  const messageId = newMessageId(desk.identity, mailHost(desk))
  const mark = messageId.slice(0, messageId.indexOf('@'))
  if (smtp === undefined)
    return { mark, outcome: { kind: 'later', reason: 'no SMTP server is configured (smtp)' } }
  const subject = subjectFor(mark)
  const mail = composeMessage({
    from: { name: 'Deskbell', address: senderAddress(desk) },
    to: { name: '', address: recipient },
    replyTo: null,
    subject,
    text: `${text}\n`,
    html: htmlPage(escapeHtml(subject), `<p>${escapeHtml(text)}</p>`, ''),
    messageId,
    inReplyTo: null,
    references: [],
    headers: { [instanceHeader]: instanceStamp(desk.identity, messageId) },
    attachments: [],
    autoSubmitted: 'auto-generated',
    nullReturnPath: false,
    listId: null,
    listUnsubscribe: null,
  })
  return { mark, outcome: await inTime(handOver({ smtp, limits }, mail)) }
}

async function inTime(outcome: Promise<SmtpOutcome>): Promise<SmtpOutcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<SmtpOutcome>(resolve => {
    const reason = `the server has not taken the mail within ${patienceMs / 1000} seconds`
    timer = setTimeout(() => resolve({ kind: 'later', reason }), patienceMs)
  })
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer))
}
