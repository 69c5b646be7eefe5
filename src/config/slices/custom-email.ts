// By which servers may projects write under addresses of their own?
import { z } from 'zod'

export const customEmail = z
  .strictObject({
    /** Whether a Maintainer may name an SMTP server on this machine or in a private network. */
    allow_private_hosts: z.boolean().default(false),
  })
  .prefault({})
