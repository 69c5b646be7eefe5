// When is a mail tried again that could not be handed over?

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * Pauses after the first, second … attempt. RFC 5321 §4.5.4.1 asks for patience with a server; one that was restarted
 * is back sooner.
 */
const pauses = [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour]
/** All further ones. */
const longPause = 8 * hour

const pauseAfter = (attempt: number) => pauses[attempt - 1] ?? longPause

/**
 * The time of the next attempt, or null: give up, so that whoever waits for an answer learns that none arrived.
 * @param attempts those made so far, at least 1
 * @param patience days for which a mail is tried
 */
export function nextAttempt(attempts: number, now: Date, patience: number): Date | null {
  let waited = 0
  for (let attempt = 1; attempt <= attempts; attempt++) waited += pauseAfter(attempt)
  return waited > patience * day ? null : new Date(now.getTime() + pauseAfter(attempts))
}
