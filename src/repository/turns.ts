// How many gits run at a time? As many as two of this machine's cores bear; the others wait for their turn.
import { availableParallelism } from 'node:os'
import { DeskError } from '#kernel'

const limits = {
  /** Each takes a core and some ten megabytes. */
  running: Math.max(4, availableParallelism() * 2),
  /** More than these are refused: a queue without end helps nobody. */
  waiting: 500,
} as const

let running = 0
const waiting: (() => void)[] = []

/**
 * Resolves when a git may start; what it resolves to is called when that git has ended.
 * @throws DeskError 'unavailable' if too many wait already
 */
export async function takeTurn(): Promise<() => void> {
  if (running < limits.running) running++
  else {
    if (waiting.length >= limits.waiting)
      throw new DeskError('unavailable', 'Too many requests for repositories at once; try again in a moment.')
    await new Promise<void>(go => waiting.push(go))
  }
  let over = false
  return () => {
    if (over) return
    over = true
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}
