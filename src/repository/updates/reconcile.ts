// What became of moves that were announced before a crash? The refs tell: those that happened are settled, the others forgotten.
import { sql } from 'kysely'
import type { Db } from '#db'
import { GitError, gitText, type Repository } from '../git.ts'
import { zeroOid } from '../names.ts'
import type { Repositories } from '../repositories.ts'
import { settle, withdraw } from './log.ts'
import { inTurn } from './turn.ts'

/** A git whose desk was killed goes on alone for an instant: until then "not yet" is not "never". */
const certainSeconds = 60

type Left = { id: number; ref: string; oldOid: string; newOid: string; certain: boolean; known: boolean }

/**
 * Ends what is announced and not settled in a project. Only within `inTurn`, or what is under way would be taken for left.
 * @param ids only these, whose git has ended; absent: all, but the youngest wait if they may happen yet
 */
export async function reconcile(db: Db, repository: Repository, ids?: readonly number[]): Promise<void> {
  const { rows } = await sql<Left>`
    select id, ref, old_oid as "oldOid", new_oid as "newOid",
      created_at < now() - make_interval(secs => ${certainSeconds}) as certain,
      exists (select from ref_updates as later where later.project_id = mine.project_id and later.ref = mine.ref
        and later.old_oid = mine.old_oid and later.new_oid = mine.new_oid and later.id > mine.id
        and later.settled is not null) as known
    from ref_updates as mine
    where project_id = ${repository.projectId} and settled is null
      and (${ids === undefined} or id = any(${[...(ids ?? [])]}::bigint[]))
    order by id`.execute(db)
  for (const left of rows) {
    const now = await oidOf(repository, left.ref)
    // The same move was made again and heard: the first try came to nothing.
    if (now === left.newOid && !left.known) await settle(db, repository.projectId, [left.id])
    else if (left.known || now !== left.oldOid || left.certain || ids !== undefined)
      await withdraw(db, [left.id])
  }
}

/** Duty: the same for every project in which something was left. */
export async function reconcileAll({
  db,
  repositories,
}: {
  db: Db
  repositories: Repositories
}): Promise<void> {
  const { rows } = await sql<{ id: number; default_branch: string }>`
    select id, default_branch from projects where id in (
      select project_id from ref_updates
      where settled is null and created_at < now() - make_interval(secs => ${certainSeconds}))`.execute(db)
  for (const project of rows) {
    const repository = await repositories.open(project)
    await inTurn(db, project.id, own => reconcile(own, repository))
  }
}

async function oidOf(repository: Repository, ref: string): Promise<string> {
  try {
    return (await gitText(repository, ['show-ref', '--verify', '--hash', ref])).trim()
  } catch (error) {
    if (error instanceof GitError && (error.code === 1 || error.code === 128)) return zeroOid
    throw error
  }
}
