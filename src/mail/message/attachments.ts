// Which files came with the mail?
import { cleanLine } from './bytes.ts'
import { fileNameFor } from './file-name.ts'
import { headersIn, type Part } from './parts.ts'

export type Attachment = {
  /** Safe to show and to save under: no path, no control or bidi characters, at most 200 characters. */
  filename: string
  /** As declared, `type/subtype` in lower case; says nothing about the bytes. */
  contentType: string
  /** Without `<>`; what `cid:` links in HTML name. */
  contentId: string | null
  disposition: 'attachment' | 'inline'
  content: Uint8Array
  /** Octets of `content`. */
  size: number
}

function givenName(part: Part, content: Buffer): string {
  const name = part.disposition.get('filename') || part.type.get('name')
  if (name) return name
  if (part.contentType !== 'message/rfc822' && part.contentType !== 'message/global') return ''
  const subject = headersIn(content.toString('utf8', 0, 65_536)).get('subject') ?? ''
  return `${subject.replace(/[/\\]/g, '-').slice(0, 120) || 'message'}.eml`
}

/** All of them are listed, forwarded mails as .eml; how many are kept is the intake's decision. */
export function attachmentsOf(files: readonly Part[]): Attachment[] {
  return files.map((part, index) => {
    const content = part.content()
    const contentId = cleanLine(part.headers.get('content-id') ?? '').replace(/^<|>$/g, '')
    const shown =
      part.disposition.value === 'inline' || (contentId !== '' && part.contentType.startsWith('image/'))
    return {
      filename: fileNameFor(givenName(part, content), part.contentType, index),
      contentType: part.contentType,
      contentId: contentId === '' ? null : contentId,
      disposition: shown && part.disposition.value !== 'attachment' ? 'inline' : 'attachment',
      content,
      size: content.length,
    }
  })
}
