// May one more mail go to a project's own server now? Servers that hang must not take all places for themselves.

/** Of the mails handed over at a time (`deliveryJobs`); the others stay for the desk's own server. */
const mostOfAll = 3
const mostOfOne = 2

const busy = new Map<number, number>()
let all = 0

/** Calls `use` if there is a place, else returns null at once: the mail waits in the outbox, not in a worker. */
export async function inTurn<T>(projectId: number, use: () => Promise<T>): Promise<T | null> {
  const own = busy.get(projectId) ?? 0
  if (all >= mostOfAll || own >= mostOfOne) return null
  all++
  busy.set(projectId, own + 1)
  try {
    return await use()
  } finally {
    all--
    const left = (busy.get(projectId) ?? 1) - 1
    if (left === 0) busy.delete(projectId)
    else busy.set(projectId, left)
  }
}
