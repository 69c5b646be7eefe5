// How many gits run at a time? As many as two of this machine's cores bear, and no repository takes them all.
import { availableParallelism } from 'node:os'
import { DeskError } from '#kernel'

const running = Math.max(4, availableParallelism() * 2)
const limits = {
  /** Each takes a core and some ten megabytes. */
  running,
  /** In one repository: searches of a long history there hold up neither the pages nor the mails of others. */
  perRepository: running / 2,
  /** More than these are refused: a queue without end helps nobody. */
  waiting: 500,
  waitingPerRepository: 100,
} as const

type Waiting = { repository: string; go: () => void }

const counts = new Map<string, number>()
let inAll = 0
const queue: Waiting[] = []

/**
 * Resolves when a git may start; what it resolves to is called when that git has ended. Whoever holds a turn must not wait
 * for another one, nor for a client.
 * @param repository its path
 * @throws DeskError 'unavailable' if too many wait already
 */
export async function takeTurn(repository: string): Promise<() => void> {
  if (hasRoom(repository)) begin(repository)
  else {
    const mine = queue.filter(one => one.repository === repository).length
    if (queue.length >= limits.waiting || mine >= limits.waitingPerRepository)
      throw new DeskError('unavailable', 'Too many requests for repositories at once; try again in a moment.')
    await new Promise<void>(go => queue.push({ repository, go }))
  }
  let over = false
  return () => {
    if (over) return
    over = true
    end(repository)
  }
}

const hasRoom = (repository: string) =>
  inAll < limits.running && (counts.get(repository) ?? 0) < limits.perRepository

function begin(repository: string): void {
  inAll++
  counts.set(repository, (counts.get(repository) ?? 0) + 1)
}

/** Whoever has waited longest and may go, goes. */
function end(repository: string): void {
  inAll--
  const left = (counts.get(repository) ?? 1) - 1
  if (left === 0) counts.delete(repository)
  else counts.set(repository, left)
  const at = queue.findIndex(one => hasRoom(one.repository))
  const [next] = at === -1 ? [] : queue.splice(at, 1)
  if (next === undefined) return
  begin(next.repository)
  next.go()
}
