// How does Service Desk do? What came in, what was answered, and how soon, in a period of days.
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { numbers as contract } from '#contract'
import { encoded, get, queryString } from './client.ts'

/** From the first day to the last, both counted, in the viewer's zone: `2027-05-03`. */
export type Period = { from: string; to: string; time_zone: string }

export type Numbers = z.input<typeof contract.Numbers>

const at = (path: string) => `/projects/${encoded(path)}/service_desk/numbers`

export const numbersQuery = (path: string, period: Period) =>
  queryOptions({
    queryKey: ['numbers', path, period],
    queryFn: ({ signal }) => get<Numbers>(at(path), period, signal),
  })

export type NumbersTable = contract.Table

/** Where the figures of one chart are as a file. */
export const numbersFileUrl = (path: string, period: Period, table: NumbersTable) =>
  `/api/v4${at(path)}.csv${queryString({ ...period, table })}`
