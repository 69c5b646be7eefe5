// How do branches and tags become those of a repository elsewhere? Fetched first, then moved like all others: announced and settled.
import type { Db } from '#db'
import { DeskError } from '#kernel'
import { git, gitText, type Repository } from '../git.ts'
import { checkRefName, zeroOid } from '../names.ts'
import type { Repositories } from '../repositories.ts'
import { announce, inTurn, type NewUpdate, reconcile, settle } from '../updates/index.ts'
import { type Remote, remoteGit } from './remote-git.ts'

export type Followed = {
  /** Branches and tags that were made, moved or deleted. */
  moved: number
  /** The branch that the other repository calls its default; null: it does not say. */
  head: string | null
}

/** Branches and tags: each that moves is a row, and is told to all who listen. */
const maxRefs = 20_000

type Desk = { db: Db; repositories: Repositories }
type Refs = Map<string, string>

/**
 * Makes branches and tags those of the remote; what it does not have is deleted. Nothing moves unless all has arrived.
 * @param userId in whose name they move
 * @throws GitError, DeskError
 */
export async function followRemote(
  desk: Desk,
  project: { id: number; default_branch: string },
  remote: Remote,
  userId: number | null,
): Promise<Followed> {
  const repository = await desk.repositories.open(project)
  const { refs, head } = await listRemote(repository, remote)
  const missing = movesTo(refs, await localRefs(repository)).flatMap(({ newOid }) =>
    newOid === zeroOid ? [] : [newOid],
  )
  if (missing.length > 0) await fetchAll(repository, remote, [...new Set(missing)])
  const moved = await inTurn(desk.db, project.id, db => moveAll(db, repository, refs, userId))
  if (head !== null && head !== project.default_branch && !refs.has(`refs/heads/${project.default_branch}`))
    await git(repository, ['symbolic-ref', 'HEAD', `refs/heads/${head}`])
  return { moved, head }
}

async function listRemote(
  repository: Repository,
  remote: Remote,
): Promise<{ refs: Refs; head: string | null }> {
  const asked = ['ls-remote', '--symref', '--quiet', remote.url, 'HEAD', 'refs/heads/*', 'refs/tags/*']
  const refs: Refs = new Map()
  let head: string | null = null
  for (const line of (await remoteGit(repository, remote, asked)).split('\n')) {
    const [what = '', ref = ''] = line.split('\t')
    if (ref === 'HEAD') head = /^ref: refs\/heads\/(.+)$/.exec(what)?.[1] ?? head
    else if (isOurs(ref) && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(what)) refs.set(ref, what)
  }
  if (![...refs.keys()].some(ref => ref.startsWith('refs/heads/')))
    throw new DeskError(
      'unavailable',
      'The repository there is empty, or there is none at this address: nothing is taken from it, nor deleted here.',
    )
  if (refs.size > maxRefs)
    throw new DeskError('too_large', `The repository has more than ${maxRefs} branches and tags.`)
  return { refs, head: head !== null && refs.has(`refs/heads/${head}`) ? head : null }
}

/** A branch or tag whose name this desk takes; others stay where they are. */
function isOurs(ref: string): boolean {
  const name = /^refs\/(?:heads|tags)\/(.+)$/s.exec(ref)?.[1]
  if (name === undefined) return false
  try {
    checkRefName(name, 'ref')
    return true
  } catch {
    return false
  }
}

async function localRefs(repository: Repository): Promise<Refs> {
  const listed = await gitText(repository, [
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/tags',
  ])
  return new Map(
    listed
      .split('\n')
      .filter(Boolean)
      .map(line => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
  )
}

function movesTo(wanted: Refs, local: Refs): NewUpdate[] {
  const gone = [...local].filter(([ref]) => !wanted.has(ref))
  const changed = [...wanted].filter(([ref, oid]) => local.get(ref) !== oid)
  return [
    ...gone.map(([ref, oldOid]) => ({ ref, oldOid, newOid: zeroOid })),
    ...changed.map(([ref, newOid]) => ({ ref, oldOid: local.get(ref) ?? zeroOid, newOid })),
  ]
}

/** By their ids, so that they belong to no branch before all is there. */
async function fetchAll(repository: Repository, remote: Remote, oids: readonly string[]): Promise<void> {
  const quiet = [
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--no-auto-maintenance',
  ]
  await remoteGit(
    repository,
    remote,
    ['fetch', ...quiet, '--stdin', remote.url],
    oids.map(oid => `${oid}\n`).join(''),
  )
}

async function moveAll(db: Db, repository: Repository, wanted: Refs, userId: number | null): Promise<number> {
  await reconcile(db, repository)
  const moves = movesTo(wanted, await localRefs(repository))
  if (moves.length === 0) return 0
  const ids = await announce(db, repository.projectId, userId, moves)
  try {
    // A branch `a` has to be gone before `a/b` can be made.
    await updateRefs(
      repository,
      moves.filter(({ newOid }) => newOid === zeroOid),
    )
    await updateRefs(
      repository,
      moves.filter(({ newOid }) => newOid !== zeroOid),
    )
  } catch (error) {
    await reconcile(db, repository, ids)
    throw error
  }
  await settle(db, repository.projectId, ids)
  return moves.length
}

async function updateRefs(repository: Repository, moves: readonly NewUpdate[]): Promise<void> {
  if (moves.length === 0) return
  const lines = moves.map(({ ref, oldOid, newOid }) => `update ${ref}\0${newOid}\0${oldOid}\0`)
  await git(repository, ['update-ref', '--stdin', '-z'], {
    input: `start\0${lines.join('')}prepare\0commit\0`,
  })
}
