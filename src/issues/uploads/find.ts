// Which file is it, and may the viewer read it?
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import { requireProject } from '#projects'
import type { Viewer } from '#users'
import { canReadInternal, codeProjectIds, readableIssues, readableNotes } from '../policy.ts'
import type { Upload } from './create.ts'

/**
 * A file is read by those who may read what it hangs on: its note, else its issue, or the code of its merge request. One that hangs on nothing yet is its
 * uploader's and the team's.
 * @throws not_found, the same whether it is missing or hidden
 */
export async function findUpload(
  db: Db,
  viewer: Viewer,
  { projectId, secret }: { projectId: number | string; secret: string },
): Promise<Upload> {
  const project = await requireProject(db, viewer, projectId)
  const unbound = canReadInternal(project.accessLevel)
    ? sql<boolean>`true`
    : sql<boolean>`uploads.uploader_id = ${viewer?.id ?? null}`
  const { rows } = await sql<Upload>`
    select uploads.* from uploads
    where uploads.secret = ${secret} and uploads.project_id = ${project.id}
      and case
        when uploads.merge_request_id is not null then uploads.project_id in ${codeProjectIds(viewer)}
        when uploads.issue_id is null then ${unbound}
        else exists (select from issues where issues.id = uploads.issue_id and ${readableIssues(viewer)})
          and (uploads.note_id is null
            or exists (select from notes where notes.id = uploads.note_id and ${readableNotes(viewer)}))
      end`.execute(db)
  const [row] = rows
  if (row === undefined) throw DeskError.notFound('File')
  return row
}

/** The files that hang on an issue itself or on one of its notes, as the text brought them. No permission is asked. */
export function listUploads(db: Db, on: { issueId: number; noteId: number | null }): Promise<Upload[]> {
  return db
    .selectFrom('uploads')
    .selectAll()
    .where('issue_id', '=', on.issueId)
    .where('note_id', on.noteId === null ? 'is' : '=', on.noteId)
    .orderBy('id')
    .execute()
}
