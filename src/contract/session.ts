// How does a browser sign in?
import { z } from 'zod'
import { flag } from './fields.ts'

export const SignIn = z.object({
  login: z.string().min(1).max(254).describe('Username or e-mail address'),
  password: z.string().min(1).max(128),
  remember_me: flag.default(true).describe('false: the session ends with the browser'),
})
