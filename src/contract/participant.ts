// What does the API say of somebody who takes part in an issue by mail?
import { z } from 'zod'
import { text, timestamp } from './fields.ts'

/** Octets of an address (RFC 5321 §4.5.3.1.3); more is none, and is said to be invalid rather than long. */
const address = text(1000)

export const Participant = z
  .object({
    id: z.int(),
    email: z.string().describe('As they write it; masked below Reporter'),
    name: z.string(),
    origin: z.enum(['requester', 'cc', 'added', 'accepted']),
    created_at: timestamp,
    unsubscribed_at: timestamp.nullable().describe('Since then they get no mail, by their own wish'),
    undeliverable: z
      .object({ reason: z.string(), since: timestamp })
      .nullable()
      .describe('Nothing is mailed there since mail came back; from Reporter up'),
  })
  .meta({ id: 'EmailParticipant' })

/** One address, or several at once: all of them are added or none. */
export const Add = z.object({
  email: address.optional(),
  emails: z
    .preprocess(
      value => (typeof value === 'string' ? value.split(/[\s,]+/) : value),
      z.array(address).max(25),
    )
    .optional()
    .describe('At most 25; as an array, or as one text with commas or blanks between them'),
})

export type Participant = z.input<typeof Participant>
