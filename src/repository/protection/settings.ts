// How are the protected branches of a project listed, made, changed and removed?
import type { Selectable } from 'kysely'
import { type DB, type Db, type Tx, transaction } from '#db'
import { DeskError } from '#kernel'
import { isBranchRule } from './rules.ts'

export type ProtectedBranch = Selectable<DB['protected_branches']>

/** GitLab's levels of protected branches: nobody, Developers, Maintainers, administrators. */
type ProtectionLevel = 0 | 30 | 40 | 60

export type ProtectionChange = {
  push_access_level?: ProtectionLevel
  merge_access_level?: ProtectionLevel
  allow_force_push?: boolean
}

/** Each push looks at all rules of its project. */
const maxRules = 200

/** By name; `search` is part of it. */
export function listProtected(db: Db, projectId: number, search = ''): Promise<ProtectedBranch[]> {
  let query = db.selectFrom('protected_branches').selectAll().where('project_id', '=', projectId)
  if (search !== '') query = query.where(({ eb, fn, val }) => eb(fn('strpos', ['name', val(search)]), '>', 0))
  return query.orderBy('name').orderBy('id').execute()
}

/** @throws not_found */
export async function findProtected(db: Db, projectId: number, name: string): Promise<ProtectedBranch> {
  const row = await db
    .selectFrom('protected_branches')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst()
  if (row === undefined) throw DeskError.notFound('Protected Branch')
  return row
}

/**
 * Protects a branch, or with `*` in its name all that fit.
 * @throws invalid naming `name`; conflict if that name is protected already
 */
export async function protect(
  tx: Tx,
  projectId: number,
  name: string,
  change: ProtectionChange,
): Promise<ProtectedBranch> {
  if (!isBranchRule(name)) throw DeskError.invalid('name', 'is not the name of a branch, or names with *')
  const rules = await listProtected(tx, projectId)
  if (rules.some(rule => rule.name === name)) throw taken(name)
  if (rules.length >= maxRules)
    throw DeskError.invalid('name', `is one too many: a project has at most ${maxRules} protected branches`)
  const row = await tx
    .insertInto('protected_branches')
    .values({ project_id: projectId, name, ...change })
    .onConflict(conflict => conflict.columns(['project_id', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw taken(name)
  return row
}

const taken = (name: string) => new DeskError('conflict', `Protected branch '${name}' already exists`)

/** @throws not_found */
export async function changeProtected(
  db: Db,
  projectId: number,
  name: string,
  change: ProtectionChange,
): Promise<ProtectedBranch> {
  return transaction(db, async tx => {
    const { id, ...row } = await findProtected(tx, projectId, name)
    if (Object.keys(change).length === 0) return { id, ...row }
    return tx
      .updateTable('protected_branches')
      .set(change)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow(() => DeskError.notFound('Protected Branch'))
  })
}

/** @throws not_found */
export async function unprotect(tx: Tx, projectId: number, name: string): Promise<void> {
  const { id } = await findProtected(tx, projectId, name)
  await tx.deleteFrom('protected_branches').where('id', '=', id).execute()
}
