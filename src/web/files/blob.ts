// How does a file of a repository reach a browser without harm? As files of strangers do: anybody may have pushed it.
import type { Readable } from 'node:stream'
import { code, type Repository } from '#repository'
import type { Reply, Request } from '../context.ts'
import { peerOf } from '../peer.ts'
import { disposition } from './name.ts'
import { headBytes, safeType } from './sniff.ts'

/** Bytes of a file that is read as a whole: git has ended before a slow client has them. */
const maxHeld = 1024 * 1024

type Blob = { oid: string; size: number; filename: string }

/** Sends the bytes; what is no picture, PDF or text is saved, not shown. The caller has made sure that the viewer may read it. */
export async function sendBlob(
  request: Request,
  reply: Reply,
  repository: Repository,
  blob: Blob,
): Promise<Reply> {
  const { oid, size, filename } = blob
  const isPicture = isDrawing(request, filename)
  // One content, of two types: a browser must not show the one that it kept as the other.
  const etag = isPicture ? `"${oid}-drawing"` : `"${oid}"`
  reply.headers({
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    vary: 'accept',
    etag,
    'cache-control': 'private, no-cache',
  })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  const content =
    size <= maxHeld ? await code.files.read(repository, oid) : streamTo(request, reply, repository, oid)
  const head = Buffer.isBuffer(content) ? content.subarray(0, headBytes) : await firstBytes(content)
  // What a browser would run is shown as the text that it is.
  const type =
    safeType(head, filename) ?? (isPicture ? drawing : head.includes(0) ? null : 'text/plain; charset=utf-8')
  reply.headers({
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': disposition(type === null ? 'attachment' : 'inline', filename),
    'content-length': String(size),
  })
  return reply.send(request.method === 'HEAD' ? '' : content)
}

function streamTo(request: Request, reply: Reply, repository: Repository, oid: string): Readable {
  const { stdout, stop } = code.files.open(repository, oid, peerOf(request))
  reply.raw.once('close', stop)
  return stdout
}

const drawing = 'image/svg+xml'

/**
 * Whether an `<img>` asks for an SVG: there no script of it runs and nothing else is loaded (SVG Integration, "secure animated mode"). By the
 * header Accept, which names the type for pictures alone: `Sec-Fetch-Dest` is not sent to a desk without TLS.
 */
function isDrawing({ headers: { accept = '' } }: Request, filename: string): boolean {
  return /\.svg$/i.test(filename) && accept.includes(drawing) && !accept.includes('text/html')
}

/** The beginning of the stream, which stays in it. */
async function firstBytes(source: Readable): Promise<Buffer> {
  if (source.readableLength === 0 && !source.readableEnded)
    await new Promise<void>(done => {
      source.once('readable', done)
      source.once('end', done)
      source.once('close', done)
      source.once('error', () => done())
    })
  const first = source.read() as Buffer | null
  if (first === null) return Buffer.alloc(0)
  source.unshift(first)
  return first.subarray(0, headBytes)
}
