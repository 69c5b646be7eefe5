// What changed on a merge request, and by whom? System notes, in GitLab's words.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { randomHex } from '#kernel'

/** As long as GitLab's ids of discussions, so that clients that check the form are content. */
export const discussionBytes = 20

export type SystemNote = {
  mergeRequestId: number
  /** null: nobody who is known any more; the merge request's author stands in. */
  by: { id: number } | null
  /** GitLab's name of the change: title, commit, merged, … */
  action: string
  body: string
}

export async function addSystemNote(tx: Tx, { mergeRequestId, by, action, body }: SystemNote): Promise<void> {
  await sql`
    insert into merge_request_notes (merge_request_id, author_id, discussion_id, body, system_action)
    select id, coalesce(${by?.id ?? null}::bigint, author_id), ${randomHex(discussionBytes)}, ${body}, ${action}
    from merge_requests where id = ${mergeRequestId}`.execute(tx)
}
