// Which of a note's files travel inside the mail, which as pictures in its text, and which as links?
import { buffer } from 'node:stream/consumers'
import type { OutgoingFile } from '#mail/message'
import type { Mail, UploadFacts } from './claim.ts'
import type { OutboundDesk } from './desk.ts'
import { attachmentUrl } from './signed-links.ts'

export type MailFiles = {
  attached: OutgoingFile[]
  /** By the secret of the upload: where the text finds the file. */
  places: Map<string, FilePlace>
  /** Those that were too big to go along. */
  links: { filename: string; url: string; size: number }[]
}

export type FilePlace = { filename: string; url: string | null; cid: string | null }

/** Types that mail programs show in the text; others as `cid:` would be lost to the reader. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Markdown that shows an upload as a picture in the text: `![…](/uploads/<secret>/…)`. */
const shownAsPicture = /!\[[^\]\n]*\]\([^)\s]*\/uploads\/([0-9a-f]{32})\//g

/**
 * Files go along while their sum stays within `limits.attached_bytes`, since many servers take no more; each that
 * would exceed it becomes a link that works without an account and expires (SPEC §6).
 * @throws if a file cannot be read: rather late than without what the note speaks of
 */
export async function filesOf(desk: OutboundDesk, { id, note, uploads }: Mail): Promise<MailFiles> {
  const files: MailFiles = { attached: [], places: new Map(), links: [] }
  const shown = new Set([...(note?.body ?? '').matchAll(shownAsPicture)].map(match => match[1]))
  const byTeam = note?.externalAuthor === null
  let sum = 0
  for (const upload of uploads) {
    const { secret, filename, size } = upload
    if (sum + size > desk.config.limits.attached_bytes) {
      const url = attachmentUrl(desk, upload, desk.clock())
      files.links.push({ filename, url, size })
      files.places.set(secret, { filename, url, cid: null })
      continue
    }
    sum += size
    const inText = byTeam && shown.has(secret) && pictures.has(upload.contentType)
    const cid = inText ? `${secret}.${id}@deskbell` : null
    files.places.set(secret, { filename, url: null, cid })
    files.attached.push(await read(desk, upload, cid))
  }
  return files
}

async function read(desk: OutboundDesk, upload: UploadFacts, cid: string | null): Promise<OutgoingFile> {
  const content = await buffer(await desk.storage.read(upload.digest))
  const { filename, contentType } = upload
  return { filename, contentType, content, ...(cid === null ? {} : { cid }) }
}
