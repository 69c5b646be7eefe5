// Which names may people give: of revisions, branches and files?
import { DeskError } from '#kernel'
import { GitError, gitText, type Repository } from './git.ts'

const limits = {
  /** Bytes of a branch or tag: file systems keep no longer part of a path. */
  refBytes: 255,
  /** Bytes of a path within the repository, as git for Windows and Linux's PATH_MAX have it. */
  pathBytes: 4096,
} as const

/** 40 zeros: what git says where there is no commit. */
export const zeroOid = '0'.repeat(40)

/**
 * A branch, tag or commit, also as `main~2`. No language of ranges, dates and searches: those find what nobody meant.
 * @throws invalid naming `field`
 */
export function checkRevision(name: string, field = 'ref'): string {
  const plain = name.replace(/(?:[~^]\d{0,6})+$/, '')
  if (!isRefName(plain)) throw DeskError.invalid(field, 'is not the name of a branch, tag or commit')
  return name
}

/** The rules of `git check-ref-format` for a branch or tag. @throws invalid naming `field` */
export function checkRefName(name: string, field: string): string {
  // A branch of forty hex digits would hide a commit.
  const ok = isRefName(name) && name !== 'HEAD' && !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(name)
  if (!ok || /^refs\//.test(name)) throw DeskError.invalid(field, 'is not a valid name of a branch or tag')
  return name
}

function isRefName(name: string): boolean {
  return (
    name !== '' &&
    name !== '@' &&
    Buffer.byteLength(name) <= limits.refBytes &&
    name.isWellFormed() &&
    // git lets U+2028 and U+2029 pass; wherever a list is read line by line, they would end a name before its end.
    !/[\p{Cc}\p{Zl}\p{Zp} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/u.test(name) &&
    !name.split('/').some(part => part.startsWith('.') || part.endsWith('.lock'))
  )
}

/**
 * A path within the repository, without a slash at its ends.
 * @throws invalid naming `field`
 */
export function checkPath(path: string, field = 'file_path'): string {
  const wrong =
    path === '' ||
    path.includes('\0') ||
    Buffer.byteLength(path) > limits.pathBytes ||
    path.split('/').some(part => part === '' || part === '.' || part === '..' || isDotGit(part))
  if (wrong) throw DeskError.invalid(field, 'is not a path that a repository can hold')
  return path
}

/**
 * `.git` as any file system spells it: macOS ignores some code points, Windows cuts dots, blanks and streams
 * (CVE-2014-9390, CVE-2019-1352).
 */
function isDotGit(part: string): boolean {
  const folded = part
    .normalize('NFC')
    .replaceAll(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
    .toLowerCase()
    .replace(/[:\\].*$/s, '')
    .replace(/[. ]+$/, '')
  return folded === '.git' || /^git~\d+$/.test(folded)
}

/** The oid of the commit that a revision names; null if there is none. @throws invalid where it is no revision */
export async function resolveCommit(repository: Repository, revision: string): Promise<string | null> {
  const name = `${checkRevision(revision)}^{commit}`
  try {
    return (
      (await gitText(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', name])).trim() ||
      null
    )
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return null
    throw error
  }
}
