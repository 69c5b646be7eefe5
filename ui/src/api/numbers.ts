// How does Service Desk do? What came in, what was answered, and how soon, in a period of days.
import { queryOptions } from '@tanstack/react-query'
import { encoded, get, queryString } from './client.ts'

/** From the first day to the last, both counted, in the viewer's zone: `2027-05-03`. */
export type Period = { from: string; to: string; time_zone: string }

/** How long something took: the middle one of all, and what nine of ten stayed under. */
export type Took = { count: number; median_seconds: number | null; p90_seconds: number | null }

export type Numbers = Period & {
  per_day: { day: string; opened: number; closed: number; open_at_end: number }[]
  open_by_age: { bucket: 'day' | '3_days' | 'week' | 'month' | 'older'; count: number }[]
  first_response: Took & { per_day: (Took & { day: string })[] }
  resolution: Took & { per_day: (Took & { day: string })[] }
  by_domain: {
    domain: string
    opened: number
    open: number
    median_first_response_seconds: number | null
  }[]
  by_label: { label: string; color: string; opened: number; open: number }[]
  totals: { opened: number; closed: number; open: number; awaiting_team: number }
}

const at = (path: string) => `/projects/${encoded(path)}/service_desk/numbers`

export const numbersQuery = (path: string, period: Period) =>
  queryOptions({
    queryKey: ['numbers', path, period],
    queryFn: ({ signal }) => get<Numbers>(at(path), period, signal),
  })

export type NumbersTable =
  | 'per_day'
  | 'open_by_age'
  | 'first_response'
  | 'resolution'
  | 'by_domain'
  | 'by_label'

/** Where the figures of one chart are as a file. */
export const numbersFileUrl = (path: string, period: Period, table: NumbersTable) =>
  `/api/v4${at(path)}.csv${queryString({ ...period, table })}`
