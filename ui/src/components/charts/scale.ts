// Which few values does an axis name, and how? Counts and lengths of time, each in round steps.

export type Scale = {
  /** From 0 to the highest that is named. */
  ticks: readonly number[]
  tick: (value: number) => string
  /** One value in full, as it is read out. */
  say: (value: number) => string
}

/** As many steps fit beside lines of this height without crowding. */
const mostSteps = 4

const minute = 60
const hour = 60 * minute
const day = 24 * hour
const lengths = [
  ...[1, 2, 5, 10, 15, 30].map(count => count * minute),
  ...[1, 2, 3, 6, 12].map(count => count * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map(count => count * day),
]

const upTo = (highest: number, step: number) =>
  Array.from({ length: Math.max(1, Math.ceil(highest / step)) + 1 }, (_, index) => index * step)

const countFormat = new Intl.NumberFormat()
export const sayCount = (value: number) => countFormat.format(value)

export function countScale(highest: number): Scale {
  const rough = Math.max(1, highest / mostSteps)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(times => times * power).find(one => one >= rough) ?? rough
  return { ticks: upTo(highest, step), tick: sayCount, say: sayCount }
}

/** `40 s`, `35 min`, `3 h 20 min`, `12 h`, `2 d 4 h`, `18 d`: two units at most, and only where the second tells something. */
export function sayLength(seconds: number): string {
  if (seconds < minute) return `${Math.round(seconds)} s`
  const [big, small, bigName, smallName, enough] =
    seconds < hour - minute / 2
      ? ([minute, minute, 'min', '', 0] as const)
      : seconds < day - hour / 2
        ? ([hour, minute, 'h', 'min', 10] as const)
        : ([day, hour, 'd', 'h', 10] as const)
  const rounded = Math.round(seconds / small) * small
  const whole = Math.floor(rounded / big)
  const rest = Math.round((rounded - whole * big) / small)
  if (whole >= enough) return `${Math.round(seconds / big)} ${bigName}`
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`
}

export function lengthScale(highest: number): Scale {
  const rough = Math.max(minute, highest / mostSteps)
  const step = lengths.find(one => one >= rough) ?? rough
  const [unit, name] = step >= day ? [day, 'd'] : step >= hour ? [hour, 'h'] : [minute, 'min']
  return {
    ticks: upTo(highest, step),
    tick: value => (value === 0 ? '0' : `${sayCount(Math.round(value / unit))} ${name}`),
    say: sayLength,
  }
}
