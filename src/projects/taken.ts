// Is a path free? Groups and projects share them.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'

const taken = () => DeskError.invalid('path', 'has already been taken')

/**
 * Locks the namespace in which something is to be made or put, so that two requests at once cannot give one path to a
 * group and a project; the unique indexes guard each table by itself.
 * @throws invalid naming `path`; conflict if the namespace moves at this moment
 */
export async function requireFreePath(
  tx: Tx,
  parent: { id: number; full_path: string } | null,
  path: string,
  except: { projectId?: number; namespaceId?: number } = {},
): Promise<void> {
  if (parent !== null) await holdStill(tx, parent)
  const fullPath = (parent === null ? path : `${parent.full_path}/${path}`).toLowerCase()
  const { rows } = await sql`
    select from namespaces where lower(full_path) = ${fullPath} and id is distinct from ${except.namespaceId ?? null}
    union all
    select from projects where lower(full_path) = ${fullPath} and id is distinct from ${except.projectId ?? null}`.execute(
    tx,
  )
  if (rows.length > 0) throw taken()
}

async function holdStill(tx: Tx, parent: { id: number; full_path: string }): Promise<void> {
  const { rows } = await sql<{ full_path: string }>`
    select full_path from namespaces where id = ${parent.id} for no key update`.execute(tx)
  if (rows[0]?.full_path !== parent.full_path)
    throw new DeskError('conflict', 'The namespace was moved or removed at this moment; try again')
}

/** Turns a breach of those indexes into the same refusal (SQLSTATE 23505); everything else goes on as it is. */
export function takenError(error: unknown): never {
  const { code, constraint } = error as { code?: string; constraint?: string }
  if (code === '23505' && /^(namespaces|projects)_full_path$/.test(constraint ?? '')) throw taken()
  throw error
}
