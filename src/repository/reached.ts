// Which commits came to a branch when it moved, and what do they say?
import { git, gitText, type Repository } from './git.ts'
import { zeroOid } from './names.ts'

export type ReachedCommit = {
  oid: string
  /** More than one: a merge. */
  parents: number
  /** As the commit says; nobody has proven it. */
  authorEmail: string
  committedAt: Date
  message: string
}

/** Bytes of a commit with its message; what is larger is no message that a person wrote, and is passed by. */
const maxCommitBytes = 64 * 1024

/**
 * The commits that are new at `newOid`, the oldest first; of more than `limit` the newest.
 * @returns with `more: true` if there are older ones that were not looked at
 */
export async function reachedCommits(
  repository: Repository,
  { oldOid, newOid }: { oldOid: string; newOid: string },
  limit: number,
): Promise<{ commits: ReachedCommit[]; more: boolean }> {
  const known = oldOid === zeroOid ? [] : [`^${oldOid}`]
  const listed = await gitText(repository, [
    'rev-list',
    '--ignore-missing',
    `--max-count=${limit + 1}`,
    newOid,
    ...known,
  ])
  const oids = listed.split('\n').filter(Boolean)
  const chosen = oids.slice(0, limit).reverse()
  if (chosen.length === 0) return { commits: [], more: false }
  const sizes = await gitText(repository, ['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
    input: lines(chosen),
  })
  const small = sizes.split('\n').flatMap(line => {
    const [oid = '', size] = line.split(' ')
    return Number(size) <= maxCommitBytes ? [oid] : []
  })
  const objects =
    small.length === 0 ? null : await git(repository, ['cat-file', '--batch'], { input: lines(small) })
  return { commits: objects === null ? [] : parse(objects), more: oids.length > limit }
}

const lines = (oids: readonly string[]) => oids.map(oid => `${oid}\n`).join('')

/** What `cat-file --batch` writes: a line with name, type and size, the object, a line's end. */
function parse(objects: Buffer): ReachedCommit[] {
  const commits: ReachedCommit[] = []
  for (let at = 0; at < objects.length; ) {
    const end = objects.indexOf(0x0a, at)
    const [oid = '', type, size = ''] = objects.toString('latin1', at, end).split(' ')
    if (type !== 'commit') throw new Error(`a commit was asked for, and a ${type} came`)
    const length = Number(size)
    commits.push(commitOf(oid, objects.subarray(end + 1, end + 1 + length)))
    at = end + 1 + length + 1
  }
  return commits
}

function commitOf(oid: string, object: Buffer): ReachedCommit {
  const split = object.indexOf('\n\n')
  const head = object.toString('utf8', 0, split === -1 ? object.length : split)
  const body = split === -1 ? Buffer.alloc(0) : object.subarray(split + 2)
  const seconds = Number(/\ncommitter [^\n]*> (-?\d{1,15})/.exec(head)?.[1] ?? 0)
  return {
    oid,
    parents: head.match(/\nparent /g)?.length ?? 0,
    authorEmail: /\nauthor [^\n<]*<([^<>\n]*)>/.exec(head)?.[1] ?? '',
    committedAt: new Date(Math.min(Math.max(seconds * 1000, 0), Date.now() + 1e12)),
    message: decoderFor(/\nencoding (\S{1,40})(?:\n|$)/.exec(head)?.[1]).decode(body),
  }
}

function decoderFor(encoding = 'utf-8') {
  try {
    return new TextDecoder(encoding)
  } catch {
    return new TextDecoder()
  }
}
