// How do actions on files change an index? One after the other, each seeing what those before it did.
import { DeskError } from '#kernel'
import { git, gitText, type Repository } from '../git.ts'
import { checkPath } from '../names.ts'
import { find } from './trees.ts'

export type FileAction = {
  action: 'create' | 'update' | 'delete' | 'move' | 'chmod'
  path: string
  /** Where a moved file was. */
  previousPath?: string | undefined
  /** Absent: a moved file stays as it is. */
  content?: Uint8Array | undefined
  executable?: boolean | undefined
  /** The commit at which the caller read the file; a later one that touched it is a conflict. */
  lastCommit?: string | undefined
}

type Env = Record<string, string>
/** What a path holds after the actions so far; null: nothing. */
type Held = { mode: string; oid: string } | null

/** @throws invalid naming the path and what is wrong with it */
export async function applyActions(
  repository: Repository,
  parent: string | null,
  actions: readonly FileAction[],
  env: Env,
): Promise<void> {
  const changed = new Map<string, Held>()
  const held = async (path: string): Promise<Held> => {
    const known = changed.get(path)
    if (known !== undefined) return known
    const entry = parent === null ? null : await find(repository, parent, path)
    return entry === null || entry.type === 'tree' ? null : { mode: entry.mode, oid: entry.oid }
  }
  for (const action of actions) await apply(repository, action, changed, held)
  const lines = [...changed].map(([path, is]) =>
    is === null ? `0 ${'0'.repeat(40)}\t${path}\0` : `${is.mode} ${is.oid}\t${path}\0`,
  )
  // What goes makes room for what comes: a folder can take the place of a file.
  const sorted = lines.toSorted((a, b) => Number(b.startsWith('0 ')) - Number(a.startsWith('0 ')))
  await refuseOverlaps(repository, parent, changed)
  await git(repository, ['update-index', '-z', '--index-info'], { env, input: sorted.join('') })
}

async function apply(
  repository: Repository,
  { action, path: given, previousPath, content, executable }: FileAction,
  changed: Map<string, Held>,
  held: (path: string) => Promise<Held>,
): Promise<void> {
  const path = checkPath(given)
  const before = await held(path)
  if (action === 'create' || action === 'move') {
    if (before !== null) throw new DeskError('invalid', `A file with this name already exists: ${path}`)
  } else if (before === null) throw new DeskError('invalid', `A file with this name doesn't exist: ${path}`)
  if (action === 'delete') {
    changed.set(path, null)
    return
  }
  const from = action === 'move' ? checkPath(previousPath ?? '', 'previous_path') : path
  const source = action === 'move' ? await held(from) : before
  if (action === 'move' && source === null)
    throw new DeskError('invalid', `A file with this name doesn't exist: ${from}`)
  if (source?.mode === '160000') throw new DeskError('invalid', `${from} is a submodule, not a file`)
  const keeps = action === 'chmod' || (action === 'move' && content === undefined)
  const oid = keeps && source !== null ? source.oid : await writeBlob(repository, content ?? new Uint8Array())
  if (action === 'move') changed.set(from, null)
  // An edit of a link by its text stays a link: it says where it leads.
  const mode = executable === undefined ? (source?.mode ?? '100644') : executable ? '100755' : '100644'
  changed.set(path, { mode, oid })
}

async function writeBlob(repository: Repository, content: Uint8Array): Promise<string> {
  // As it is, whatever attributes the repository has for its path.
  return (
    await gitText(repository, ['hash-object', '-w', '--no-filters', '--stdin'], { input: content })
  ).trim()
}

/** git's index would silently drop a file whose folder's name becomes a file's. */
async function refuseOverlaps(
  repository: Repository,
  parent: string | null,
  changed: ReadonlyMap<string, Held>,
): Promise<void> {
  for (const [path, is] of changed) {
    if (is === null) continue
    const parts = path.split('/')
    for (let depth = 1; depth < parts.length; depth++) {
      const above = parts.slice(0, depth).join('/')
      const now = changed.get(above)
      const before = parent === null ? null : await find(repository, parent, above)
      if (now || (now === undefined && before !== null && before.type !== 'tree'))
        throw new DeskError('invalid', `${above} is a file, so ${path} cannot lie in it`)
    }
    const here = parent === null ? null : await find(repository, parent, path)
    if (here?.type === 'tree')
      throw new DeskError('invalid', `A directory with this name already exists: ${path}`)
  }
}
