// What does a mail to a customer say, and what one to a member?
import { randomHex } from '#kernel'
import { renderMailHtml } from '#markdown'
import { alertText } from './alert.ts'
import type { Mail } from './claim.ts'
import type { OutboundDesk } from './desk.ts'
import type { FilePlace, MailFiles } from './files.ts'
import { issueUrl, unsubscribeUrl } from './links.ts'
import type { MailKind } from './mailings.ts'
import { templateOf } from './own-text.ts'
import { customerText, escapeHtml, quoted, teamText } from './prose.ts'
import { deskName, publicName } from './sender.ts'
import { type Block, fillTemplate } from './templates.ts'

type BodyDesk = Pick<OutboundDesk, 'config' | 'log' | 'repositories'>

/**
 * The text of the mail without its footer.
 * @param template in place of the one that the project has
 */
export async function bodyOf(
  desk: BodyDesk,
  mail: Mail,
  files: MailFiles,
  template?: string,
): Promise<Block> {
  if (mail.kind === 'refusal') return refusalText(mail)
  if (mail.kind === 'mailbox_alert' || mail.kind === 'custom_email_verification') return alertText(mail)
  const body =
    mail.userId === null
      ? participantText(desk, mail, files, template ?? (await templateOf(desk, mail)))
      : memberText(desk, mail, mail.kind as MemberKind, files)
  return withLinks(body, files)
}

function participantText(desk: BodyDesk, mail: Mail, files: MailFiles, template: string): Block {
  const baseUrl = desk.config.external_url
  return fillTemplate(template, valuesOf(desk, mail, files), `m${randomHex(8)}`, {
    toText: markdown => markdown,
    toHtml: markdown => renderMailHtml(markdown, { baseUrl }),
  })
}

const nothing: Block = { text: '', html: '' }

function valuesOf(desk: BodyDesk, mail: Mail, files: MailFiles) {
  const { project, issue, replyKey } = mail
  const iid = issue?.iid ?? 0
  const path = project?.fullPath ?? ''
  return {
    words: {
      ISSUE_ID: `#${iid}`,
      ISSUE_PATH: `${path}#${iid}`,
      ISSUE_URL: issueUrl(desk, path, iid),
      UNSUBSCRIBE_URL: replyKey === null ? '' : unsubscribeUrl(desk, replyKey),
    },
    blocks: {
      NOTE_TEXT: noteText(desk, mail, files),
      // What the customer wrote, never the description: the team may have put words into that which are not for her.
      ISSUE_DESCRIPTION: issue?.customerText ? customerText(issue.customerText, files.places) : nothing,
      SYSTEM_HEADER: ofAdministrators(desk, mail.header),
      SYSTEM_FOOTER: ofAdministrators(desk, mail.footer),
      ADDITIONAL_TEXT: mail.additionalText === null ? nothing : customerText(mail.additionalText, noFiles),
    },
  }
}

const noFiles = new Map<string, FilePlace>()

function ofAdministrators({ config }: BodyDesk, text: string | null): Block {
  return text === null ? nothing : teamText(text, { baseUrl: config.external_url, places: noFiles })
}

function noteText({ config }: BodyDesk, { note }: Mail, { places }: MailFiles): Block {
  if (note === null) return nothing
  if (note.externalAuthor !== null) return customerText(note.body, places)
  return teamText(note.body, { baseUrl: config.external_url, places })
}

type MemberKind = Extract<MailKind, `member_${string}`>

/** What happened, said to somebody who knows the tracker. */
const happened: Record<MemberKind, (who: string) => string> = {
  member_new_ticket: who => `${who} wrote:`,
  member_note: who => `${who} commented:`,
  member_mention: who => `${who} mentioned you:`,
  member_assigned: who => `${who} assigned this issue to you.`,
  member_closed: who => `${who} closed this issue.`,
  member_reopened: who => `${who} opened this issue again.`,
}

function memberText(desk: BodyDesk, mail: Mail, kind: MemberKind, files: MailFiles): Block {
  const { issue, note } = mail
  const line = happened[kind](whoDid(mail))
  const told = kind === 'member_closed' || kind === 'member_reopened' ? nothing : wordsFor(desk, mail, files)
  const internal = note?.internal ? 'This note is internal: customers do not see it.\n\n' : ''
  const text = [line, `${internal}${told.text}`.trim()].filter(part => part !== '').join('\n\n')
  const html = `<p>${escapeHtml(line)}</p>\n${internal === '' ? '' : `<p><em>${internal.trim()}</em></p>\n`}${told.html}`
  return issue === null ? nothing : { text, html }
}

function wordsFor(desk: BodyDesk, mail: Mail, files: MailFiles): Block {
  const { issue, note } = mail
  if (note !== null) return noteText(desk, mail, files)
  if (issue === null) return nothing
  if (issue.fromBot) return customerText(issue.customerText ?? issue.description, files.places)
  return teamText(issue.description, { baseUrl: desk.config.external_url, places: files.places })
}

function whoDid({ kind, note, issue, actorName }: Mail): string {
  if (note !== null)
    return note.externalAuthor === null ? note.authorName : (publicName(note.externalName) ?? 'The customer')
  if (kind === 'member_new_ticket' && issue?.fromBot) return publicName(issue.requesterName) ?? 'A customer'
  return actorName ?? issue?.authorName ?? 'Somebody'
}

/** Files that were too big to travel along, with their sizes. */
function withLinks(body: Block, { links }: MailFiles): Block {
  if (links.length === 0) return body
  const size = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
  const text = links.map(link => `${link.filename} (${size(link.size)}): ${link.url}`)
  const html = links.map(
    link =>
      `<li><a href="${escapeHtml(link.url)}">${escapeHtml(link.filename)}</a> (${size(link.size)})</li>`,
  )
  return { text: `${body.text}\n\n${text.join('\n')}`, html: `${body.html}\n<ul>${html.join('')}</ul>` }
}

/** The reason, how to do it right, and the sender's own words, so that nothing is lost. */
function refusalText(mail: Mail): Block {
  const { sentence, retryTo, quoted: words } = mail.data
  const reason = String(sentence ?? '')
  const again = typeof retryTo === 'string' ? ['You can answer this mail to try again.'] : []
  const intro = ['Your mail was not taken.', reason, ...again]
  const original = String(words ?? '').trim()
  const yours = original === '' ? [] : ['This is what you wrote:']
  return {
    text: [...intro, ...yours, ...(original === '' ? [] : [quoted(original)]), deskName(mail)].join('\n\n'),
    html: [
      ...[...intro, ...yours].map(line => `<p>${escapeHtml(line)}</p>`),
      original === '' ? '' : `<blockquote>${customerText(original, new Map()).html}</blockquote>`,
      `<p>${escapeHtml(deskName(mail))}</p>`,
    ].join('\n'),
  }
}
