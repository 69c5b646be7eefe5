// Which folder is read, and what may be done in it?
import type { ImapFlow, MailboxObject } from 'imapflow'
import { type Box, within } from './connect.ts'
import { limits } from './limits.ts'
import { asError, MailboxFault } from './words.ts'

/**
 * Opens the folder that the configuration names: INBOX in any case, others as people see them, with or without the prefix of
 * the server's namespace.
 * @throws MailboxFault naming the folders that there are, if this is none of them
 */
export async function openFolder(
  client: ImapFlow,
  { mailbox }: Box,
  readOnly = false,
): Promise<MailboxObject> {
  const folder = await open(client, mailbox, readOnly)
  // The types promise both; servers need not tell (RFC 9051 §6.3.2 and §7.1).
  if (!folder.uidValidity)
    throw new MailboxFault(
      `The folder "${mailbox}" gives its mails no lasting numbers (UIDVALIDITY): they cannot be told apart`,
    )
  const uidNext = folder.uidNext || (await lastUid(client)) + 1
  return { ...folder, uidNext }
}

async function lastUid(client: ImapFlow): Promise<number> {
  const uids = await within(client, client.search({ all: true }, { uid: true }), limits.silenceMs)
  return Array.isArray(uids) ? (uids.at(-1) ?? 0) : 0
}

async function open(client: ImapFlow, mailbox: string, readOnly: boolean): Promise<MailboxObject> {
  const name = mailbox.toLowerCase() === 'inbox' ? 'INBOX' : mailbox
  try {
    return await within(client, client.mailboxOpen(name, { readOnly }), limits.commandMs)
  } catch (error) {
    const { responseStatus, mailboxMissing, responseText, message } = asError(error)
    if (!client.usable || !(mailboxMissing || responseStatus === 'NO')) throw error
    const folders = await within(client, client.list(), limits.commandMs)
    const names = folders.filter(({ flags }) => !flags.has('\\Noselect')).map(({ path }) => path)
    if (names.includes(name))
      throw new MailboxFault(`The folder "${mailbox}" cannot be opened: ${responseText ?? message}`)
    const shown = names.slice(0, limits.namedFolders).map(path => `"${path}"`)
    throw new MailboxFault(
      `There is no folder "${mailbox}". There ${shown.length === 1 ? 'is' : 'are'} ${shown.join(', ') || 'none'}: set mailbox to one of them`,
    )
  }
}

/** Whether \Seen and \Deleted can be kept here (RFC 9051 §7.1, PERMANENTFLAGS). */
export function keepsFlags({ readOnly, permanentFlags }: MailboxObject): boolean {
  if (readOnly) return false
  return permanentFlags === undefined || permanentFlags.has('\\Seen') || permanentFlags.has('\\*')
}
