// Of which line of the code does a note speak?
import { DeskError } from '#kernel'
import { code, type Repository } from '#repository'

/** GitLab's words. A removed line has no new number, an added one no old one, others have both. */
export type Position = {
  base_sha: string
  start_sha: string
  head_sha: string
  position_type: 'text'
  old_path: string | null
  new_path: string | null
  old_line: number | null
  new_line: number | null
}

export type GivenPosition = {
  base_sha: string
  start_sha: string
  head_sha: string
  old_path?: string | null | undefined
  new_path?: string | null | undefined
  old_line?: number | null | undefined
  new_line?: number | null | undefined
}

/**
 * The position if there is such a line: commits and files exist, and one line is named at least.
 * @throws invalid naming `position`
 */
export async function checkPosition(repository: Repository, given: GivenPosition): Promise<Position> {
  const { base_sha, start_sha, head_sha, old_line = null, new_line = null } = given
  if (old_line === null && new_line === null)
    throw DeskError.invalid('position', 'names no line: new_line or old_line is needed')
  const new_path = given.new_path ?? given.old_path ?? null
  const old_path = given.old_path ?? given.new_path ?? null
  if (new_line !== null) await requireLine(repository, head_sha, new_path, new_line)
  if (old_line !== null) await requireLine(repository, base_sha, old_path, old_line)
  return { base_sha, start_sha, head_sha, position_type: 'text', old_path, new_path, old_line, new_line }
}

async function requireLine(
  repository: Repository,
  commit: string,
  path: string | null,
  line: number,
): Promise<void> {
  const wrong = (reason: string) => DeskError.invalid('position', reason)
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw wrong('needs whole ids of commits')
  if (path === null) throw wrong('names no file: new_path or old_path is needed')
  const oid = await code.findCommit(repository, commit)
  if (oid === null) throw wrong(`names a commit that is not there: ${commit}`)
  const entry = await code.trees.find(repository, oid, path)
  if (entry === null || entry.type !== 'blob') throw wrong(`names a file that is not there: ${path}`)
  const lines = (await code.files.read(repository, entry.oid)).toString('latin1').split('\n').length
  if (line > lines) throw wrong(`names line ${line}, and ${path} has ${lines}`)
}
