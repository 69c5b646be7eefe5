// What is one point of a line? A day; in long periods a week, where what happened can be added up.
import type { Numbers } from '../../api/numbers.ts'
import { daysBetween, plusDays, sayDay } from '../../components/charts/days.ts'
import type { Point } from '../../components/charts/layout.ts'

/** More days than this are too many to tell apart by eye. */
const byDayUpTo = 100

export type Step = 'day' | 'week'
export const stepOf = ({ per_day: days }: Numbers): Step => (days.length > byDayUpTo ? 'week' : 'day')

/** The Monday of a day's week. */
const monday = (day: string) => plusDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))

type PerDay = Numbers['per_day']

/** Openings and closings added up, and what was open at the end. */
export function counted(numbers: Numbers): PerDay {
  if (stepOf(numbers) === 'day') return numbers.per_day
  const weeks = new Map<string, PerDay[number]>()
  for (const { day, opened, closed, open_at_end } of numbers.per_day) {
    const week = monday(day)
    const sum = weeks.get(week) ?? { day: week < numbers.from ? numbers.from : week, opened: 0, closed: 0 }
    weeks.set(week, { ...sum, opened: sum.opened + opened, closed: sum.closed + closed, open_at_end })
  }
  return [...weeks.values()]
}

/** `Week from Mon, 3 May 2027`. */
export const sayStep = (step: Step) => (day: string) =>
  step === 'day' ? sayDay(day) : `Week from ${sayDay(day)}`

/** Medians of days cannot be added up: they stay days, all of the period, also those without any. */
export function lengths({ from, to }: Numbers, { per_day }: Numbers['first_response']): Point[] {
  const of = new Map(per_day.map(one => [one.day, one]))
  return Array.from({ length: daysBetween(from, to) }, (_, index) => {
    const day = plusDays(from, index)
    const found = of.get(day)
    return { day, values: [found?.median_seconds ?? null, found?.p90_seconds ?? null] }
  })
}
