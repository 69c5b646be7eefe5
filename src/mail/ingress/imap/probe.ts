// What does a look at the mailbox show? Signs in and opens the folder as the reader would, and changes nothing.
import type { ProbeMailbox } from '../mailbox/reader.ts'
import { connect, disconnect, within } from './connect.ts'
import { keepsFlags, openFolder } from './folder.ts'
import { limits } from './limits.ts'
import { explain } from './words.ts'

export const probeImap: ProbeMailbox = async (box, signal) => {
  const client = await connect(box, signal)
  const stop = () => client.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    // Opened for writing, as the reader does, since only then the server says which flags it would keep.
    const folder = await openFolder(client, box)
    const unseen = await within(
      client,
      client.search({ seen: false, deleted: false }, { uid: true }),
      limits.commandMs,
    )
    const idle = client.capabilities.has('IDLE')
    const warnings: string[] = []
    if (!keepsFlags(folder))
      warnings.push('The folder keeps no flags for this user: mails that were taken are not marked as read.')
    if (!idle)
      warnings.push('The server has no IDLE: new mail is looked for in intervals, and comes in later.')
    if (box.delete_after_delivery && box.expunge_deleted && !client.capabilities.has('UIDPLUS'))
      warnings.push(
        'The server has no UIDPLUS: mails are only removed while no other mail of the folder is marked as deleted.',
      )
    return {
      folder: folder.path,
      unread: Array.isArray(unseen) ? unseen.length : 0,
      total: folder.exists,
      uidNext: folder.uidNext,
      uidValidity: String(folder.uidValidity),
      idle,
      warnings,
    }
  } catch (error) {
    throw explain(error, box)
  } finally {
    signal.removeEventListener('abort', stop)
    await disconnect(client)
  }
}
