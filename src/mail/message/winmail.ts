// What came in a winmail.dat? Its files stand beside those of the mail, and its words where the mail has none (SPEC §4.8).
import type { Attachment } from './attachments.ts'
import type { Body } from './body.ts'
import { cleanText } from './bytes.ts'
import { fileNameFor } from './file-name.ts'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { limits } from './limits.ts'
import { isTnef, readTnef, type TnefFile, wordsAsFiles } from './tnef.ts'

type Words = Pick<Body, 'text' | 'madeFrom' | 'html'>

/** Those that cannot be read stay as they are. */
export function unpackWinmail(
  given: readonly Attachment[],
  body: Words,
): Words & { attachments: Attachment[] } {
  let words = body
  const attachments = given.flatMap((attachment, index) => {
    if (!isTnef(attachment.content)) return [attachment]
    const { buffer, byteOffset, byteLength } = attachment.content
    const tnef = readTnef(Buffer.from(buffer, byteOffset, byteLength))
    if (tnef === null) return [attachment]
    const files = [...tnef.files]
    if (words.text.trim() === '') {
      const found = wordsOf(tnef)
      if (found === null) files.push(...wordsAsFiles(tnef))
      else words = found
    }
    return files.map((file, place) => asAttachment(file, index + place))
  })
  return { text: words.text, madeFrom: words.madeFrom, html: words.html, attachments }
}

/** Rich text is a file: a text made of it would lose more than it gave. */
function wordsOf({ text, html }: { text: string | null; html: string | null }): Words | null {
  if (html !== null) {
    const made = htmlToMarkdown(cleanText(html)).text
    if (made.trim() !== '') return { text: made, madeFrom: 'html', html: cleanText(html) }
  }
  if (text === null || text.trim() === '') return null
  return {
    text: cleanText(text.replace(/\r\n?/g, '\n')).slice(0, limits.textLength),
    madeFrom: 'plain',
    html: null,
  }
}

function asAttachment({ name, contentType, contentId, content }: TnefFile, index: number): Attachment {
  const type = contentType ?? 'application/octet-stream'
  return {
    filename: fileNameFor(name, type, index),
    contentType: type,
    contentId,
    disposition: contentId !== null && type.startsWith('image/') ? 'inline' : 'attachment',
    content,
    size: content.length,
  }
}
