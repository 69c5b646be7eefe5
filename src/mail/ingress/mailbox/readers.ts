// Who speaks which protocol?

import { DeskError } from '#kernel'
import { probeGraph } from '../graph/probe.ts'
import { readGraph } from '../graph/read.ts'
import { importImap } from '../imap/import.ts'
import { probeImap } from '../imap/probe.ts'
import { readImap } from '../imap/read.ts'
import { accountOf, type BoxName, isFetched } from './box.ts'
import { openJournal } from './journal.ts'
import { type Keeper, keepMailboxes, type Readers } from './keeper.ts'
import type { ImportCounts, MailboxDesk, ProbeMailbox } from './reader.ts'
import { takeItem } from './take.ts'

const readers: Readers = { imap: readImap, microsoft_graph: readGraph }

/** Reads the mailboxes of the configuration until it is stopped. */
export const readMailboxes = (desk: MailboxDesk): Keeper => keepMailboxes(desk, readers)

/** Signs in and looks, changing nothing. @throws as ProbeMailbox */
export const probeMailbox: ProbeMailbox = (box, signal) =>
  (box.inbox_method === 'imap' ? probeImap : probeGraph)(box, signal)

/**
 * Brings in the mails of a mailbox that were read before the desk came, as tickets and notes of which nobody is told.
 * @throws not_found if the mailbox is not fetched; conflict if its kind needs no import; Error in a sentence
 */
export async function importMailbox(
  desk: MailboxDesk,
  name: BoxName,
  options: { since: Date | null; signal: AbortSignal; onProgress(counts: ImportCounts): void },
): Promise<ImportCounts> {
  const box = desk.config[name]
  if (!isFetched(box)) throw new DeskError('not_found', `${name} is not fetched: it has no host and user`)
  if (box.inbox_method !== 'imap')
    throw new DeskError(
      'conflict',
      `${name} is read by Microsoft Graph, which takes whatever is unread: mark the mails as unread in Outlook`,
    )
  const account = accountOf(box)
  const journal = openJournal(box.log_path, { user: box.user, mailbox: box.mailbox, log: desk.log })
  const source = { desk, account, method: box.inbox_method, signal: options.signal, journal, quiet: true }
  try {
    return await importImap({ desk, box, account, ...options, take: item => takeItem(source, item) })
  } finally {
    await journal.flush()
  }
}
