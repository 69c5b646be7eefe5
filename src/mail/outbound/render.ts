// What exactly leaves the house for a row of the outbox?
import type { SendMailOptions } from 'nodemailer'
import { composeMessage, type OutgoingMail } from '#mail/message'
import { replyAddress, unsubscribeAddress } from '#projects'
import { bodyOf } from './body.ts'
import type { Mail } from './claim.ts'
import { mailHost, type OutboundDesk } from './desk.ts'
import { filesOf } from './files.ts'
import { issueUrl, unsubscribeUrl } from './links.ts'
import { instanceHeader, instanceStamp } from './own-mail.ts'
import { htmlPage } from './page.ts'
import { escapeHtml } from './prose.ts'
import { senderOf } from './sender.ts'
import type { Block } from './templates.ts'

export type RenderedMail = { options: SendMailOptions; body: Block }

/**
 * Everything of the mail: it is the same whenever it is rendered, as long as what it speaks of is the same.
 * @param template in place of the one that the project has, to see what it would look like
 */
export async function renderMail(desk: OutboundDesk, mail: Mail, template?: string): Promise<RenderedMail> {
  const files = await filesOf(desk, mail)
  const said = await bodyOf(desk, mail, files, template)
  const footer = footerOf(desk, mail)
  const body = {
    text: footer.text === '' ? `${said.text}\n` : `${said.text}\n\n-- \n${footer.text}\n`,
    html: htmlPage(escapeHtml(mail.subject), said.html, footer.html),
  }
  const from = senderOf(desk, mail)
  const outgoing: OutgoingMail = {
    from,
    to: { name: mail.recipientName, address: mail.recipient },
    replyTo: replyToOf(desk, mail),
    subject: mail.subject,
    text: body.text,
    html: body.html,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    headers: headersOf(desk, mail),
    attachments: files.attached,
    autoSubmitted: autoSubmitted(mail),
    nullReturnPath: mail.kind === 'refusal',
    listId: listIdOf(desk, mail),
    listUnsubscribe: unsubscribeOf(desk, mail),
  }
  return { options: withReturnPath(desk, mail, composeMessage(outgoing), from.address), body }
}

/** A person wrote a note; the rest is a machine's doing (RFC 3834 §5). */
function autoSubmitted({ kind }: Mail): OutgoingMail['autoSubmitted'] {
  if (kind === 'refusal') return 'auto-replied'
  return kind === 'new_note' ? null : 'auto-generated'
}

function replyToOf(
  { addresses }: OutboundDesk,
  { replyKey, project, data, custom }: Mail,
): OutgoingMail['replyTo'] {
  if (replyKey === null)
    return typeof data.retryTo === 'string' ? { name: project?.fullPath ?? '', address: data.retryTo } : null
  const address = replyAddress(addresses, replyKey, custom?.email)
  return address === null ? null : { name: project?.fullPath ?? '', address }
}

/** GitLab's headers, by which people's filters sort; and our stamp, by which the mail is known if it comes back. */
function headersOf(
  desk: OutboundDesk,
  { project, issue, replyKey, messageId }: Mail,
): Record<string, string> {
  return {
    [instanceHeader]: instanceStamp(desk.identity, messageId),
    ...(project === null
      ? {}
      : {
          'X-GitLab-Project': project.name,
          'X-GitLab-Project-Id': String(project.id),
          'X-GitLab-Project-Path': project.fullPath,
        }),
    ...(issue === null
      ? {}
      : { 'X-GitLab-Issue-ID': String(issue.id), 'X-GitLab-Issue-IID': String(issue.iid) }),
    ...(replyKey === null ? {} : { 'X-GitLab-Reply-Key': replyKey }),
  }
}

/** RFC 2919: from the special to the general, as GitLab forms it. */
function listIdOf(desk: OutboundDesk, { project }: Mail): string | null {
  if (project === null) return null
  return `${project.id}.${project.fullPath.split('/').reverse().join('.')}.${new URL(desk.config.external_url).hostname}`
}

function unsubscribeOf(desk: OutboundDesk, { replyKey, custom }: Mail): OutgoingMail['listUnsubscribe'] {
  if (replyKey === null) return null
  const mailto = unsubscribeAddress(desk.addresses, replyKey, custom?.email)
  return mailto === null ? null : { https: unsubscribeUrl(desk, replyKey), mailto }
}

/**
 * A bounce goes to the reply address and so names the mail that it is about (variable envelope return path), where
 * that keeps the domain of From: SPF and DMARC want the two to be aligned (RFC 7489 §3.1). A provider takes mail from the
 * account's own address only, so a project's own address is its return path as well.
 */
function withReturnPath(
  desk: OutboundDesk,
  mail: Mail,
  options: SendMailOptions,
  from: string,
): SendMailOptions {
  const address = mail.replyKey === null ? null : replyAddress(desk.addresses, mail.replyKey)
  const aligned = from.split('@')[1]?.toLowerCase() === mailHost(desk).toLowerCase()
  if (address === null || !aligned || mail.kind === 'refusal' || mail.custom !== null) return options
  return { ...options, envelope: { from: address, to: [mail.recipient] } }
}

/** Where the mail belongs, and how to get no more of them. Customers get no link to a ticket that they cannot open. */
function footerOf(desk: OutboundDesk, { project, issue, note, replyKey, userId }: Mail): Block {
  if (project === null || issue === null || replyKey === null) return { text: '', html: '' }
  const path = `${project.fullPath}#${issue.iid}`
  const unsubscribe = unsubscribeUrl(desk, replyKey)
  const view = userId === null ? null : issueUrl(desk, project.fullPath, issue.iid, note?.id)
  const hint = 'Answer this mail to add a comment.'
  return {
    text: [hint, view === null ? path : `${path}: ${view}`, `No more mail about this: ${unsubscribe}`].join(
      '\n',
    ),
    html: `${hint}<br>
${view === null ? escapeHtml(path) : `<a href="${escapeHtml(view)}">${escapeHtml(path)}</a>`}<br>
<a href="${escapeHtml(unsubscribe)}">No more mail about this</a>`,
  }
}
