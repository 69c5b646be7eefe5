// Which days does an axis name? As many as there is room for, at even distances or at the first of months.

const dayMilliseconds = 86_400_000
const at = (day: string) => Date.parse(`${day}T00:00:00Z`)

const format = (options: Intl.DateTimeFormatOptions) => {
  const made = new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' })
  return (day: string) => made.format(at(day))
}
const dayAndMonth = format({ day: 'numeric', month: 'short' })
const monthOnly = format({ month: 'short' })
const whole = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })

/** `2027-05-03` and 4 → `2027-05-07`. */
export const plusDays = (day: string, count: number) =>
  new Date(at(day) + count * dayMilliseconds).toISOString().slice(0, 10)

/** How many days from the first to the last, both counted. */
export const daysBetween = (from: string, to: string) => Math.round((at(to) - at(from)) / dayMilliseconds) + 1

/** `Mon, 3 May 2027`. */
export const sayDay = whole
/** `Mon, 3 May`, where the year is known. */
export const sayDayBriefly = format({ weekday: 'short', day: 'numeric', month: 'short' })

/** Room that one name needs, with air around it. */
const namePixels = 64
const monthsApart = 100
const stepsOfDays = [1, 2, 7, 14, 28, 56]
const stepsOfWeeks = [1, 2, 4, 8]

export type DayName = { index: number; name: string }

/** Names for some of `days`, of which the axis shows all over `width` pixels. */
export function dayNames(days: readonly string[], width: number): DayName[] {
  const most = Math.max(2, Math.floor(width / namePixels))
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  if (daysBetween(first, last) > monthsApart) return monthNames(days, most)
  const steps = daysBetween(first, days[1] ?? first) > 2 ? stepsOfWeeks : stepsOfDays
  const step = steps.find(one => Math.ceil(days.length / one) <= most) ?? days.length
  return days.flatMap((day, index) =>
    // Counted from the last day, which is the one people look for.
    (days.length - 1 - index) % step === 0 ? [{ index, name: dayAndMonth(day) }] : [],
  )
}

function monthNames(days: readonly string[], most: number): DayName[] {
  const starts = days.flatMap((day, index) =>
    index > 0 && day.slice(0, 7) !== days[index - 1]?.slice(0, 7) ? [{ index, name: monthOnly(day) }] : [],
  )
  const step = Math.max(1, Math.ceil(starts.length / most))
  return starts.filter((_, index) => index % step === 0)
}
