// Where is a line of a file after the file was changed?
import { GitError, gitText, type Repository } from '../git.ts'

/**
 * The new number of each line, null where the line was changed or removed, or its file is gone or renamed.
 * @param from, to commits by their oid; lines are counted from 1
 */
export async function traceLines(
  repository: Repository,
  { from, to, path }: { from: string; to: string; path: string },
  lines: readonly number[],
): Promise<Map<number, number | null>> {
  const hunks = await hunksOf(repository, from, to, path)
  return new Map(lines.map(line => [line, hunks === null ? null : moved(hunks, line)]))
}

type Hunk = { start: number; count: number; grows: number }

async function hunksOf(
  repository: Repository,
  from: string,
  to: string,
  path: string,
): Promise<Hunk[] | null> {
  const args = [
    '--literal-pathspecs',
    'diff-tree',
    '-r',
    '--patch',
    '--unified=0',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
  ]
  const text = await gitText(repository, [...args, from, to, '--', path]).catch(gone)
  // Not by `m`: lines of files may hold CR and U+2028, behind which it finds the begin of a line, too.
  if (text === null || /(?<![^\n])(?:deleted file mode|Binary files)/.test(text)) return null
  return [...text.matchAll(/(?<![^\n])@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/g)].map(
    ([, start, before = '1', after = '1']) => ({
      start: Number(start),
      count: Number(before),
      grows: Number(after) - Number(before),
    }),
  )
}

/** Commits that were replaced may be gone. */
function gone(error: unknown): null {
  if (error instanceof GitError && error.code === 128) return null
  throw error
}

function moved(hunks: readonly Hunk[], line: number): number | null {
  let shift = 0
  for (const { start, count, grows } of hunks) {
    // A hunk that only adds names the line behind which it does.
    if (count === 0 ? start >= line : start > line) break
    if (count > 0 && line < start + count) return null
    shift += grows
  }
  return line + shift
}
