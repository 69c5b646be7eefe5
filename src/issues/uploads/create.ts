// How does a file come to an issue or a note?
import type { Selectable } from 'kysely'
import type { DB, Tx } from '#db'
import { randomHex } from '#kernel'

export type Upload = Selectable<DB['uploads']>

/** 128 bits, as in GitLab: the secret is part of the path and cannot be guessed. */
const secretBytes = 16

export type NewUpload = {
  projectId: number
  /** Without it the file hangs on nothing yet: the first text of its uploader that shows it takes it. */
  issueId?: number
  noteId?: number
  uploaderId?: number
  /** Clean already: no path, no control characters. */
  filename: string
  contentType: string
  /** Bytes. */
  size: number
  /** Of the content, as the storage names it. */
  digest: string
  /** Shown where it stood in the text rather than listed as a file. */
  inline?: boolean
}

export type UploadLink = {
  id: number
  secret: string
  alt: string
  /** Within the project. */
  url: string
  /** Within the desk. */
  fullPath: string
  markdown: string
}

export async function createUpload(tx: Tx, input: NewUpload): Promise<UploadLink> {
  const row = await tx
    .insertInto('uploads')
    .values({
      project_id: input.projectId,
      issue_id: input.issueId ?? null,
      note_id: input.noteId ?? null,
      uploader_id: input.uploaderId ?? null,
      secret: randomHex(secretBytes),
      filename: input.filename,
      content_type: input.contentType,
      size: input.size,
      digest: input.digest,
      inline: input.inline ?? false,
    })
    .returning(['id', 'secret', 'project_id', 'filename', 'content_type'])
    .executeTakeFirstOrThrow()
  return linkTo(row)
}

/** How a text shows the file, and where it is fetched. */
export function linkTo(
  row: Pick<Upload, 'id' | 'secret' | 'project_id' | 'filename' | 'content_type'>,
): UploadLink {
  const { id, secret, project_id: projectId, filename } = row
  // A bracket would end the address of the link (CommonMark §6.3); "report (1).pdf" is a common name.
  const name = encodeURIComponent(filename).replace(/[()]/g, bracket => (bracket === '(' ? '%28' : '%29'))
  const path = `/uploads/${secret}/${name}`
  const isPicture = row.content_type.startsWith('image/')
  const alt = isPicture ? filename.replace(/\.[^.]+$/, '') : filename
  // Brackets would end the text of the link, and line ends the paragraph.
  const text = alt.replace(/[[\]\\\r\n]/g, ' ')
  return {
    id,
    secret,
    alt,
    url: path,
    fullPath: `/-/project/${projectId}${path}`,
    markdown: `${isPicture ? '!' : ''}[${text}](${path})`,
  }
}
