// What does the API say of a mail that goes out?
import { z } from 'zod'
import { count, id, text, timestamp } from './fields.ts'
import { Either } from './pagination.ts'

const states = ['queued', 'waiting', 'sending', 'sent', 'failed', 'suppressed', 'cancelled'] as const

const kinds = [
  'thank_you',
  'new_note',
  'new_participant',
  'closed',
  'reopened',
  'refusal',
  'member_new_ticket',
  'member_note',
  'member_mention',
  'member_assigned',
  'member_closed',
  'member_reopened',
  'mailbox_alert',
  'custom_email_verification',
] as const

const mail = {
  id: z.int(),
  kind: z.enum(kinds),
  project_id: z.int().nullable(),
  issue_id: z.int().nullable(),
  issue_iid: z.int().nullable(),
  note_id: z.int().nullable(),
  recipient: z.string(),
  recipient_name: z.string(),
  subject: z.string(),
  message_id: z.string().describe('Without angle brackets; the same at every attempt'),
  state: z.enum(states).describe('waiting: no SMTP server is configured'),
  attempts: z.int(),
  next_attempt_at: timestamp.nullable(),
  last_error: z.string().nullable(),
  smtp_response: z.string().nullable(),
  delivery: z
    .enum(['delayed', 'bounced', 'complained'])
    .nullable()
    .describe('What a report said after the server had taken the mail'),
  delivery_detail: z.string().nullable(),
  created_at: timestamp,
  sent_at: timestamp.nullable(),
}

/** A mail in a list. */
export const Mail = z.object(mail).meta({ id: 'OutboxMail' })

/** A mail as it left, or as it would leave now. */
export const Rendered = z
  .object({ ...mail, text_body: z.string(), html_body: z.string() })
  .meta({ id: 'OutboxMailRendered' })

export const List = Either.pick({ cursor: true, per_page: true }).extend({
  state: z.enum(states).optional(),
  recipient: text(254).optional().describe('The whole address'),
  note_id: id.optional(),
})

/** An address to which nothing is mailed, because mail to it came back. */
export const Undeliverable = z
  .object({ email: z.string(), reason: z.string(), outbox_id: z.int().nullable(), since: timestamp })
  .meta({ id: 'UndeliverableAddress' })

export const ListUndeliverable = z.object({
  per_page: count(1, 100).default(100),
  before: timestamp.optional().describe('Only addresses marked before this time'),
})

export type Mail = z.infer<typeof Mail>
export type Rendered = z.infer<typeof Rendered>
export type Undeliverable = z.infer<typeof Undeliverable>
