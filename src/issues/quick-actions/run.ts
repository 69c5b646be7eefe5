// What do the commands of a text do, and what is said of each?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { type DeskError, isDeskError } from '#kernel'
import type { Action, Actor } from './action.ts'
import { issueActions } from './issue.ts'
import { ownActions } from './own.ts'
import { peopleActions } from './people.ts'
import type { Command, QuickAction } from './split.ts'
import { nothingToChange } from './words.ts'

export type Outcome = { applied: string[]; refused: string[] }

const actions: Record<QuickAction, Action> = { ...issueActions, ...peopleActions, ...ownActions }

/** Runs the commands in their order, a move or merge at the end. A command that is refused leaves nothing behind. */
export async function runQuickActions(
  tx: Tx,
  { commands, ...actor }: Actor & { commands: readonly Command[] },
): Promise<Outcome> {
  const outcome: Outcome = { applied: [], refused: [] }
  const isLast = ({ name }: Command) => name === 'move' || name === 'merge_into'
  for (const command of [...commands.filter(one => !isLast(one)), ...commands.filter(isLast)]) {
    await sql`savepoint quick_action`.execute(tx)
    try {
      outcome.applied.push(await actions[command.name](tx, actor, command.args))
    } catch (error) {
      if (!isDeskError(error)) throw error
      await sql`rollback to savepoint quick_action`.execute(tx)
      outcome.refused.push(`${command.line}: ${reasonOf(error)}`)
    }
    await sql`release savepoint quick_action`.execute(tx)
  }
  return outcome
}

/** Whether a refusal says no more than that all is as the command wants it. */
export const changesNothing = (refused: string) => refused.endsWith(`: ${nothingToChange}`)

function reasonOf(error: DeskError): string {
  if (error.kind === 'forbidden') return 'you may not do this here'
  return error.message.replace(/^404 (.*) Not Found$/, '$1 not found')
}
