// To which issue or note does a file belong? To the first text of its uploader that shows it.
import { sql } from 'kysely'
import type { Tx } from '#db'
import type { Person } from '#users'

/** Files that one text can bring. */
const maxFiles = 200

type Bind = {
  text: string
  issue: { id: number; project_id: number }
  noteId?: number
  by: Person
}

/**
 * Binds the uploads that `text` shows and that belong to nothing yet; from then on they are read by those who may read
 * the issue or note. Only the uploader's own: nobody opens another's file by naming it.
 */
export async function bindUploads(tx: Tx, { text, issue, noteId, by }: Bind): Promise<void> {
  const secrets = secretsIn(text)
  if (secrets.length === 0) return
  await sql`
    update uploads set issue_id = ${issue.id}, note_id = ${noteId ?? null}
    where secret = any(${secrets}::text[]) and project_id = ${issue.project_id} and ${isFree(by)}`.execute(tx)
}

type BindToMergeRequest = { text: string; mergeRequestId: number; projectId: number; by: Person }

/** The same for a text of a merge request: from then on they are read by those who may read the code. */
export async function bindToMergeRequest(
  tx: Tx,
  { text, mergeRequestId, projectId, by }: BindToMergeRequest,
): Promise<void> {
  const secrets = secretsIn(text)
  if (secrets.length === 0) return
  await sql`
    update uploads set merge_request_id = ${mergeRequestId}
    where secret = any(${secrets}::text[]) and project_id = ${projectId} and ${isFree(by)}`.execute(tx)
}

function secretsIn(text: string): (string | undefined)[] {
  if (!text.includes('/uploads/')) return []
  return [...text.matchAll(/\/uploads\/([0-9a-f]{32})\//g)].slice(0, maxFiles).map(match => match[1])
}

/** The person's own, and hanging on nothing yet. */
const isFree = (by: Person) =>
  sql<boolean>`issue_id is null and note_id is null and merge_request_id is null and uploader_id = ${by.id}`
