// What is the mirror of a repository elsewhere to a client? GitLab's pull mirror.
import { z } from 'zod'
import { count, flag, text, timestamp } from './fields.ts'

const closing = z
  .enum(['all', 'qualified', 'none'])
  .describe(
    'Which issues commits may close: also those named #12, only those named with their project, or none',
  )

export const Mirror = z
  .object({
    id: z.int().describe("The project's id"),
    enabled: z.boolean(),
    url: z.string().describe('Without user name and password'),
    auth_user: z.string().nullable(),
    auth_password_set: z.boolean(),
    interval_minutes: z.int(),
    closing,
    update_status: z.enum(['none', 'scheduled', 'started', 'finished', 'failed']),
    last_error: z.string().nullable(),
    last_update_at: timestamp.nullable(),
    last_update_started_at: timestamp.nullable(),
    last_successful_update_at: timestamp.nullable(),
    next_update_at: timestamp.nullable(),
    mirror_trigger_builds: z.boolean(),
    only_mirror_protected_branches: z.boolean(),
    mirror_overwrites_diverged_branches: z.boolean(),
    mirror_branch_regex: z.null(),
  })
  .meta({ id: 'Mirror' })

/** What is not given stays. A name and a password may also stand in the address. */
export const Update = z.object({
  enabled: flag.optional(),
  url: text(4000).optional(),
  auth_user: text(2000).nullish(),
  auth_password: text(2000).nullish(),
  interval_minutes: count(5, 10_080).optional(),
  closing: closing.optional(),
})

export type Mirror = z.input<typeof Mirror>
