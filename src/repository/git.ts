// How is git run? With an environment of our own, without a shell, a bounded number at a time, its output bounded.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DeskError } from '#kernel'
import { takeTurn } from './turns.ts'

/** The bare repository of a project; made by `openRepositories`. */
export type Repository = { projectId: number; path: string }

export type GitOptions = {
  /** What git reads from its standard input. */
  input?: string | Uint8Array | AsyncIterable<Uint8Array>
  env?: Record<string, string>
  /** `-c` settings for this run: `['core.quotePath=false']`. */
  config?: readonly string[]
  /** More output than this is an error. */
  maxBytes?: number
  /** It may take longer than others. */
  milliseconds?: number
  /** It takes seconds in a large repository, so others go before it. */
  slow?: boolean
  signal?: AbortSignal
}

const limits = {
  /** Bytes of output kept in memory; what may be more is streamed. */
  outputBytes: 64 * 1024 * 1024,
  /** Bytes of what git says of a failure. */
  errorBytes: 8 * 1024,
  /** No reading of a repository takes longer; what does is stuck. */
  milliseconds: 120_000,
} as const

/** git ended with an error. `stderr` is git's own words, for logs and for those who know what failed. */
export class GitError extends Error {
  readonly code: number | null
  readonly stderr: string
  /** What it wrote before it ended, where the caller keeps that. */
  readonly stdout: string
  constructor(args: readonly string[], code: number | null, stderr: string, stdout = '') {
    super(`git ${args[0] ?? ''} ended with ${code ?? 'a signal'}: ${stderr.trim() || 'no words'}`)
    this.name = 'GitError'
    this.code = code
    this.stderr = stderr
    this.stdout = stdout
  }
}

/**
 * What git finds around it: no settings of the machine or of whoever started the desk, no prompt, no replaced objects, no
 * transport but those that a caller allows.
 */
const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_ALLOW_PROTOCOL: '',
  GIT_OPTIONAL_LOCKS: '0',
}

/** Settings of every run. Repositories belong to the desk, whatever uid a container or a restore gave their folder. */
const settings = ['safe.directory=*', 'core.hooksPath=/dev/null', 'core.quotePath=false', 'gc.auto=0']

/** A git that runs in the repository, for those who speak with it in both directions. Takes no turn by itself. */
export function spawnGit(
  repository: Repository,
  args: readonly string[],
  {
    env = {},
    config = [],
    extraPipes = 0,
    group = false,
  }: Pick<GitOptions, 'env' | 'config'> & { extraPipes?: number; group?: boolean } = {},
): ChildProcess {
  const set = [...settings, ...config].flatMap(line => ['-c', line])
  return spawn('git', [...set, `--git-dir=${repository.path}`, ...args], {
    env: { ...gitEnvironment, ...env },
    cwd: repository.path,
    // A group of its own can be ended with all that it starts.
    detached: group,
    stdio: ['pipe', 'pipe', 'pipe', ...Array<'pipe'>(extraPipes).fill('pipe')],
  })
}

/** Output as a stream; `done` rejects as `git` does. Whoever stops reading calls `stop`. */
export async function gitStream(repository: Repository, args: readonly string[], options: GitOptions = {}) {
  const free = await takeTurn({ repository: repository.path, slow: options.slow === true })
  const child = spawnGit(repository, args, options)
  const stop = () => void child.kill('SIGKILL')
  options.signal?.addEventListener('abort', stop, { once: true })
  // While it waited for its turn.
  if (options.signal?.aborted) stop()
  const done = ended(child, args, options.input).finally(() => {
    options.signal?.removeEventListener('abort', stop)
    free()
  })
  // Told to whoever awaits it, and to nobody else.
  done.catch(() => {})
  return { stdout: child.stdout as Readable, done, stop }
}

/**
 * What git writes to its standard output.
 * @throws GitError with git's exit code and words; DeskError 'too_large' beyond `maxBytes`
 */
export async function git(
  repository: Repository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const { maxBytes = limits.outputBytes, milliseconds = limits.milliseconds } = options
  const run = await gitStream(repository, args, options)
  const timer = setTimeout(run.stop, milliseconds)
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of run.stdout as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > maxBytes)
        throw new DeskError('too_large', `more than ${maxBytes} bytes come from the repository`)
      pieces.push(piece)
    }
    await run.done
  } catch (error) {
    // Some answer by their exit code and what they wrote (`merge-tree`).
    if (error instanceof GitError)
      throw new GitError(args, error.code, error.stderr, String(Buffer.concat(pieces)))
    throw error
  } finally {
    clearTimeout(timer)
    run.stop()
  }
  return Buffer.concat(pieces)
}

/** The same as text; bytes that are no UTF-8 become U+FFFD. */
export async function gitText(
  repository: Repository,
  args: readonly string[],
  options?: GitOptions,
): Promise<string> {
  return String(await git(repository, args, options))
}

async function ended(
  child: ChildProcess,
  args: readonly string[],
  input: GitOptions['input'],
): Promise<void> {
  let stderr = ''
  child.stderr?.on('data', (piece: Buffer) => {
    if (stderr.length < limits.errorBytes) stderr += String(piece).slice(0, limits.errorBytes)
  })
  // Whoever ends before it has read everything says why by its exit code.
  feed(child, input).catch(() => {})
  const [code] = (await once(child, 'close').catch(missing)) as [number | null]
  if (code !== 0) throw new GitError(args, code, stderr)
}

async function feed(child: ChildProcess, input: GitOptions['input']): Promise<void> {
  if (child.stdin === null) return
  child.stdin.on('error', () => {})
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) child.stdin.end(input)
  else await pipeline(Readable.from(input), child.stdin)
}

function missing(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    throw new DeskError('unavailable', 'git is missing on the machine of the desk: apt-get install git')
  throw error
}

/** The version below which merging without a working tree is missing (`merge-tree --write-tree`). */
const oldest = [2, 38] as const

/** The version of git. @throws DeskError 'unavailable' that says what to install */
export async function checkGit(): Promise<string> {
  const child = spawn('git', ['--version'], { env: gitEnvironment, stdio: ['ignore', 'pipe', 'ignore'] })
  const pieces: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  await once(child, 'close').catch(missing)
  const version = /(\d+)\.(\d+)[.\d]*/.exec(String(Buffer.concat(pieces)))
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)]
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw new DeskError(
      'unavailable',
      `git ${version?.[0] ?? ''} is too old: install ${oldest.join('.')} or later`,
    )
  return version?.[0] ?? ''
}
