// What is every change of an issue given, and what does it say of itself?
import type { Tx } from '#db'
import type { Person } from '#users'
import type { Found } from '../policy.ts'

/** The issue as it was, locked; who changes it. */
export type Context = Found & { by: Person }

/** Changes one attribute and writes its system note. Returns whether anything changed. */
export type Change<Value> = (tx: Tx, context: Context, value: Value) => Promise<boolean>
