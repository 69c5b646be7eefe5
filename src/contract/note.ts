// What does the API say of a note?
import { z } from 'zod'
import { count, flag, id, text, timestamp } from './fields.ts'
import { Mail } from './outbox.ts'
import { Basic } from './user.ts'

/** Characters of a note; GitLab's limit. Longer ones are refused by name. */
const body = text(1_048_576)
/** What clients send beside the text: its time, kept for imports by Owners and administrators. */
const createdAt = timestamp.optional().describe('Owners and administrators only; not in the future')

/** How a public note fared on its way to one external participant. */
const Delivery = z
  .object({
    outbox_id: z.int(),
    recipient: z.string(),
    state: Mail.shape.state,
    delivery: Mail.shape.delivery,
    reason: z.string().nullable().describe('Why it did not arrive, or not yet'),
    send_at: timestamp.nullable().describe('When it leaves, or is tried again; null: at once, or settled'),
    sent_at: timestamp.nullable(),
  })
  .meta({ id: 'NoteDelivery' })

const note = {
  id: z.int(),
  type: z.literal('DiscussionNote').nullable(),
  body: z.string(),
  body_html: z.string().optional().describe('With render_html'),
  attachment: z.null(),
  author: Basic,
  created_at: timestamp,
  updated_at: timestamp,
  system: z.boolean(),
  noteable_id: z.int(),
  noteable_type: z.literal('Issue'),
  noteable_iid: z.int(),
  project_id: z.int(),
  discussion_id: z.string(),
  resolvable: z.literal(false),
  internal: z.boolean(),
  confidential: z.boolean(),
  edited_at: timestamp.nullable(),
  system_action: z.string().nullable().describe('Of a system note: what changed'),
  external_author: z.string().nullable().describe('Who wrote it by mail; masked below Reporter'),
  external_name: z.string().nullable(),
  sender: z
    .string()
    .nullable()
    .optional()
    .describe('What SPF, DKIM and DMARC said of who sent it; from Reporter up'),
  trimmed: z.string().nullable().describe('Quoted tail and signature of a mail; from Reporter up'),
  trimmed_html: z.string().optional().describe('With render_html, where something was trimmed'),
  flag: z.enum(['unknown_sender', 'automatic_reply']).nullable(),
  deliveries: z.array(Delivery).optional().describe('To whom it was mailed; from Reporter up'),
}

export const Note = z.object(note).meta({ id: 'Note' })

const commandsChanges = z
  .record(z.string(), z.union([z.string(), z.literal(true)]))
  .describe('The quick actions that were run, with what they were given')

/** A new note says as well what its quick actions did. */
export const Created = z
  .object({
    ...note,
    commands_changes: commandsChanges,
    quick_actions: z.object({ applied: z.array(z.string()), refused: z.array(z.string()) }),
  })
  .meta({ id: 'NoteCreated' })

/** The text was nothing but quick actions: no note was made. */
export const Commands = z
  .object({
    commands_changes: commandsChanges,
    summary: z.array(z.string()),
    quick_actions: z.object({ applied: z.array(z.string()), refused: z.array(z.string()) }),
  })
  .meta({ id: 'NoteCommands' })

export const Discussion = z
  .object({ id: z.string(), individual_note: z.boolean(), notes: z.array(Note) })
  .meta({ id: 'Discussion' })

/** Seconds for which the mails of a note can be held back: longer than anybody takes to see a slip. */
const maxUndoSeconds = 60

export const List = z.object({
  sort: z.enum(['asc', 'desc']).default('desc'),
  order_by: z.enum(['created_at', 'updated_at']).default('created_at'),
  activity_filter: z.enum(['all_notes', 'only_comments', 'only_activity']).default('all_notes'),
})

export const Create = z.object({
  body,
  internal: flag.optional().describe('For the team alone'),
  confidential: flag.optional().describe('The former name of `internal`'),
  created_at: createdAt,
  last_seen_note_id: id
    .optional()
    .describe('The newest note that the writer has read, 0: none. 409 if somebody else wrote meanwhile'),
  undo_seconds: count(0, maxUndoSeconds)
    .optional()
    .describe('Its mails leave that much later; deleting the note until then cancels them'),
})

export const Remove = z.object({
  unsent: flag.optional().describe('Only if none of its mails has left; else 409 and the note stays'),
})

/** Somebody is about to write. */
export const Writing = z.object({ internal: flag.optional().describe('A note for the team alone') })

export const Answer = z.object({ body, created_at: createdAt })
export const Update = z.object({ body })

export type Note = z.input<typeof Note>
export type Created = z.input<typeof Created>
export type Commands = z.input<typeof Commands>
export type Discussion = z.input<typeof Discussion>
