// What is different between two commits? As GitLab's API tells it: one entry a file, with its patch.
import { DeskError, isDeskError } from '#kernel'
import { GitError, git, gitStream, gitText, type Repository } from '../git.ts'

export type FileDiff = {
  oldPath: string
  newPath: string
  oldMode: string
  newMode: string
  newFile: boolean
  renamedFile: boolean
  deletedFile: boolean
  /** From the first `@@` on; empty where nothing but name or mode changed, and where it is too large. */
  diff: string
  tooLarge: boolean
}

const limits = {
  /** Files of which a diff tells; more are left out. */
  files: 3000,
  /** Characters of one file's patch. */
  filePatch: 200 * 1024,
  /** Bytes of all patches together; beyond, the files are named without theirs. */
  patches: 16 * 1024 * 1024,
  /** Milliseconds; what takes longer counts as too much. */
  milliseconds: 30_000,
  /** Milliseconds in which files are counted; what takes longer are many. */
  countMilliseconds: 10_000,
  /** Bytes of the list of files. */
  list: 8 * 1024 * 1024,
} as const

const options = ['-r', '--find-renames=50%', '-l400', '--no-ext-diff', '--no-textconv', '--no-color']
/** `diff.*` and attributes of the repository have no say: no programs, no other prefixes. */
const config = ['diff.noprefix=false', 'diff.mnemonicPrefix=false', 'diff.algorithm=histogram']

/** What a commit changed: against its first parent, or against nothing. */
export async function ofCommit(
  repository: Repository,
  commit: { oid: string; parents: readonly string[] },
): Promise<FileDiff[]> {
  return between(repository, commit.parents[0] ?? (await emptyTree(repository)), commit.oid)
}

/** What is different between two commits (or trees), each named by its oid. */
export async function between(repository: Repository, from: string, to: string): Promise<FileDiff[]> {
  const raw = await git(repository, ['diff-tree', ...options, '--raw', '-z', '--abbrev=40', from, to], {
    config,
    maxBytes: limits.list,
    milliseconds: limits.milliseconds,
    slow: true,
  }).catch(tooMany)
  const files = filesOf(String(raw)).slice(0, limits.files)
  const patches = await patchesOf(repository, from, to)
  let at = 0
  for (const file of files) {
    // A file that becomes a link is two patches: the one goes, the other comes.
    const parts = file.typeChanged ? 2 : 1
    const diff =
      patches === null
        ? null
        : patches
            .slice(at, at + parts)
            .map(hunksOf)
            .join('')
    at += parts
    file.tooLarge = diff === null || diff.length > limits.filePatch
    file.diff = diff === null || file.tooLarge ? '' : diff
  }
  return files.map(({ typeChanged: _, ...file }) => file)
}

/** How many files differ between two commits; counting ends one beyond `max`, and where it takes too long. */
export async function countFiles(
  repository: Repository,
  from: string,
  to: string,
  max: number,
): Promise<number> {
  if (from === to) return 0
  const run = await gitStream(repository, ['diff-tree', ...options, '--name-only', '-z', from, to], {
    config,
    slow: true,
    signal: AbortSignal.timeout(limits.countMilliseconds),
  })
  let count = 0
  try {
    for await (const piece of run.stdout as AsyncIterable<Buffer>) {
      for (const byte of piece) if (byte === 0) count++
      if (count > max) return max + 1
    }
    await run.done
  } catch (error) {
    if (wasStopped(error)) return max + 1
    throw error
  } finally {
    run.stop()
  }
  return count
}

/** The tree with nothing in it; git knows it without having it, and its name depends on the kind of oids. */
async function emptyTree(repository: Repository): Promise<string> {
  return (await gitText(repository, ['hash-object', '-t', 'tree', '--stdin'], { input: '' })).trim()
}

/** git came to no end in its time. */
const wasStopped = (error: unknown) => error instanceof GitError && error.code === null

function tooMany(error: unknown): never {
  if (isDeskError(error, 'too_large') || wasStopped(error))
    throw new DeskError('too_large', 'Too many files differ to be listed: compare by git itself.')
  if (error instanceof GitError && error.code === 128) throw DeskError.notFound('Commit')
  throw error
}

/** `:100644 100755 <oid> <oid> M\0path\0`, with two paths where a file was renamed or copied. */
function filesOf(raw: string): (FileDiff & { typeChanged: boolean })[] {
  const words = raw.split('\0')
  const files: (FileDiff & { typeChanged: boolean })[] = []
  for (let at = 0; at < words.length; ) {
    const [, oldMode = '', newMode = '', status = ''] =
      /^:(\d+) (\d+) \w+ \w+ ([A-Z])\d*$/.exec(words[at] ?? '') ?? []
    if (status === '') break
    const moved = status === 'R' || status === 'C'
    const oldPath = words[at + 1] ?? ''
    const newPath = moved ? (words[at + 2] ?? '') : oldPath
    at += moved ? 3 : 2
    files.push({
      oldPath,
      newPath,
      oldMode: oldMode.replace(/^000000$/, '0'),
      newMode: newMode.replace(/^000000$/, '0'),
      newFile: status === 'A',
      renamedFile: status === 'R',
      deletedFile: status === 'D',
      diff: '',
      tooLarge: false,
      typeChanged: status === 'T',
    })
  }
  return files
}

/** One text a file, in the order of the list; null if all of them are too much. */
async function patchesOf(repository: Repository, from: string, to: string): Promise<string[] | null> {
  try {
    const args = ['diff-tree', ...options, '--patch', '--src-prefix=a/', '--dst-prefix=b/', from, to]
    const { patches: maxBytes, milliseconds } = limits
    const text = String(await git(repository, args, { config, maxBytes, milliseconds, slow: true }))
    return text === '' ? [] : text.split(/(?<=\n)(?=diff --git )/)
  } catch (error) {
    if (isDeskError(error, 'too_large') || wasStopped(error)) return null
    throw error
  }
}

/**
 * Without the lines before the first hunk; of binary files the line that says so. Only LF ends a line of git's: `m` would
 * find a begin of a line behind CR and U+2028, too, which stand in files.
 */
function hunksOf(patch: string): string {
  const hunk = /(?<![^\n])@@ /.exec(patch)
  if (hunk !== null) return patch.slice(hunk.index)
  return /(?<![^\n])Binary files [^\n]*/.exec(patch)?.[0].concat('\n') ?? ''
}
