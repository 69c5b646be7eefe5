// What lies in an archive? A tar of: deskbell.json, tables/<name>.copy, perhaps secrets.key, blobs/<sha256>, repositories/<id>.bundle, and last members.json.
import type { Counter, Table, WaitingJob } from './tables.ts'

/** Raised when an older Deskbell could not read what a newer one writes. */
export const format = 1

/** The first member: what was backed up, and from what. */
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

/** The last member: every member before it. An archive without it was cut off. */
export type Members = Record<string, { sha256: string; rows?: number }>

export const names = {
  manifest: 'deskbell.json',
  members: 'members.json',
  /** Opens the passwords that stand in the tables; absent where the configuration has the key. */
  secretsKey: 'secrets.key',
  table: (name: string) => `tables/${name}.copy`,
  blob: (digest: string) => `blobs/${digest}`,
  /** The code of a project, as git's own bundle; absent where nothing was ever pushed. */
  repository: (projectId: number) => `repositories/${projectId}.bundle`,
}
