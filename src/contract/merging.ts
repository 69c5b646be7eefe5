// How are tickets joined and divided, and whose are they really? Shapes of our own: GitLab has none for these.
import { z } from 'zod'
import { flag, idOrPath, iid, text } from './fields.ts'

export const Merge = z.object({
  target_issue_iid: iid.describe('The ticket that stays'),
  target_project_id: idOrPath.optional().describe('Its project, by id or path; without it, the same'),
})

export const Split = z.object({
  title: text(10_000).optional().describe("Without it, the note's first line"),
  with_later: flag.optional().describe('What was said after it goes along'),
})

/** Octets of an address (RFC 5321 §4.5.3.1.3); more is none, and is said to be invalid rather than long. */
const address = text(1000)

export const ChangeRequester = z.object({
  email: address,
  name: text(255).optional(),
  keep_former: flag.optional().describe('The former requester takes part further and gets the answers'),
  greet: flag
    .optional()
    .describe('The new requester gets the mail that greets a newcomer; without it nobody is mailed'),
  confirmed: flag
    .optional()
    .describe('Needed for an address that was only read from the text of a mail: a person has checked it'),
})

export const Requester = z
  .object({
    email: z.string().nullable(),
    name: z.string(),
    suggestion: z
      .object({
        email: z.string(),
        name: z.string(),
        read_from: z.enum(['text', 'attachment']).describe('Anybody can write either: an offer, no fact'),
        by_member: z.boolean().describe('A member of the project forwarded it'),
      })
      .nullable()
      .describe('Whose mail was forwarded here, as it seems'),
  })
  .meta({ id: 'Requester' })

export const ChangedRequester = z
  .object({
    email: z.string(),
    name: z.string(),
    undo: z
      .object({ email: z.string(), name: z.string(), keep_former: z.boolean(), confirmed: z.literal(true) })
      .nullable()
      .describe('The body that makes it as it was'),
  })
  .meta({ id: 'ChangedRequester' })
