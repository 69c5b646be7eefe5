// What is a quick action to the one who runs it?
import type { Tx } from '#db'
import type { Person } from '#users'

/** On which issue, and by whom? */
export type Actor = { issueId: number; by: Person }
/** Does it and says so in one sentence; a DeskError says why not. */
export type Action = (tx: Tx, actor: Actor, args: string) => Promise<string>
