// What does a look at a mailbox of Microsoft 365 show? A token is asked for and the folder read; nothing is changed.
import type { ProbeMailbox } from '../mailbox/reader.ts'
import { openGraph } from './client.ts'
import { findFolder } from './folder.ts'

export const probeGraph: ProbeMailbox = async (box, signal) => {
  const folder = await findFolder(openGraph(box, signal), box.mailbox)
  const warnings = box.expunge_deleted
    ? [
        'expunge_deleted has no meaning here: Exchange removes deleted mails for good after a time of its own.',
      ]
    : []
  return {
    folder: folder.displayName,
    unread: folder.unreadItemCount,
    total: folder.totalItemCount,
    warnings,
  }
}
