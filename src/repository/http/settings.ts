// With which settings do pushes and fetches run? Ours alone, given with the command: a repository's own are never trusted.

const limits = {
  /** Bytes that one allocation of git may have while it reads a push: a tree or a delta that unpacks to more is a bomb. */
  allocation: '512m',
  /** Bytes from which git streams a file through instead of holding it. */
  bigFile: '32m',
  /** Bytes of objects that are kept while deltas are resolved, a thread. */
  deltaBaseCache: '32m',
  /** Bytes of neighbours that are compared when a pack is made, a thread. */
  window: '32m',
  /** A push or fetch takes as many cores, and leaves the others to the rest of the desk. */
  threads: '1',
} as const

const shared = [
  'core.fsmonitor=false',
  `core.bigFileThreshold=${limits.bigFile}`,
  `core.deltaBaseCacheLimit=${limits.deltaBaseCache}`,
  `pack.threads=${limits.threads}`,
  `pack.windowMemory=${limits.window}`,
  // What the desk keeps for itself is nobody's to see.
  'transfer.hideRefs=refs/deskbell',
]

/** `git upload-pack`. */
export const uploadSettings: readonly string[] = [
  ...shared,
  'uploadpack.allowFilter=true',
  'lsrefs.unborn=advertise',
]

/** `git receive-pack`. */
export function receiveSettings(hooks: string, maxBytes: number): string[] {
  return [
    ...shared,
    `core.hooksPath=${hooks}`,
    // Merge requests move these.
    'receive.hideRefs=refs/merge-requests',
    `receive.maxInputSize=${maxBytes}`,
    'transfer.fsckObjects=true',
    'receive.fsckObjects=true',
    // Old tools wrote these into histories that cannot be written anew, and they harm nobody.
    'receive.fsck.zeroPaddedFilemode=ignore',
    'receive.fsck.missingSpaceBeforeDate=ignore',
    'receive.fsck.badTimezone=ignore',
    // These harm whoever clones: names that lead out of the working tree or into .git.
    'receive.fsck.hasDot=error',
    'receive.fsck.hasDotdot=error',
    'receive.fsck.hasDotgit=error',
    'receive.fsck.fullPathname=error',
    // They ask for merge requests; those that mean nothing here must not keep a push out.
    'receive.advertisePushOptions=true',
    'receive.autogc=false',
    'receive.updateServerInfo=false',
    // What a branch may do is decided by the desk, with words; and no working tree hangs on it.
    'receive.denyDeletes=false',
    'receive.denyNonFastForwards=false',
    'receive.denyCurrentBranch=ignore',
    'receive.denyDeleteCurrent=ignore',
    'core.logAllRefUpdates=false',
  ]
}

export const receiveEnvironment = { GIT_ALLOC_LIMIT: limits.allocation }
