// How does a browser sign in?
import { z } from 'zod'
import { flag, timestamp } from './fields.ts'

export const SignIn = z.object({
  login: z.string().min(1).max(254).describe('Username or e-mail address'),
  password: z.string().min(1).max(128),
  remember_me: flag.default(true).describe('false: the session ends with the browser'),
})

/** One place where a person is signed in. */
export const Session = z
  .object({
    id: z.int(),
    current: z.boolean(),
    ip_address: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'Session' })

export type Session = z.input<typeof Session>
