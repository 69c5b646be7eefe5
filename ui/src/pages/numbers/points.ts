// What is one point of a line? A day; in long periods seven days, where what happened can be added up.
import type { Numbers } from '../../api/numbers.ts'
import { sayDay } from '../../components/charts/days.ts'
import type { Point } from '../../components/charts/layout.ts'

/** More days than this are too many to tell apart by eye. */
const byDayUpTo = 62

export type Step = 'day' | 'week'
export const stepOf = ({ per_day: days }: Numbers): Step => (days.length > byDayUpTo ? 'week' : 'day')

/** Openings and closings added up, and what was open at the end. */
export function counted(numbers: Numbers): Numbers['per_day'] {
  const { per_day: days } = numbers
  if (stepOf(numbers) === 'day') return days
  const weeks: Numbers['per_day'] = []
  // Back from the last day and whole weeks only: less than a week would look like a fall.
  for (let end = days.length; end >= 7; end -= 7) {
    const week = days.slice(end - 7, end)
    const sum = (of: 'opened' | 'closed') => week.reduce((total, { [of]: count }) => total + count, 0)
    weeks.unshift({
      day: week[0]?.day ?? '',
      opened: sum('opened'),
      closed: sum('closed'),
      open_at_end: week.at(-1)?.open_at_end ?? 0,
    })
  }
  return weeks
}

/** `7 days from Mon, 3 May 2027`. */
export const sayStep = (step: Step) => (day: string) =>
  step === 'day' ? sayDay(day) : `7 days from ${sayDay(day)}`

/** Medians cannot be added up: those of weeks come from the desk. */
export const lengths = (step: Step, { per_day, per_week }: Numbers['first_response']): Point[] =>
  (step === 'day' ? per_day : per_week).map(({ day, median_seconds, p90_seconds }) => ({
    day,
    values: [median_seconds, p90_seconds],
  }))
