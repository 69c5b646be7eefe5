// What becomes of the files of a mail? Blobs before the transaction, uploads in it, links in the text.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { uploads } from '#issues'
import type { Attachment } from '#mail/message'
import type { Storage } from '#storage'
import { withoutExif } from './exif.ts'

type StoredFile = Omit<Attachment, 'content'> & { digest: string }

export type Files = {
  stored: StoredFile[]
  /** Named on the ticket, with size and reason; their bytes stay in the raw mail. */
  dropped: { filename: string; size: number; reason: string }[]
}

/** Puts the blobs; the same bytes are kept once, so that doing it again costs nothing. */
export async function storeFiles(
  storage: Storage,
  attachments: readonly Attachment[],
  most: number,
): Promise<Files> {
  const stored: StoredFile[] = []
  for (const { content, ...file } of attachments.slice(0, most)) {
    const { digest, size } = await storage.put(withoutExif(content))
    stored.push({ ...file, size, digest })
  }
  const dropped = attachments
    .slice(most)
    .map(({ filename, size }) => ({ filename, size, reason: `more than ${most} files` }))
  return { stored, dropped }
}

export type LinkedText = { text: string; secrets: string[] }

const cidLink = /\(cid:([^)\s]{1,998})\)/g

/**
 * Makes uploads of the files and writes their links into the text: pictures where the writer put them, the others
 * below. `secrets` are for `bindFiles`, once there is an issue or a note to bind them to.
 */
export async function linkFiles(
  tx: Tx,
  {
    text,
    files,
    projectId,
    uploaderId,
  }: { text: string; files: Files; projectId: number; uploaderId: number },
): Promise<LinkedText> {
  if (files.stored.length === 0 && files.dropped.length === 0) return { text, secrets: [] }
  const placed = new Set([...text.matchAll(cidLink)].map(match => contentIdIn(match[1] ?? '')))
  const secrets: string[] = []
  const below: string[] = []
  const pictures = new Map<string, string>()
  for (const { filename, contentType, contentId, size, digest } of files.stored) {
    const inline = contentId !== null && placed.has(contentId) && !pictures.has(contentId)
    const upload = await uploads.create(tx, {
      projectId,
      uploaderId,
      filename,
      contentType,
      size,
      digest,
      inline,
    })
    secrets.push(upload.secret)
    if (inline) pictures.set(contentId, upload.url)
    else below.push(upload.markdown)
  }
  for (const { filename, size, reason } of files.dropped)
    below.push(`Not kept: ${plain(filename)} (${size} bytes): ${reason}`)
  const shown = text.replace(cidLink, (whole, id: string) => {
    const url = pictures.get(contentIdIn(id))
    return url === undefined ? whole : `(${url})`
  })
  return { text: [shown.trimEnd(), ...below].filter(part => part !== '').join('\n\n'), secrets }
}

export async function bindFiles(
  tx: Tx,
  secrets: readonly string[],
  to: { issueId: number; noteId?: number },
): Promise<void> {
  if (secrets.length === 0) return
  await sql`
    update uploads set issue_id = ${to.issueId}, note_id = ${to.noteId ?? null}
    where secret = any (${[...secrets]}::text[])`.execute(tx)
}

/** A name in text must stay a name, whatever Markdown would make of it. */
const plain = (name: string) => name.replace(/[\\`*_{}[\]()<>#+!|~@&:]/g, '\\$&')

/** In links an id may be written with percent signs (RFC 2392 §2). */
function contentIdIn(link: string): string {
  try {
    return decodeURIComponent(link)
  } catch {
    return link
  }
}
