// From where may projects fetch code that lives elsewhere, and how much?
import { z } from 'zod'

const limits = {
  /** Bytes: larger histories are few, and a repository is a guest on the desk's disk. */
  repositoryBytes: 2 * 1024 ** 3,
  /** Minutes: what takes longer hangs. */
  fetchMinutes: 30,
} as const

export const mirrors = z
  .strictObject({
    /** Whether a Maintainer may name a server on this machine or in a private network. */
    allow_private_hosts: z.boolean().default(false),
    /** Whether code and passwords may travel without encryption. */
    allow_http: z.boolean().default(false),
    /** Bytes that one fetch may bring. */
    fetch_bytes: z.int().min(1024).default(limits.repositoryBytes),
    /** Minutes that one fetch may take. */
    fetch_minutes: z.int().min(1).max(1440).default(limits.fetchMinutes),
  })
  .prefault({})
