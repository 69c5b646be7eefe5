// Who speaks which protocol?
import { probeGraph } from '../graph/probe.ts'
import { readGraph } from '../graph/read.ts'
import { probeImap } from '../imap/probe.ts'
import { readImap } from '../imap/read.ts'
import { type Keeper, keepMailboxes, type Readers } from './keeper.ts'
import type { MailboxDesk, ProbeMailbox } from './reader.ts'

const readers: Readers = { imap: readImap, microsoft_graph: readGraph }

/** Reads the mailboxes of the configuration until it is stopped. */
export const readMailboxes = (desk: MailboxDesk): Keeper => keepMailboxes(desk, readers)

/** Signs in and looks, changing nothing. @throws as ProbeMailbox */
export const probeMailbox: ProbeMailbox = (box, signal) =>
  (box.inbox_method === 'imap' ? probeImap : probeGraph)(box, signal)
