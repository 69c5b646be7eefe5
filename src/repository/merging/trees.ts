// Can two commits be merged, and what comes of it?
import { GitError, git, type Repository } from '../git.ts'

/** The tree that the merge makes, or the paths that a person must look at. */
export type Merged = { tree: string; conflicts: null } | { tree: null; conflicts: string[] }

/** Paths that are named; a merge with more of them is not solved by reading their names. */
const maxConflicts = 1000

/**
 * Merges as `git merge` does, in memory; the objects that it makes belong to nothing until a commit names their tree.
 * Histories that have nothing in common are merged as if both had begun with nothing.
 * @param ours the commit merged into, @param theirs the commit that comes, both by their oid
 */
export async function mergeTrees(repository: Repository, ours: string, theirs: string): Promise<Merged> {
  const args = [
    'merge-tree',
    '--write-tree',
    '-z',
    '--name-only',
    '--no-messages',
    '--allow-unrelated-histories',
    ours,
    theirs,
  ]
  // Attributes may name `merge=` drivers; those are programs of a configuration, and ours has none.
  const config = [
    'merge.renames=true',
    'merge.directoryRenames=false',
    'merge.conflictStyle=merge',
    'core.attributesFile=/dev/null',
  ]
  const { output, clean } = await run(repository, args, config)
  const [tree = '', ...paths] = output.split('\0')
  if (clean) return { tree: tree.trim(), conflicts: null }
  return { tree: null, conflicts: [...new Set(paths.filter(Boolean))].slice(0, maxConflicts) }
}

/** Exit code 1 says that there are conflicts, and what it wrote says which. */
async function run(repository: Repository, args: readonly string[], config: readonly string[]) {
  try {
    return { output: String(await git(repository, args, { config })), clean: true }
  } catch (error) {
    if (error instanceof GitError && error.code === 1 && error.stdout !== '')
      return { output: error.stdout, clean: false }
    throw error
  }
}
