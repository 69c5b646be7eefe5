// What if working on a mail fails? It is tried again, later and later, and shown with its error meanwhile.
import { sql } from 'kysely'
import { transaction } from '#db'
import type { InboundDesk } from './desk.ts'
import { limits } from './limits.ts'
import { settle } from './settle.ts'

/** Connection trouble is the database's failure, not the mail's (SQLSTATE class 08, 57P…, and Node's own codes). */
const databaseAway = /^(08|57P|53300|ECONN|EPIPE|ENOENT)/

/**
 * Counts the try and keeps the error with the mail.
 * @throws the error, so that the job is repeated; after the last try the mail has the ending `failed` instead
 */
export async function noteFailure(
  { db, log }: Pick<InboundDesk, 'db' | 'log'>,
  inboxId: number,
  error: unknown,
): Promise<void> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (databaseAway.test(code)) throw error
  const text = (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 1000)
  log.error({ err: error, inboxId }, 'a mail could not be processed')
  const { rows } = await sql<{ attempts: number }>`
    update inbox set attempts = attempts + 1, last_error = ${text} where id = ${inboxId} and ending is null
    returning attempts`.execute(db)
  const [row] = rows
  if (row === undefined) return
  if (row.attempts < limits.tries) throw error
  await transaction(db, async tx => {
    const why = { rule: 'tries', evidence: `${row.attempts} tries, the last: ${text}` }
    const kept = await tx
      .selectFrom('inbox')
      .select('project_id')
      .where('id', '=', inboxId)
      .executeTakeFirst()
    const projectId = kept?.project_id ?? null
    const settlement = { ending: 'failed', reason: 'failed', why, projectId } as const
    await settle(tx, [{ row: { id: inboxId, project: null }, message: null, settlement, people: [] }])
  })
}
