// What is to be told, to which hooks?
import type { Kind } from '../rows.ts'

export type Told = {
  kind: Kind
  body: Record<string, unknown>
  /** The branch that was pushed, for the filter of hooks. */
  branch?: string
}
