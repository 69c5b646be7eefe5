// What lies in a folder, and which commit touched it last?
import { DeskError } from '#kernel'
import { GitError, git, gitStream, type Repository } from '../git.ts'
import { checkPath } from '../names.ts'
import { tipOf } from '../tips.ts'

export type Entry = {
  oid: string
  name: string
  type: 'tree' | 'blob' | 'commit'
  path: string
  /** `100644`, `100755`, `120000` a symbolic link, `160000` a submodule, `040000` a folder. */
  mode: string
}

const limits = {
  /** Bytes that a listing may have: some 200,000 entries. */
  listBytes: 32 * 1024 * 1024,
  /** Commits looked through for the last one of each entry; an entry that none of them touched has none said. */
  commits: 3000,
  /** Milliseconds for the same. */
  milliseconds: 5000,
} as const

/** The path of a folder as callers write it: `/src/` is `src`, and nothing or `/` is the top. */
export function folderPath(path = ''): string {
  const trimmed = path.replace(/^\/+|\/+$/g, '')
  return trimmed === '' ? '' : checkPath(trimmed, 'path')
}

/**
 * What lies in a folder: folders first, each kind by name; with all that lies below it, in git's order.
 * @param commit an oid
 * @throws not_found if there is no such folder
 */
export async function list(
  repository: Repository,
  commit: string,
  options: { path?: string | undefined; recursive?: boolean | undefined } = {},
): Promise<Entry[]> {
  const folder = folderPath(options.path)
  const recursive = options.recursive === true ? ['-r', '-t'] : []
  const output = await git(repository, ['ls-tree', '-z', ...recursive, `${commit}:${folder}`], {
    maxBytes: limits.listBytes,
  }).catch(noFolder)
  const entries = String(output)
    .split('\0')
    .flatMap(line => entryOf(line, folder))
  if (options.recursive === true) return entries
  return [
    ...entries.filter(entry => entry.type === 'tree'),
    ...entries.filter(entry => entry.type !== 'tree'),
  ]
}

function noFolder(error: unknown): never {
  if (error instanceof GitError && error.code === 128) throw DeskError.notFound('Tree')
  throw error
}

function entryOf(line: string, folder: string): Entry[] {
  const [, mode = '', type, oid = '', rest = ''] = /^(\d+) (tree|blob|commit) (\w+)\t(.+)$/s.exec(line) ?? []
  if (type === undefined) return []
  const path = folder === '' ? rest : `${folder}/${rest}`
  return [{ oid, name: path.slice(path.lastIndexOf('/') + 1), type: type as Entry['type'], path, mode }]
}

/** It is asked for with each page of a project. */
const readmes = new WeakMap<Repository, { commit: string; name: string | null }>()

/** The name of the file at the top that says what the project is; null if there is none. */
export async function findReadme(
  repository: Repository,
  project: { default_branch: string },
): Promise<string | null> {
  const commit = await tipOf(repository, project.default_branch)
  if (commit === null) return null
  const known = readmes.get(repository)
  if (known?.commit === commit) return known.name
  const entries = await list(repository, commit)
  const found = entries.flatMap(({ type, name }) =>
    type === 'blob' && /^readme(?:\.[a-z]+)?$/i.test(name) ? [name] : [],
  )
  const name = found.find(one => /\.(?:md|markdown)$/i.test(one)) ?? found[0] ?? null
  readmes.set(repository, { commit, name })
  return name
}

/** The entry at a path; null if there is none. */
export async function find(repository: Repository, commit: string, path: string): Promise<Entry | null> {
  // The parent is listed, because a path given to `ls-tree` itself is a pattern of its own kind.
  const at = checkPath(path)
  const folder = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : ''
  const output = await git(repository, ['ls-tree', '-z', `${commit}:${folder}`], {
    maxBytes: limits.listBytes,
  }).catch(error => {
    if (error instanceof GitError && error.code === 128) return ''
    throw error
  })
  const entries = String(output)
    .split('\0')
    .flatMap(line => entryOf(line, folder))
  return entries.find(entry => entry.path === at) ?? null
}

/**
 * The last commit that touched each of the names in a folder, as far as it is found in time.
 * @returns name → oid
 */
export async function lastCommits(
  repository: Repository,
  commit: string,
  path: string | undefined,
  names: readonly string[],
): Promise<Map<string, string>> {
  const folder = folderPath(path)
  const missing = new Set(names)
  const found = new Map<string, string>()
  const signal = AbortSignal.timeout(limits.milliseconds)
  const log = ['log', '-z', '--format=%x00%H', '--name-only', '--no-renames', '-m', '--first-parent']
  const args = [...log, `--max-count=${limits.commits}`, commit, '--', ...(folder === '' ? [] : [folder])]
  const run = await gitStream(repository, ['--literal-pathspecs', ...args], { signal, slow: true })
  let oid = ''
  let rest = ''
  let before: 'nothing' | 'oid' | 'path' = 'path'
  // No path is empty: what is announces the next commit. git puts a line's end before the first path of each.
  const take = (word: string) => {
    if (word === '') before = 'nothing'
    else if (before === 'nothing') [oid, before] = [word, 'oid']
    else {
      const path = before === 'oid' ? word.slice(1) : word
      const name = path.slice(folder === '' ? 0 : folder.length + 1).split('/')[0] ?? ''
      if (missing.delete(name)) found.set(name, oid)
      before = 'path'
    }
  }
  for await (const piece of run.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    const words = (rest + piece).split('\0')
    rest = words.pop() ?? ''
    for (const word of words) take(word)
    if (missing.size === 0) break
  }
  run.stop()
  return found
}
