// What of a note may those below Reporter see?
import { maskAddress } from '#projects'
import { canReadInternal } from '../policy.ts'
import type { Note } from '../rows.ts'

const addresses = /[^\s@<>()[\],;:"'*]+@[^\s@<>()[\],;:"'*]+\.[^\s@<>()[\],;:"'*.]+/g

/** The note as somebody with this access level sees it: addresses of customers masked (SPEC §2). Who may not read the note at all is not asked here. */
export function visibleNote<Row extends Pick<Note, 'body' | 'system' | 'external_author'>>(
  note: Row,
  level: number,
): Row {
  if (canReadInternal(level)) return note
  const { external_author: writer } = note
  return {
    ...note,
    // What people wrote stays as they wrote it; what the desk notes about participants does not name them.
    body: note.system ? note.body.replace(addresses, address => maskAddress(address)) : note.body,
    external_author: writer === null ? null : maskAddress(writer),
  }
}
