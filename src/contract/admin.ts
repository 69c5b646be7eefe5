// What does the API say of the desk to those who run it?
import { z } from 'zod'
import { timestamp } from './fields.ts'

/** A way by which mail comes in or goes out. */
export const Mailbox = z
  .object({
    name: z.enum(['smtp', 'lmtp', 'http', 'incoming_email', 'service_desk_email', 'outgoing']),
    title: z.string(),
    address: z.string().nullable().describe('Where it listens, or the mail address'),
    state: z.enum(['up', 'off', 'failing', 'not_configured']),
    detail: z.string(),
    last_mail_at: timestamp.nullable(),
    mails_last_day: z.int(),
    waiting: z.int().describe('Mails that have not come to an end yet'),
    last_error: z.string().nullable(),
    missing: z.array(z.string()).describe('What to do, in sentences'),
  })
  .meta({ id: 'AdminMailbox' })

export const Statistics = z
  .object({
    active_users: z.int().describe('People who may sign in'),
    seats: z.int().describe('The same: bots take no seat'),
    blocked_users: z.int(),
    bots: z.int(),
    projects: z.int(),
    groups: z.int(),
    issues: z.int().describe('Tickets included'),
    service_desk_tickets: z.int(),
  })
  .meta({ id: 'ApplicationStatistics' })

export type Mailbox = z.output<typeof Mailbox>
export type Statistics = z.infer<typeof Statistics>
