// How does a test say to the desk what git's own client would never say? By the bytes of the protocol (gitprotocol-pack(5)).
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import type { Readable } from 'node:stream'
import { deflateSync } from 'node:zlib'

export const zero = '0'.repeat(40)
type Move = { ref: string; oldOid: string; newOid: string }

/** A line with its length before it. */
export const pkt = (text: string | Buffer) => {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes])
}

const kinds = { commit: 1, tree: 2, blob: 3, tag: 4 } as const
export type GitObject = { kind: keyof typeof kinds; content: Buffer }

export const oidOf = ({ kind, content }: GitObject) =>
  createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest('hex')

/** A pack of whole objects; `claimed` is how many it says that it holds, `size` what it says of each. */
export function packOf(
  objects: readonly GitObject[],
  { claimed = objects.length, size = (real: number) => real } = {},
): Buffer {
  const head = Buffer.alloc(12)
  head.write('PACK')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(claimed >>> 0, 8)
  const parts = objects.flatMap(({ kind, content }) => [
    objectHead(kinds[kind], size(content.length)),
    deflateSync(content, { level: 9 }),
  ])
  const body = Buffer.concat([head, ...parts])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

function objectHead(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128
    bytes.push(rest & 127)
  }
  return Buffer.from(bytes)
}

export const tree = (...entries: [mode: string, name: string, oid: string][]): GitObject => ({
  kind: 'tree',
  content: Buffer.concat(
    entries.flatMap(([mode, name, oid]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
  ),
})

export const blob = (text: string | Buffer): GitObject => ({ kind: 'blob', content: Buffer.from(text) })

export const commitOf = (treeOid: string, message = 'Made by hand', parent?: string): GitObject => ({
  kind: 'commit',
  content: Buffer.from(
    `tree ${treeOid}\n${parent === undefined ? '' : `parent ${parent}\n`}` +
      `author A <a@a.example> 1700000000 +0000\ncommitter A <a@a.example> 1700000000 +0000\n\n${message}\n`,
  ),
})

/** The body of a push. */
export function pushBody(moves: readonly Move[], pack = packOf([])): Buffer {
  const capabilities = '\0report-status side-band-64k agent=test'
  const lines = moves.map(({ ref, oldOid, newOid }, at) =>
    pkt(`${oldOid} ${newOid} ${ref}${at === 0 ? capabilities : ''}`),
  )
  return Buffer.concat([...lines, Buffer.from('0000'), pack])
}

export type Posted = { status: number; text: string }

/** POSTs to a service of the repository at `url`, which may hold credentials; the body is written as it comes. */
export function post(
  url: string,
  service: 'git-upload-pack' | 'git-receive-pack',
  body: Buffer | Readable,
  headers: Record<string, string> = {},
): Promise<Posted> {
  const target = new URL(`${url}/${service}`)
  const auth = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`
  return new Promise((resolve, reject) => {
    const out = request(target, {
      method: 'POST',
      headers: {
        'content-type': `application/x-${service}-request`,
        ...(target.username === '' ? {} : { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }),
        ...headers,
      },
    })
    out.on('error', reject)
    out.on('response', response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', piece => (text += piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    if (Buffer.isBuffer(body)) out.end(body)
    else body.on('error', error => out.destroy(error)).pipe(out)
  })
}
