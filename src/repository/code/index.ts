// What stands in a repository, and how is it changed without a working tree?
import * as archives from './archive.ts'
import * as branches from './branches.ts'
import * as commits from './commits.ts'
import * as diffs from './diffs.ts'
import * as files from './files.ts'
import * as tags from './tags.ts'
import * as trees from './trees.ts'

export { type ChangedPaths, changedPaths } from './changed-paths.ts'
export { commitFiles, type NewCommit } from './commit-files.ts'
export { refsHolding } from './holding.ts'
export { findPlace } from './places.ts'
export { findCommit, isEmpty, requireCommit } from './revisions.ts'
export { signatureOf } from './signature.ts'
export type { FileAction } from './stage.ts'
export { archives, branches, commits, diffs, files, tags, trees }
