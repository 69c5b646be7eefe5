// What lies in an archive? A tar of: deskbell.json, tables/<name>.copy, blobs/<sha256>, and last checksums.json.
import type { Counter, Table, WaitingJob } from './tables.ts'

/** Raised when an older Deskbell could not read what a newer one writes. */
export const format = 1

export type Manifest = {
  format: number
  created_at: string
  /** Version and checksum of each migration; the database that takes the archive must have the same. */
  migrations: string[]
  /** In the order in which they can be filled. */
  tables: Table[]
  counters: Counter[]
  jobs: WaitingJob[]
}

export const names = {
  manifest: 'deskbell.json',
  /** SHA-256 of every member before it, by name; an archive without it was cut off. */
  checksums: 'checksums.json',
  table: (name: string) => `tables/${name}.copy`,
  blob: (digest: string) => `blobs/${digest}`,
}
