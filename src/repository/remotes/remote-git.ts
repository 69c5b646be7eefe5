// How does git speak with a server elsewhere? With one address that was checked, no redirects, and the password by a pipe.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { DeskError } from '#kernel'
import { GitError, type Repository, spawnGit } from '../git.ts'

export type Remote = {
  /** https, or http where the desk lets it; without name and password. */
  url: string
  /** The address to connect to, whatever the name leads to by then. */
  address: string
  credentials: { username: string; password: string } | null
  /** Bytes that a fetch may bring. */
  maxBytes: number
  signal: AbortSignal
}

const limits = {
  /** Bytes of what ls-remote says: some hundred thousand branches and tags. */
  outputBytes: 32 * 1024 * 1024,
  /** Bytes of git's and the server's words. */
  errorBytes: 8 * 1024,
  /** A server that sends less than this many bytes a second, for so many seconds, hangs. */
  slowBytes: 1000,
  slowSeconds: 60,
  /** How often the growth is looked at. */
  watchMilliseconds: 500,
} as const

/** git hands out what stands in this pipe when the server asks who is there: not by argv, environment or file. */
const helper = '!f() { test "$1" = get && cat <&3; }; f'

function settingsFor({ url, address, credentials }: Remote): string[] {
  const { hostname, port, protocol } = new URL(url)
  const literal = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
  const at = `${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`
  const pinned = `${hostname}:${at}:${isIP(address) === 6 ? `[${address}]` : address}`
  return [
    ...(literal ? [] : [`http.curloptResolve=${pinned}`]),
    'http.followRedirects=false',
    'http.proxy=',
    `http.lowSpeedLimit=${limits.slowBytes}`,
    `http.lowSpeedTime=${limits.slowSeconds}`,
    'protocol.version=2',
    'transfer.bundleURI=false',
    'fetch.uriProtocols=',
    // An empty one forgets all before it.
    'credential.helper=',
    ...(credentials === null ? [] : [`credential.helper=${helper}`]),
    'core.askPass=',
    'fetch.unpackLimit=1',
    'fetch.fsckObjects=true',
    // As for pushes: old tools wrote these, and they harm nobody; the others harm whoever clones.
    'fetch.fsck.zeroPaddedFilemode=ignore',
    'fetch.fsck.missingSpaceBeforeDate=ignore',
    'fetch.fsck.badTimezone=ignore',
    'fetch.fsck.hasDot=error',
    'fetch.fsck.hasDotdot=error',
    'fetch.fsck.hasDotgit=error',
    'pack.threads=1',
    'core.bigFileThreshold=32m',
  ]
}

/**
 * What git writes. It takes no turn of the desk's other gits: a slow server must hold up nobody.
 * @throws GitError; DeskError too_large, or unavailable when `signal` ends it
 */
export async function remoteGit(
  repository: Repository,
  remote: Remote,
  args: readonly string[],
  input = '',
): Promise<string> {
  const child = spawnGit(repository, args, {
    config: settingsFor(remote),
    env: { GIT_ALLOW_PROTOCOL: 'http:https', GIT_ALLOC_LIMIT: '512m' },
    extraPipes: 1,
    group: true,
  })
  const packs = join(repository.path, 'objects', 'pack')
  const [before, there] = [await sizeOf(packs), new Set(await namesIn(packs))]
  let tooLarge = false
  const end = () => endGroup(child)
  const watch = setInterval(async () => {
    if ((await sizeOf(packs)) - before <= remote.maxBytes) return
    tooLarge = true
    end()
  }, limits.watchMilliseconds)
  remote.signal.addEventListener('abort', end, { once: true })
  if (remote.signal.aborted) end()
  try {
    const said = await talk(child, remote, args, input)
    // What came between two looks counts as well.
    tooLarge ||= (await sizeOf(packs)) - before > remote.maxBytes
    if (tooLarge) throw new Error('more came than may')
    return said
  } catch (error) {
    await sweep(packs, name => name.startsWith('tmp_') || (tooLarge && !there.has(name)))
    if (tooLarge)
      throw new DeskError(
        'too_large',
        `The repository has more than ${remote.maxBytes} bytes (mirrors.fetch_bytes).`,
      )
    if (remote.signal.aborted)
      throw new DeskError('unavailable', 'The server took too long (mirrors.fetch_minutes).')
    throw error
  } finally {
    clearInterval(watch)
    remote.signal.removeEventListener('abort', end)
  }
}

async function talk(
  child: ChildProcess,
  remote: Remote,
  args: readonly string[],
  input: string,
): Promise<string> {
  const pipe = child.stdio[3] as Writable
  pipe.on('error', () => {})
  const { credentials } = remote
  pipe.end(
    credentials === null ? '' : `username=${credentials.username}\npassword=${credentials.password}\n\n`,
  )
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const output: Buffer[] = []
  let [size, stderr] = [0, '']
  child.stdout?.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > limits.outputBytes) endGroup(child)
    else output.push(piece)
  })
  child.stderr?.on('data', (piece: Buffer) => {
    if (stderr.length < limits.errorBytes) stderr += String(piece).slice(0, limits.errorBytes)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (size > limits.outputBytes)
    throw new DeskError('too_large', 'The repository has too many branches and tags to be followed.')
  if (code !== 0) throw new GitError([args[0] ?? ''], code, withoutSecrets(stderr, remote))
  return String(Buffer.concat(output))
}

/** git's helpers, too: the one that speaks HTTP, and the one that reads the pack. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** A server may say back to us what we said to it. */
function withoutSecrets(text: string, { credentials }: Remote): string {
  if (credentials === null) return text
  const { username, password } = credentials
  const forms = [
    password,
    encodeURIComponent(password),
    Buffer.from(`${username}:${password}`).toString('base64'),
  ]
  return forms.filter(Boolean).reduce((clean, form) => clean.replaceAll(form, '[secret]'), text)
}

async function sizeOf(packs: string): Promise<number> {
  const names = await namesIn(packs)
  const sizes = await Promise.all(
    names.map(name =>
      stat(join(packs, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** What a fetch leaves that was ended. Pushes keep theirs elsewhere until they are whole, and none is made to a mirror. */
async function sweep(packs: string, goes: (name: string) => boolean): Promise<void> {
  for (const name of await namesIn(packs)) if (goes(name)) await rm(join(packs, name), { force: true })
}

const namesIn = (packs: string): Promise<string[]> => readdir(packs).catch(() => [])
