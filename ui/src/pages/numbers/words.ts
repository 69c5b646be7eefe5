// How are the figures said? Ages in words, changes with their sign.
import type { Numbers } from '../../api/numbers.ts'
import { sayCount, sayLength } from '../../components/charts/scale.ts'

export const ages: Readonly<Record<Numbers['open_by_age'][number]['bucket'], string>> = {
  day: 'Less than a day',
  '3_days': '1 to 3 days',
  week: '3 to 7 days',
  month: '7 to 30 days',
  older: 'More than 30 days',
}

const signed = (difference: number, say: (value: number) => string) =>
  difference === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${say(Math.abs(difference))}`

/** `+12`; undefined while what was before is not known. */
export const changeOfCount = (now: number, before: number | undefined) =>
  before === undefined ? undefined : signed(now - before, sayCount)

/** `−2 h 10 min`; undefined where there is nothing to compare. */
export const changeOfLength = (now: number | null, before: number | null | undefined) =>
  now === null || before === null || before === undefined ? undefined : signed(now - before, sayLength)

/** A length that there may be none of. */
export const sayTook = (seconds: number | null) => (seconds === null ? '–' : sayLength(seconds))
