// Which labels, people, addresses or days does a command name?
import { DeskError } from '#kernel'

/** A command that lacks what it is about, or names what there is not. */
export function refuse(reason: string): DeskError {
  return new DeskError('invalid', reason)
}

/** Why a command was refused that asks for what is so already. */
export const nothingToChange = 'nothing to change'

/** `~bug ~"two words" plain` → the titles; `sigil` may be left out. */
export function titlesIn(args: string, sigil: '~' | '%'): string[] {
  const titles = [...args.matchAll(/[~%]?"([^"]+)"|(\S+)/g)].map(match => match[1] ?? match[2] ?? '')
  return titles.map(title => (title.startsWith(sigil) ? title.slice(1) : title)).filter(title => title !== '')
}

/** `@ada, root me` → names without their `@`. */
export function usernamesIn(args: string): string[] {
  return args.split(/[\s,]+/).flatMap(word => word.replace(/^@/, '') || [])
}

export function addressesIn(args: string): string[] {
  return args.split(/[\s,]+/).filter(word => word !== '')
}

const dayMs = 86_400_000
const iso = (date: Date) => date.toISOString().slice(0, 10)

/** `2026-12-24`, `today`, `tomorrow`, `in 3 days|weeks|months`, `next week|month`, `December 24 2026` → `YYYY-MM-DD`. */
export function dayIn(args: string, today: Date): string {
  const text = args.toLowerCase().replace(/\s+/g, ' ')
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  if (text === 'today') return iso(today)
  if (text === 'tomorrow') return iso(new Date(today.getTime() + dayMs))
  const [, count, unit] = /^(?:in (\d{1,4})|next) (day|week|month)s?$/.exec(text) ?? []
  if (unit !== undefined) return later(today, Number(count ?? 1), unit)
  const [, month, day, year = `${today.getUTCFullYear()}`] =
    /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/.exec(text) ?? []
  const date = new Date(`${month} ${day} ${year} UTC`)
  if (month === undefined || Number.isNaN(date.getTime())) throw refuse(`${args} is no date`)
  return iso(date)
}

function later(today: Date, count: number, unit: string): string {
  if (unit !== 'month') return iso(new Date(today.getTime() + count * dayMs * (unit === 'week' ? 7 : 1)))
  const month = today.getUTCMonth() + count
  const lastDay = new Date(Date.UTC(today.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return iso(new Date(Date.UTC(today.getUTCFullYear(), month, Math.min(today.getUTCDate(), lastDay))))
}
