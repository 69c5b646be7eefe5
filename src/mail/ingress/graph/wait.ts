// How long is Microsoft Graph left alone after it said "later"? As long as it names, else longer each time.
import { limits } from './limits.ts'

/**
 * Milliseconds until the next try.
 * @param named Retry-After: seconds, or a date (RFC 9110 §10.2.3); what is neither counts as not named
 * @param tries of this request so far
 */
export function pauseAfter(named: string | null, tries: number): number {
  const seconds = named === null || named.trim() === '' ? Number.NaN : Number(named)
  const date = named === null ? Number.NaN : Date.parse(named)
  const asked = Number.isNaN(seconds) ? date - Date.now() : seconds * 1000
  const own = limits.firstPauseMs * 2 ** (tries - 1)
  const wait = Number.isNaN(asked) ? own : Math.max(0, asked)
  return Math.min(limits.longestPauseMs, wait * (1 + limits.jitter * Math.random()))
}
