// What does the project's template do with a new ticket? Its words stand below the customer's, its quick actions run.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { notes, quickActions } from '#issues'
import type { Log } from '#kernel'
import type { Person } from '#users'
import type { TicketTemplate } from '../template.ts'

/** Two blank lines between the customer's words and the team's. */
const between = '\n\n\n'

type Below = ReturnType<typeof belowTicket>

/**
 * @returns what is added to the description, and how many characters of that are the template's. Only the template is
 * looked through for quick actions: what the customer wrote commands nothing, wherever it ends.
 */
export function belowTicket(template: TicketTemplate | null) {
  if (template?.text == null) return { added: '', length: 0, commands: [], refused: [] }
  const { text, commands, refused } = quickActions.splitTemplate(template.text)
  const words = text.trimEnd()
  return words === ''
    ? { added: '', length: 0, commands, refused }
    : { added: `${between}${words}`, length: words.length, commands, refused }
}

type Applied = { issueId: number; by: Person; template: TicketTemplate; below: Below }

/** Runs the quick actions as the Support Bot, and tells the team what did not go as the template says. */
export async function applyTemplate(tx: Tx, log: Log, applied: Applied): Promise<void> {
  const { issueId, by, template, below } = applied
  const outcome = below.commands.length === 0 ? [] : await runGuarded(tx, log, applied)
  const refused = [...below.refused, ...outcome.filter(said => !quickActions.changesNothing(said))]
  const body = template.text === null ? lacking(template) : partly(template, refused)
  if (body !== null) await notes.add(tx, { issueId, by, body, internal: true })
}

/** Two transactions stood in each other's way: trying again helps, and the whole of it will be. */
const passing = new Set<unknown>(['40001', '40P01'])

/** A template that meets a fault of ours must not keep all mail of its project from becoming tickets. */
async function runGuarded(tx: Tx, log: Log, { issueId, by, below, template }: Applied): Promise<string[]> {
  await sql`savepoint template`.execute(tx)
  try {
    return (await quickActions.run(tx, { issueId, by, commands: below.commands })).refused
  } catch (error) {
    if (error instanceof Error && 'code' in error && passing.has(error.code)) throw error
    await sql`rollback to savepoint template`.execute(tx)
    log.error({ err: error, issueId, template: template.file }, 'the quick actions of a template failed')
    return ['Its quick actions failed; the log of the desk says why.']
  }
}

const lacking = ({ file, reason }: TicketTemplate) =>
  `This ticket has no description template: \`${file}\` ${reason}. ` +
  'Put it right on the default branch, or choose another template in the settings of Service Desk.'

function partly({ file }: TicketTemplate, refused: readonly string[]): string | null {
  if (refused.length === 0) return null
  const lines = refused.map(said => `- ${said}`)
  return `Not all that the description template \`${file}\` asks for could be done:\n\n${lines.join('\n')}`
}
