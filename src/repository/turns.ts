// How many gits run at a time? As many as two of this machine's cores bear; slow ones leave room, and so does each repository.
import { availableParallelism } from 'node:os'
import { DeskError } from '#kernel'

const running = Math.max(6, availableParallelism() * 2)
const limits = {
  /** Each takes a core and some ten megabytes. */
  running,
  /** In one repository, however many ask there. */
  perRepository: running / 2,
  /** What looks through a history or compares whole trees, so that pushes and mails need not wait for it. */
  slow: running / 2,
  slowPerRepository: running / 2 - 1,
  /** More than these are refused, slow ones for themselves: a queue without end helps nobody. */
  waiting: 500,
  waitingPerRepository: 100,
} as const

type Turn = {
  /** The path of the repository. */
  repository: string
  /** It may take seconds, and others go before it. */
  slow: boolean
}

const counts = new Map<string, number>()
const queue: (Turn & { go: () => void })[] = []

/**
 * Resolves when a git may start; what it resolves to is called when that git has ended. Whoever holds a turn must not wait
 * for another one, nor for a client.
 * @throws DeskError 'unavailable' if too many wait already
 */
export async function takeTurn(turn: Turn): Promise<() => void> {
  if (hasRoom(turn)) count(turn, 1)
  else {
    const alike = queue.filter(({ slow }) => slow === turn.slow)
    const mine = alike.filter(({ repository }) => repository === turn.repository)
    if (alike.length >= limits.waiting || mine.length >= limits.waitingPerRepository)
      throw new DeskError('unavailable', 'Too many requests for repositories at once; try again in a moment.')
    await new Promise<void>(go => queue.push({ ...turn, go }))
  }
  let over = false
  return () => {
    if (over) return
    over = true
    count(turn, -1)
    letNextGo()
  }
}

/** What a turn counts for, and how many of it there may be. */
const kindsOf = ({ repository, slow }: Turn): [kind: string, most: number][] => [
  ['all', limits.running],
  [repository, limits.perRepository],
  ...(slow ? slowKindsOf(repository) : []),
]
const slowKindsOf = (repository: string): [kind: string, most: number][] => [
  ['slow', limits.slow],
  [`slow ${repository}`, limits.slowPerRepository],
]

function hasRoom(turn: Turn): boolean {
  return kindsOf(turn).every(([kind, most]) => (counts.get(kind) ?? 0) < most)
}

function count(turn: Turn, by: 1 | -1): void {
  for (const [kind] of kindsOf(turn)) {
    const now = (counts.get(kind) ?? 0) + by
    if (now === 0) counts.delete(kind)
    else counts.set(kind, now)
  }
}

/** Whoever has waited longest and may go. */
function letNextGo(): void {
  const at = queue.findIndex(hasRoom)
  const [next] = at === -1 ? [] : queue.splice(at, 1)
  if (next === undefined) return
  count(next, 1)
  next.go()
}
