// What does a file say?
import { DeskError } from '#kernel'
import { GitError, git, gitText, type Repository } from '../git.ts'
import { type HandedOut, handOut } from '../hand-out.ts'
import { type Entry, find as findEntry } from './trees.ts'

export type File = Entry & { size: number; lastCommit: string }

/** Bytes of a file that are handed out at once, in JSON; larger ones are streamed. */
export const maxBytesAtOnce = 20 * 1024 * 1024

/**
 * The file at a path; a symbolic link is a file that says where it leads, and is not followed.
 * @param commit an oid
 * @throws not_found, also for folders and submodules
 */
export async function find(repository: Repository, commit: string, path: string): Promise<File> {
  const entry = await findEntry(repository, commit, path)
  if (entry === null || entry.type !== 'blob') throw DeskError.notFound('File')
  const [size, lastCommit] = await Promise.all([
    sizeOf(repository, entry.oid),
    lastCommitOf(repository, commit, path),
  ])
  return { ...entry, size, lastCommit }
}

/** The last commit that touched the path. */
export async function lastCommitOf(repository: Repository, commit: string, path: string): Promise<string> {
  const args = ['--literal-pathspecs', 'rev-list', '--max-count=1', commit, '--', path]
  return (await gitText(repository, args)).trim()
}

/** All of a file. @throws too_large beyond `maxBytesAtOnce` */
export async function read(repository: Repository, oid: string): Promise<Buffer> {
  return git(repository, ['cat-file', 'blob', oid], { maxBytes: maxBytesAtOnce }).catch(error => {
    if (error instanceof DeskError && error.kind === 'too_large')
      throw new DeskError('too_large', `The file is larger than ${maxBytesAtOnce} bytes: ask for it raw.`)
    throw error
  })
}

/** A file as a stream. @param peer who reads it. @throws unavailable if too many are read at once */
export function open(repository: Repository, oid: string, peer: string): HandedOut {
  return handOut(repository, ['cat-file', 'blob', oid], { peer })
}

/** The blob with this oid, if it is one. @throws not_found */
export async function findBlob(repository: Repository, oid: string): Promise<{ oid: string; size: number }> {
  if (!/^[0-9a-f]{7,64}$/.test(oid)) throw DeskError.notFound('Blob')
  const line = await gitText(
    repository,
    ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'],
    {
      input: `${oid}\n`,
    },
  )
  const [name = '', type, size] = line.trim().split(' ')
  if (type !== 'blob') throw DeskError.notFound('Blob')
  return { oid: name, size: Number(size) }
}

async function sizeOf(repository: Repository, oid: string): Promise<number> {
  try {
    return Number(await gitText(repository, ['cat-file', '-s', oid]))
  } catch (error) {
    if (error instanceof GitError) throw DeskError.notFound('File')
    throw error
  }
}
