// Whom may the webhooks of projects tell, and how long may an answer take?
import { z } from 'zod'

const limits = {
  /** Seconds that GitLab waits for an answer; receivers are built for that. */
  seconds: 10,
} as const

export const webhooks = z
  .strictObject({
    /** Whether a Maintainer may name a receiver on this machine or in a private network. */
    allow_private_hosts: z.boolean().default(false),
    /** Seconds that a receiver may take to answer. */
    timeout_seconds: z.int().min(1).max(60).default(limits.seconds),
  })
  .prefault({})
