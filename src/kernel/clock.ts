// What time is it? Asked through a value, so that a test can answer.

export type Clock = () => Date

export const systemClock: Clock = () => new Date()

/** A clock that stands still until `set` moves it. */
export function fixedClock(start: Date | string): Clock & { set(to: Date | string): void } {
  let now = new Date(start)
  const clock = () => new Date(now)
  return Object.assign(clock, {
    set(to: Date | string) {
      now = new Date(to)
    },
  })
}
