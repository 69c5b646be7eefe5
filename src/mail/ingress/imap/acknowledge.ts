// How does the mailbox show that a mail was taken? By flags on our own UIDs only; other people's mail is not touched.
import type { ImapFlow } from 'imapflow'
import { type Box, within } from './connect.ts'
import { limits } from './limits.ts'

/**
 * Marks mails as read, or deleted with `delete_after_delivery`, and removes them with `expunge_deleted`.
 * @returns whether the server kept the marks; if not, the progress alone keeps them from being taken again
 */
export async function acknowledge(
  client: ImapFlow,
  { delete_after_delivery: deletes, expunge_deleted: expunges }: Box,
  uids: readonly number[],
): Promise<boolean> {
  if (uids.length === 0) return true
  const range = uids.join(',')
  const flags = deletes ? ['\\Seen', '\\Deleted'] : ['\\Seen']
  const store = client.messageFlagsAdd(range, flags, { uid: true, silent: true })
  if (!(await within(client, store, limits.commandMs))) return false
  if (deletes && expunges && (await mayExpunge(client, uids)))
    await within(client, client.messageDelete(range, { uid: true }), limits.commandMs)
  return true
}

/**
 * Removes mails that a process which was killed had taken and marked, but not removed: nobody else would.
 * @param takenOf which of some mails were taken
 */
export async function removeMarked(
  client: ImapFlow,
  box: Box,
  takenOf: (uids: readonly number[]) => Promise<number[]>,
): Promise<void> {
  if (!box.delete_after_delivery || !box.expunge_deleted) return
  const marked = await within(client, client.search({ deleted: true }, { uid: true }), limits.silenceMs)
  if (!Array.isArray(marked)) return
  for (let at = 0; at < marked.length; at += limits.batchMails)
    await acknowledge(client, box, await takenOf(marked.slice(at, at + limits.batchMails)))
}

/** Without UIDPLUS (RFC 4315) EXPUNGE removes every deleted mail of the folder: not if there are others than ours. */
async function mayExpunge(client: ImapFlow, uids: readonly number[]): Promise<boolean> {
  if (client.capabilities.has('UIDPLUS') || client.enabled.has('IMAP4REV2')) return true
  const deleted = await within(client, client.search({ deleted: true }, { uid: true }), limits.commandMs)
  const ours = new Set(uids)
  return Array.isArray(deleted) && deleted.every(uid => ours.has(uid))
}
