// Which days are looked at? From the address, in the viewer's zone; without any, the last thirty.
import type { Period } from '../../api/numbers.ts'
import { daysBetween, plusDays } from '../../components/charts/days.ts'

/** The desk counts no longer period at once. */
const mostDays = 366
const usualDays = 30

export type Days = { from: string; to: string }

/** The viewer's zone: the profile's, else the browser's. */
export const zoneOf = (person: { time_zone: string | null } | null) =>
  person?.time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone

/** Which day it is there: `2027-05-03`. Swedes write days so. */
export const today = (zone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date())

const lastDays = (count: number) => (now: string) => ({ from: plusDays(now, 1 - count), to: now })
const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`

export const presets: readonly { id: string; name: string; days: (now: string) => Days }[] = [
  { id: '7', name: '7 days', days: lastDays(7) },
  { id: '30', name: '30 days', days: lastDays(usualDays) },
  { id: '90', name: '90 days', days: lastDays(90) },
  { id: 'month', name: 'This month', days: now => ({ from: firstOfMonth(now), to: now }) },
  {
    id: 'before',
    name: 'Last month',
    days: now => {
      const to = plusDays(firstOfMonth(now), -1)
      return { from: firstOfMonth(to), to }
    },
  },
  { id: 'year', name: '12 months', days: lastDays(365) },
]

const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** What is wrong with these days; undefined: nothing. */
export function wrongWith(from: string, to: string): string | undefined {
  if (!isDay(from) || !isDay(to)) return 'Give both days.'
  if (from > to) return 'The first day comes after the last.'
  if (daysBetween(from, to) > mostDays) return `A year at most: ${mostDays} days.`
}

/** The days in the address; the last thirty where there are none that can be counted. */
export function daysOf(search: Readonly<Record<string, unknown>>, now: string): Days {
  const { from, to } = search
  return isDay(from) && isDay(to) && wrongWith(from, to) === undefined
    ? { from, to }
    : lastDays(usualDays)(now)
}

/** In the address: nothing for the usual days, so that a kept link stays with today. */
export const inAddress = ({ from, to }: Days, now: string): Partial<Days> => {
  const usual = lastDays(usualDays)(now)
  return from === usual.from && to === usual.to ? {} : { from, to }
}

/** As many days, just before. */
export const periodBefore = ({ from, to, time_zone }: Period): Period => ({
  from: plusDays(from, -daysBetween(from, to)),
  to: plusDays(from, -1),
  time_zone,
})
