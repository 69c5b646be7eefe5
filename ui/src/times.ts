// How are times said? Short and relative where one glances, exact in the viewer's zone where one asks.
let zone: string | undefined
/** Made once: a long list asks a thousand times, and making one takes longer than the answer. */
let exactly: Intl.DateTimeFormat | undefined

/** The zone of the viewer's profile; absent: the browser's. */
export function setTimeZone(name: string | null): void {
  if (zone === (name ?? undefined)) return
  zone = name ?? undefined
  exactly = undefined
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `3 min`, `5 h`, `2 d`, `4 mo`: how long something lasts. */
export function span(milliseconds: number): string {
  const length = Math.abs(milliseconds)
  if (length < minute) return 'moments'
  if (length < hour) return `${Math.floor(length / minute)} min`
  if (length < day) return `${Math.floor(length / hour)} h`
  if (length < 60 * day) return `${Math.floor(length / day)} d`
  if (length < 730 * day) return `${Math.floor(length / (30 * day))} mo`
  return `${Math.floor(length / (365 * day))} y`
}

/** `3 h ago`, `in 2 d`, `just now`. */
export function ago(time: string | Date, now = Date.now()): string {
  const passed = now - new Date(time).getTime()
  if (Math.abs(passed) < minute) return 'just now'
  return passed > 0 ? `${span(passed)} ago` : `in ${span(passed)}`
}

/** `Monday, 3 May 2027 at 14:02:11 CEST`. */
export function exact(time: string | Date): string {
  exactly ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long', timeZone: zone })
  return exactly.format(new Date(time))
}

/** `3 May 14:02`, with the year where it is another one. */
export function short(time: string | Date, now = new Date()): string {
  const date = new Date(time)
  return new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(date)
}

/** `2027-05-03`: on which day it was where the viewer is. */
export const dayOf = (time: string) =>
  new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    timeZone: zone,
  }).format(new Date(time))

/** `3 May 2027`, of a day without a time. */
export const dayName = (text: string) =>
  new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${text}T00:00:00Z`))
