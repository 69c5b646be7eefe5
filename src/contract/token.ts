// What does the API say of a personal access token?
import { z } from 'zod'
import { day, flag, id, text, timestamp } from './fields.ts'
import { Offset } from './pagination.ts'

const Scope = z.enum(['api', 'read_api', 'read_user', 'read_repository', 'write_repository'])

const token = {
  id: z.int(),
  name: z.string(),
  description: z.string().nullable(),
  revoked: z.boolean(),
  created_at: timestamp,
  scopes: z.array(z.string()),
  user_id: z.int(),
  last_used_at: timestamp.nullable(),
  active: z.boolean(),
  expires_at: day.nullable(),
}

export const Token = z.object(token).meta({ id: 'PersonalAccessToken' })

/** The only time that the token itself is shown. */
export const Created = z.object({ ...token, token: z.string() }).meta({ id: 'PersonalAccessTokenWithToken' })

export const List = Offset.extend({
  user_id: id.optional().describe('Only administrators see the tokens of others'),
  revoked: flag.optional(),
  state: z.enum(['active', 'inactive']).optional(),
  search: text(255).optional().describe('Part of the name'),
})

export const Create = z.object({
  name: text(255),
  scopes: z.array(Scope),
  expires_at: day.nullish().describe('The token ends when this day (UTC) begins; without it, never'),
})

export const Rotate = z.object({ expires_at: day.nullish() })
export const Params = z.object({ id })
export const SelfOrId = z.object({ id: z.union([z.literal('self'), id]) })

export type Token = z.input<typeof Token>
export type Created = z.input<typeof Created>
