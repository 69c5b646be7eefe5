// What does the API say of a person?
import { z } from 'zod'
import { flag, id, text, timestamp } from './fields.ts'

const basic = {
  id: z.int(),
  username: z.string(),
  name: z.string(),
  state: z.enum(['active', 'blocked']),
  locked: z.boolean(),
  avatar_url: z.string().nullable(),
  web_url: z.string(),
}

/** A person as author, assignee or member. */
export const Basic = z.object(basic).meta({ id: 'UserBasic' })

/** A person's public profile. */
export const User = z.object({ ...basic, bot: z.boolean(), created_at: timestamp }).meta({ id: 'User' })

/** What one sees of oneself, and an administrator of everybody. */
export const Full = z
  .object({
    ...basic,
    bot: z.boolean(),
    created_at: timestamp,
    email: z.string(),
    is_admin: z.boolean(),
    last_sign_in_at: timestamp.nullable(),
    confirmed_at: timestamp.nullable(),
    two_factor_enabled: z.boolean(),
    external: z.boolean(),
    theme: z.enum(['system', 'light', 'dark']),
    time_zone: z.string().nullable(),
    notification_level: z.enum(['disabled', 'participating', 'watch', 'mention']),
  })
  .meta({ id: 'UserFull' })

export const List = z.object({
  search: text(255)
    .optional()
    .describe('Part of name or username; for administrators of an e-mail address, too'),
  username: text(255).optional(),
  active: flag.optional(),
  blocked: flag.optional(),
  admins: flag.optional(),
  exclude_internal: flag.optional().describe('Without the Support Bot'),
})

export const Create = z.object({
  username: text(255),
  name: text(255),
  email: text(254),
  password: z.string().max(128).optional(),
  admin: flag.optional(),
})

export const Update = z.object({
  name: text(255).optional(),
  email: text(254).optional(),
  password: z.string().max(128).optional(),
  admin: flag.optional(),
})

export const UpdateSelf = z.object({
  name: text(255).optional(),
  email: text(254).optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  time_zone: text(64).nullish(),
  notification_level: z.enum(['disabled', 'participating', 'watch', 'mention']).optional(),
})

export const ChangePassword = z.object({
  current_password: z.string().max(128),
  password: z.string().max(128),
})

export const Params = z.object({ id })

export type Basic = z.input<typeof Basic>
export type User = z.input<typeof User>
export type Full = z.input<typeof Full>
