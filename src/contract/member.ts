// What does the API say of a member?
import { z } from 'zod'
import { day, id, ids, iid, text, timestamp } from './fields.ts'
import { Basic } from './user.ts'

export const Member = z
  .object({
    ...Basic.shape,
    access_level: z.int().describe('Guest 10, Reporter 20, Developer 30, Maintainer 40, Owner 50'),
    expires_at: day.nullable(),
    created_at: timestamp,
    membership_state: z.literal('active'),
  })
  .meta({ id: 'Member' })

export const List = z.object({
  query: text(255).optional().describe('Part of name or username'),
  user_ids: ids.optional(),
})

export const ListPeople = z.object({
  search: text(255).optional().describe('Part of name or username'),
  skip_users: ids.optional(),
})

/** An empty text takes the end away. */
const expiresAt = z
  .union([z.literal(''), day])
  .nullish()
  .describe('The day on which the access has ended')

export const Add = z.object({
  user_id: id.optional(),
  username: text(255).optional().describe('In place of user_id'),
  access_level: iid,
  expires_at: expiresAt,
})

export const Change = z.object({ access_level: iid, expires_at: expiresAt })

export type Member = z.input<typeof Member>
