// Which templates stand in a commit? Asked of git once for each commit that a default branch comes to.
import { isDeskError } from '#kernel'
import { git, type Repository } from '../git.ts'
import { folders, limits } from './kinds.ts'

/** What stands in one of the folders: mode and type as git names them, bytes of a file. */
export type Entry = { mode: string; oid: string; size: number }

/** By path. */
export type Listing = ReadonlyMap<string, Entry>

const known = new Map<string, { tip: string; listing: Promise<Listing> }>()

/** All that lies in the folders of templates, links and folders too. @param tip the oid of a commit */
export function listingAt(repository: Repository, tip: string): Promise<Listing> {
  const found = known.get(repository.path)
  if (found?.tip === tip) return found.listing
  const listing = readListing(repository, tip)
  known.delete(repository.path)
  known.set(repository.path, { tip, listing })
  for (const [path] of known) {
    if (known.size <= limits.repositories) break
    known.delete(path)
  }
  // A failure is not remembered.
  listing.catch(() => known.get(repository.path)?.listing === listing && known.delete(repository.path))
  return listing
}

async function readListing(repository: Repository, tip: string): Promise<Listing> {
  // The slash at the end asks for what is in the folder; a link or submodule in its place has nothing in it.
  const paths = Object.values(folders).map(folder => `${folder}/`)
  const text = await git(repository, ['ls-tree', '-z', '-l', tip, '--', ...paths], {
    maxBytes: limits.listBytes,
  }).catch(error => {
    if (isDeskError(error, 'too_large')) return ''
    throw error
  })
  const listing = new Map<string, Entry>()
  for (const line of String(text).split('\0')) {
    const [, mode = '', oid = '', size = '', path = ''] = /^(\d+) \w+ (\w+) +(-|\d+)\t(.+)$/s.exec(line) ?? []
    if (path !== '') listing.set(path, { mode, oid, size: size === '-' ? 0 : Number(size) })
  }
  return listing
}
