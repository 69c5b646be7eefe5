// How does a file that a stranger may have written reach a browser without harm?
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Storage } from '#storage'
import type { Reply, Request } from '../context.ts'
import { disposition } from './name.ts'
import { rangeOf } from './range.ts'
import { headBytes, safeType } from './sniff.ts'

type File = { filename: string; size: number; digest: string }

/**
 * Sends the file, or the range of it that is asked for; what is no picture, PDF or plain text is saved, not shown. The
 * caller has made sure that the viewer may read it.
 */
export async function sendFile(request: Request, reply: Reply, storage: Storage, file: File): Promise<Reply> {
  const { filename, size, digest } = file
  const etag = `"${digest}"`
  const head = size === 0 ? Buffer.alloc(0) : await buffer(await storage.read(digest, { end: headBytes - 1 }))
  const type = safeType(head, filename)
  reply.headers({
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': disposition(type === null ? 'attachment' : 'inline', filename),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'accept-ranges': 'bytes',
    etag,
    // Kept by the browser, but asked for anew: who may read it may change.
    'cache-control': 'private, no-cache',
  })
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const range = wantsRange(request, etag) ? rangeOf(request.headers.range, size) : null
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send()
  if (range !== null) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`)
  reply.header('content-length', String(range === null ? size : range.end - range.start + 1))
  const nothing = request.method === 'HEAD' || size === 0
  return reply.send(nothing ? Readable.from([]) : await storage.read(digest, range ?? {}))
}

/** Tags may be weak here, and there may be several (RFC 9110 §13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some(tag => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

/** Ranges are for GET alone; `If-Range` names the file of which the client has a part (RFC 9110 §13.1.5, §14.2). */
function wantsRange(request: Request, etag: string): boolean {
  const condition = request.headers['if-range']
  return request.method === 'GET' && (condition === undefined || condition === etag)
}
