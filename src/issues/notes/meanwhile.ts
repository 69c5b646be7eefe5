// Has somebody written since the writer last looked? Then nothing is sent until that was read.
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { lockIssue } from '../attributes/lock.ts'
import { canReadInternal, type Found, readableNotes } from '../policy.ts'
import { visibleNote } from './visible.ts'

/** Writers named in the refusal; more are "others". */
const namedAtMost = 3

/**
 * The issue is locked first, so that of two who send at once the second sees what the first wrote.
 * @param lastSeenNoteId the newest note that the writer has read; 0: none
 * @throws conflict naming who wrote; system notes, the writer's own and those that they may not read do not count
 */
export async function refuseIfWrittenMeanwhile(
  tx: Tx,
  { issue, accessLevel }: Pick<Found, 'issue' | 'accessLevel'>,
  { by, lastSeenNoteId }: { by: Person; lastSeenNoteId: number },
): Promise<void> {
  await lockIssue(tx, issue.id)
  const rows = await tx
    .selectFrom('notes')
    .innerJoin('users', 'users.id', 'notes.author_id')
    .select(['users.name', 'notes.body', 'notes.system', 'notes.external_author', 'notes.external_name'])
    .where('notes.issue_id', '=', issue.id)
    .where('notes.id', '>', lastSeenNoteId)
    .where('notes.system', '=', false)
    .where('notes.author_id', '<>', by.id)
    .where(readableNotes(by))
    .orderBy('notes.id')
    .limit(100)
    .execute()
  if (rows.length === 0) return
  const names = rows.map(row => {
    const { external_author: address } = visibleNote(row, accessLevel)
    if (address === null) return row.name
    // Many mail programs put the address where a name belongs.
    const shown = canReadInternal(accessLevel) || !row.external_name?.includes('@')
    return (shown && row.external_name) || address
  })
  throw new DeskError('conflict', `${listed([...new Set(names)])} wrote meanwhile; nothing was sent`)
}

function listed(names: readonly string[]): string {
  if (names.length > namedAtMost) return `${names.slice(0, namedAtMost).join(', ')} and others`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
