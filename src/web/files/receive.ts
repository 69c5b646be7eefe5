// How does a file come in? Streamed into the storage, however big it is, and never beyond the limit.
import { DeskError } from '#kernel'
import type { Storage } from '#storage'
import type { Request } from '../context.ts'
import { cleanFileName } from './name.ts'
import { headBytes, safeType } from './sniff.ts'

export type ReceivedFile = { filename: string; contentType: string; size: number; digest: string }

/** Fields beside the file that are read over; nobody needs more. */
const otherFields = { fields: 20, fieldSize: 10_000, fieldNameSize: 200 }

/**
 * The part `file` of a multipart request, kept.
 * @param maxBytes `limits.upload_bytes`
 * @throws invalid if there is no such part, too_large; both name `file`
 */
export async function receiveFile(
  request: Request,
  storage: Storage,
  maxBytes: number,
): Promise<ReceivedFile> {
  const tooLarge = () =>
    new DeskError('too_large', 'The file is too big', { file: [`is too big (maximum is ${maxBytes} bytes)`] })
  let received: ReceivedFile | undefined
  if (request.isMultipart()) {
    // Refused by our own count, which knows the field's name; busboy's limit stands just beyond it.
    const limits = { files: 1, fileSize: maxBytes + 1, ...otherFields }
    for await (const part of request.parts({ limits })) {
      if (part.type !== 'file') continue
      if (part.fieldname !== 'file') part.file.resume()
      else received = await keep(part.file, part.filename ?? '', part.mimetype, storage, maxBytes, tooLarge)
    }
  }
  if (received === undefined) throw DeskError.invalid('file', 'is missing')
  return received
}

async function keep(
  bytes: AsyncIterable<Buffer>,
  givenName: string,
  declared: string,
  storage: Storage,
  maxBytes: number,
  tooLarge: () => DeskError,
): Promise<ReceivedFile> {
  let head = Buffer.alloc(0)
  let count = 0
  async function* counted() {
    for await (const chunk of bytes) {
      count += chunk.length
      if (count > maxBytes) throw tooLarge()
      if (head.length < headBytes) head = Buffer.concat([head, chunk]).subarray(0, headBytes)
      yield chunk
    }
  }
  const { digest, size } = await storage.put(counted())
  const filename = cleanFileName(givenName)
  const contentType = typeOf(safeType(head, filename), declared)
  return { filename, contentType, size, digest }
}

/** What the bytes show, else what the client says; but no picture that is none: a text would show it in vain. */
function typeOf(sniffed: string | null, declared: string): string {
  if (sniffed !== null) return sniffed.replace(/;.*/, '')
  return /^[\w.+-]+\/[\w.+-]+$/.test(declared) && !declared.startsWith('image/')
    ? declared.toLowerCase()
    : 'application/octet-stream'
}
