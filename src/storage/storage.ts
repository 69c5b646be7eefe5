// How is a blob put, read, looked up and removed? Content-addressed: `<data_dir>/blobs/ab/cd/<sha256>`.
import { access, open, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { DeskError } from '#kernel'
import { pathOf } from './path.ts'
import { put, sweep } from './put.ts'

/** Inclusive, as in HTTP (RFC 9110 §14.1.2): `{ start: 0, end: 0 }` is the first byte. */
type ByteRange = { start?: number; end?: number }

export type Storage = {
  /**
   * Keeps the bytes; when it resolves they are on disk. The same bytes twice are one blob.
   * @returns their SHA-256 in hex, and their number
   */
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<{ digest: string; size: number }>
  /** @throws DeskError 'not_found' if there is no such blob, 'invalid' if that is no digest */
  read(digest: string, range?: ByteRange): Promise<Readable>
  has(digest: string): Promise<boolean>
  /** Removing what is not there is no error. A reader at work reads on to its end. */
  remove(digest: string): Promise<void>
}

/** @param dataDir the desk's folder; `blobs` below it is made at the first put */
export function openStorage(dataDir: string): Storage {
  const root = join(resolve(dataDir), 'blobs')
  let swept: Promise<void> | undefined
  return {
    async put(bytes) {
      swept ??= sweep(root)
      await swept
      return put(root, bytes)
    },
    async read(digest, range = {}) {
      const file = await open(pathOf(root, digest)).catch(error => {
        throw isMissing(error) ? DeskError.notFound('File') : error
      })
      return file.createReadStream(range)
    },
    async has(digest) {
      return access(pathOf(root, digest)).then(
        () => true,
        error => {
          if (isMissing(error)) return false
          throw error
        },
      )
    },
    async remove(digest) {
      await rm(pathOf(root, digest), { force: true })
    },
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
