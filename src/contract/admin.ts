// What does the API say of the desk to those who run it?
import { z } from 'zod'
import { timestamp } from './fields.ts'

const Leftover = z.object({
  item: z.string().describe('`UIDVALIDITY:UID`, or the id of Microsoft Graph'),
  reason: z.string(),
  attempts: z.int(),
  first_failed_at: timestamp,
  next_attempt_at: timestamp.nullable().describe('null: given up'),
})

/** What reads a mailbox, as it last said of itself. */
export const Reader = z
  .object({
    method: z.enum(['imap', 'microsoft_graph']),
    account: z.string().describe('Where the mail lies: folder, user and server'),
    state: z.enum(['connecting', 'connected', 'failing']),
    since: timestamp.nullable().describe('Since when it is in this state'),
    seen_at: timestamp.nullable().describe('When the server last answered'),
    last_item: z
      .string()
      .nullable()
      .describe('The last mail taken: `UIDVALIDITY:UID`, or the id of Microsoft Graph'),
    waiting: z.int().describe('Mails in the mailbox that are still to be taken'),
    lag_seconds: z.int().nullable().describe('How long the oldest of them has waited; null: none waits'),
    last_error: z.string().nullable(),
    last_error_at: timestamp.nullable(),
    idle: z.boolean().nullable().describe('Whether the server tells of new mail by itself'),
    node: z.string().nullable().describe('The process that reads'),
    leftovers: z.object({
      count: z.int().describe('Mails that could not be taken in their turn'),
      latest: z.array(Leftover),
    }),
  })
  .meta({ id: 'AdminMailboxReader' })

/** A way by which mail comes in or goes out. */
export const Mailbox = z
  .object({
    name: z.enum(['smtp', 'lmtp', 'http', 'incoming_email', 'service_desk_email', 'outgoing']),
    title: z.string(),
    address: z.string().nullable().describe('Where it listens, or the mail address'),
    state: z.enum(['up', 'connecting', 'off', 'failing', 'not_configured']),
    detail: z.string(),
    last_mail_at: timestamp.nullable(),
    mails_last_day: z.int(),
    waiting: z.int().describe('Mails that have not come to an end yet'),
    last_error: z.string().nullable(),
    missing: z.array(z.string()).describe('What to do, in sentences'),
    reader: Reader.nullable().describe('null: nothing is fetched this way'),
  })
  .meta({ id: 'AdminMailbox' })

/** Mailboxes to which one may send oneself a mail. */
export const BoxName = z.enum(['incoming_email', 'service_desk_email'])
/** What can be tried without a mail. */
export const Tried = z.enum([...BoxName.options, 'outgoing'])

/** What signing in and looking showed; nothing was changed by it. */
export const Test = z
  .object({
    ok: z.boolean(),
    says: z.string(),
    warnings: z.array(z.string()),
    milliseconds: z.int(),
    folder: z
      .object({
        name: z.string(),
        unread: z.int(),
        total: z.int(),
        uid_next: z.int().nullable().describe('IMAP only'),
        uid_validity: z.string().nullable().describe('IMAP only'),
        idle: z.boolean().nullable().describe('IMAP: whether the server tells of new mail by itself'),
      })
      .nullable(),
  })
  .meta({ id: 'AdminMailboxTest' })

/** A mail of the desk to itself. */
export const RoundTrip = z
  .object({
    id: z.string(),
    state: z.enum(['sent', 'arrived', 'failed']),
    sent_at: timestamp,
    arrived_at: timestamp.nullable(),
    milliseconds: z.int().nullable(),
    ingress: z.string().nullable().describe('The door by which it came in'),
    says: z.string(),
  })
  .meta({ id: 'AdminMailboxRoundTrip' })

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

export type Reader = z.output<typeof Reader>
export type Test = z.output<typeof Test>
export type RoundTrip = z.input<typeof RoundTrip>
export type Mailbox = z.output<typeof Mailbox>
export type Statistics = z.infer<typeof Statistics>
