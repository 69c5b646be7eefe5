import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from './limits.ts'
import { pauseAfter } from './wait.ts'

/** Many desks: the pause of each is as asked, and up to the jitter longer. */
function isAbout(named: string | null, tries: number, ms: number): void {
  for (let desk = 0; desk < 50; desk++) {
    const pause = pauseAfter(named, tries)
    // A date has no parts of seconds.
    assert.ok(pause >= ms - 1001 && pause <= ms * (1 + limits.jitter), `${named}: ${pause} for ${ms}`)
  }
}

test('Retry-After is waited for, in seconds or until a date, and ten minutes at most', () => {
  isAbout('7', 1, 7_000)
  isAbout('120', 5, 120_000)
  isAbout(new Date(Date.now() + 90_000).toUTCString(), 1, 90_000)
  assert.equal(pauseAfter('86400', 1), 600_000)
  assert.equal(pauseAfter(new Date(Date.now() + 86_400_000).toUTCString(), 1), 600_000)
})

test('a date that has passed and a negative number are no pause, and nonsense is not named at all', () => {
  assert.equal(pauseAfter(new Date(0).toUTCString(), 3), 0)
  assert.equal(pauseAfter('-5', 3), 0)
  for (const nonsense of ['', ' ', 'soon']) isAbout(nonsense, 3, 4_000)
})

test('without Retry-After each pause is twice the last, and many desks do not come back at once', () => {
  for (const [tries, ms] of [
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [8, 128_000],
  ] as const)
    isAbout(null, tries, ms)
  assert.ok(new Set(Array.from({ length: 20 }, () => pauseAfter(null, 4))).size > 1)
})
