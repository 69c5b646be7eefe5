// What does the API say of how a Service Desk does?
import { z } from 'zod'
import { day, text } from './fields.ts'

export const Period = z.object({
  from: day.optional().describe('The first day; the last 30 days unless told otherwise, 366 at most'),
  to: day.optional().describe('The last day, counted as well'),
  time_zone: text(100).optional().describe('By which days begin: Europe/Berlin; UTC unless told otherwise'),
})

/** The tables that can be had as files, and their columns. */
export const tables = {
  per_day: ['day', 'opened', 'closed', 'open_at_end'],
  open_by_age: ['bucket', 'count'],
  first_response: ['day', 'count', 'median_seconds', 'p90_seconds'],
  resolution: ['day', 'count', 'median_seconds', 'p90_seconds'],
  by_domain: ['domain', 'opened', 'open', 'median_first_response_seconds'],
  by_label: ['label', 'color', 'opened', 'open'],
} as const
export type Table = keyof typeof tables

export const File = Period.extend({ table: z.enum(Object.keys(tables) as [Table, ...Table[]]) })

const took = { count: z.int(), median_seconds: z.int().nullable(), p90_seconds: z.int().nullable() }
const each = z.array(z.object({ day: z.string(), ...took }))
const Took = z.object({
  ...took,
  per_day: each,
  per_week: each.describe('Whole weeks back from the last day, each named by its first'),
})

export const Numbers = z
  .object({
    from: z.string(),
    to: z.string(),
    time_zone: z.string(),
    per_day: z.array(z.object({ day: z.string(), opened: z.int(), closed: z.int(), open_at_end: z.int() })),
    open_by_age: z
      .array(z.object({ bucket: z.enum(['day', '3_days', 'week', 'month', 'older']), count: z.int() }))
      .describe('Open now, by 24 hours: younger than a day, 3 days, 7 days, 30 days, older'),
    first_response: Took.describe('First answered in the period, by the day of the answer'),
    resolution: Took.describe('Closed in the period and not opened again, by the day of the last closing'),
    by_domain: z.array(
      z.object({
        domain: z.string(),
        opened: z.int(),
        open: z.int(),
        median_first_response_seconds: z.int().nullable(),
      }),
    ),
    by_label: z.array(z.object({ label: z.string(), color: z.string(), opened: z.int(), open: z.int() })),
    totals: z.object({
      opened: z.int(),
      closed: z.int().describe('Every closing counts'),
      open: z.int().describe('Now'),
      awaiting_team: z.int().describe('Now'),
    }),
  })
  .meta({ id: 'ServiceDeskNumbers' })
