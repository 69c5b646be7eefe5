// How does a change see the values that it replaces? The issue's row is locked first, then read.
import type { Tx } from '#db'
import { DeskError } from '#kernel'

/** Holds the issue until the transaction ends; readers and notes are not held up. @throws not_found */
export async function lockIssue(tx: Tx, issueId: number): Promise<void> {
  const row = await tx
    .selectFrom('issues')
    .select('id')
    .where('id', '=', issueId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (row === undefined) throw DeskError.notFound('Issue')
}
