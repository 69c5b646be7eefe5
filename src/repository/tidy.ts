// How does a repository stay quick when it is pushed to for years? Now and then what the pushes left is put in order.
import type { Db } from '#db'
import type { Log } from '#kernel'
import { git, gitText, type Repository } from './git.ts'
import { removeLeftovers } from './leftovers.ts'
import type { Repositories } from './repositories.ts'
import { inTurn } from './updates/index.ts'

const limits = {
  /** Files of single objects, and packs, from which on reading gets slower: git looks through one after the other. */
  looseObjects: 200,
  packs: 10,
  /** Gigabytes are packed anew in minutes; a git that takes longer is stuck. */
  milliseconds: 60 * 60 * 1000,
} as const

/** It takes a core and little memory, and leaves the others to the rest of the desk. */
const packing = ['pack.threads=1', 'pack.windowMemory=64m', 'core.bigFileThreshold=32m']

type Desk = { db: Db; repositories: Repositories; log: Log }

const running = new Set<AbortController>()

/** Ends what is under way, for a desk that stops: the repository is whole, and tidied another time. */
export function stopTidying(): void {
  for (const tidying of running) tidying.abort()
}

/**
 * The job `repository.tidy`, left by whoever moves branches. Nothing is thrown away: what no branch reaches any more may
 * be what a note in a merge request speaks of.
 */
export async function tidyRepository(desk: Desk, { projectId }: { projectId: number }): Promise<void> {
  const repository = await desk.repositories.find(projectId)
  if (repository === null) return
  const control = new AbortController()
  running.add(control)
  try {
    await inTurn(desk.db, projectId, () => orderRefs(desk, repository))
    await orderObjects(repository, control.signal)
  } catch (error) {
    if (!control.signal.aborted) throw error
  } finally {
    running.delete(control)
  }
}

/** One file for all branches and tags instead of one for each; nobody may move any meanwhile. */
async function orderRefs({ log }: Desk, repository: Repository): Promise<void> {
  const removed = await removeLeftovers(repository)
  if (removed > 0)
    log.warn({ projectId: repository.projectId, removed }, 'a git was cut off; its leftovers are removed')
  await git(repository, ['pack-refs', '--all'])
}

/** Pushes and fetches may go on meanwhile: git looks again for an object whose pack has gone. */
async function orderObjects(repository: Repository, signal: AbortSignal): Promise<void> {
  const options = { config: packing, milliseconds: limits.milliseconds, signal }
  const { loose, packs } = await countObjects(repository)
  if (loose >= limits.looseObjects || packs >= limits.packs)
    // Each pack twice as large as all smaller ones: what is large and old is not written anew each time.
    await git(repository, ['repack', '-d', '-n', '--quiet', '--geometric=2'], options)
  // Which commit came from which, and which paths it changed: the history of a file needs no tree of the others.
  await git(
    repository,
    ['commit-graph', 'write', '--reachable', '--changed-paths', '--split', '--no-progress'],
    options,
  )
}

async function countObjects(repository: Repository): Promise<{ loose: number; packs: number }> {
  const text = await gitText(repository, ['count-objects', '-v'])
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
  return { loose: count('count'), packs: count('packs') }
}
