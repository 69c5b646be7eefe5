// How does a project merge?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { Access, type Project, requireProject } from '#projects'
import type { Person } from '#users'

export type MergeSettings = {
  /** merge: always with a merge commit; rebase_merge: the same, only where no commit is missing; ff: never with one. */
  merge_method: 'merge' | 'rebase_merge' | 'ff'
  squash_option: 'never' | 'always' | 'default_on' | 'default_off'
  remove_source_branch: boolean
  needs_resolved_discussions: boolean
}

const defaults: MergeSettings = {
  merge_method: 'merge',
  squash_option: 'default_off',
  remove_source_branch: true,
  needs_resolved_discussions: false,
}

export async function settingsOf(db: Db, { id }: Pick<Project, 'id'>): Promise<MergeSettings> {
  const { rows } = await sql<MergeSettings>`
    select merge_method, squash_option, remove_source_branch, needs_resolved_discussions
    from merge_settings where project_id = ${id}`.execute(db)
  return rows[0] ?? defaults
}

type Changes = { [Key in keyof MergeSettings]?: MergeSettings[Key] | undefined }

/** What is absent stays. @throws not_found; forbidden below Maintainer */
export async function changeSettings(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  changes: Changes,
): Promise<MergeSettings> {
  const project = await requireProject(tx, by, idOrPath, Access.maintainer)
  const before = await settingsOf(tx, project)
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const after = { ...before, ...given }
  await tx
    .insertInto('merge_settings')
    .values({ project_id: project.id, ...after })
    .onConflict(conflict => conflict.column('project_id').doUpdateSet(after))
    .execute()
  return after
}

/** Whether it is squashed, where the project leaves the choice. */
export function squashes({ squash_option: option }: MergeSettings, wish: boolean | undefined): boolean {
  if (option === 'always') return true
  if (option === 'never') return false
  return wish ?? option === 'default_on'
}
