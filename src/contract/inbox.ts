// What does the API say of a mail that came in?
import { z } from 'zod'
import { flag, idOrPath, ids, text, timestamp } from './fields.ts'
import { Either } from './pagination.ts'

export const endings = [
  'ticket_opened',
  'note_added',
  'unsubscribed',
  'report_recorded',
  'ignored',
  'held',
  'refused',
  'failed',
  'discarded',
] as const

/** What a person may do with a mail that came to no good end. */
export const actions = ['release', 'reroute', 'discard'] as const

/** Mails of one request that are let through or thrown away together. */
const mostTogether = 1000

export const Mail = z
  .object({
    id: z.int(),
    ingress: z.enum(['smtp', 'lmtp', 'imap', 'microsoft_graph', 'http', 'pipe']),
    project_id: z.int().nullable(),
    project_path: z.string().nullable(),
    recipients: z.array(z.string()).describe('The recipients that stand for this project'),
    mail_from: z.string().nullable().describe('Reverse-path; empty for <>; null where none was given'),
    client_address: z.string().nullable(),
    client_name: z.string().nullable(),
    received_at: timestamp,
    size: z.int().describe('Bytes'),
    message_id: z.string().nullable(),
    author: z.string().nullable(),
    author_name: z.string().nullable(),
    subject: z.string().nullable(),
    ending: z.enum(endings).nullable().describe('null: being worked on, or waiting for another try'),
    reason: z.string().nullable(),
    why: z.record(z.string(), z.unknown()).describe('Which rule decided, and on what evidence'),
    issue_id: z.int().nullable(),
    issue_iid: z.int().nullable(),
    note_id: z.int().nullable(),
    settled_at: timestamp.nullable(),
    attempts: z.int().describe('Times that working on it has failed'),
    last_error: z.string().nullable(),
    released_at: timestamp.nullable(),
  })
  .meta({ id: 'InboxMail' })

/** How the mail came in that became a ticket or a note, and which rule brought it here. */
export const Origin = Mail.pick({
  id: true,
  ingress: true,
  received_at: true,
  size: true,
  mail_from: true,
  recipients: true,
  message_id: true,
  subject: true,
  author: true,
  author_name: true,
  reason: true,
  why: true,
}).meta({ id: 'MailOrigin' })

/** What a person reads of such a mail. */
export const Original = z
  .object({
    headers: z.array(z.object({ name: z.string(), value: z.string() })).describe('Decoded, in a fixed order'),
    has_html: z.boolean(),
    remote_images: z
      .int()
      .describe('Pictures of other hosts in its HTML; they are fetched only with images=true'),
    text: z.string(),
  })
  .meta({ id: 'OriginalMail' })

export const Page = z.object({
  images: flag
    .optional()
    .describe('Lets pictures of other hosts be fetched; their hosts then know of the reader'),
})

export const List = Either.pick({ cursor: true, per_page: true }).extend({
  ending: z.enum([...endings, 'pending']).optional(),
  reason: text(100).optional(),
  search: text(500).optional().describe('In author, subject or recipients'),
})

const asText = (value: unknown) => (typeof value === 'number' ? String(value) : value)

export const Reroute = z.object({
  project_id: z.preprocess(asText, idOrPath.optional()).describe('Absent: to where it was addressed'),
})

export const Bulk = z.object({
  action: z.enum(actions),
  ids: ids.describe(`At most ${mostTogether}`).refine(given => given.length <= mostTogether, 'are too many'),
})

export const OfSender = z.object({
  action: z.enum(['release', 'discard']),
  sender: text(320).describe('Address; what stands behind a plus in it makes no difference'),
})

export const BulkResult = z
  .object({ id: z.int(), done: z.boolean(), message: z.string().nullable().describe('Why it was not done') })
  .meta({ id: 'InboxBulkResult' })

export type Mail = z.infer<typeof Mail>
