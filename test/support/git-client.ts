// How does a test act as somebody with git? The real client, in a home of its own, against a desk that listens.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type GitResult = { code: number | null; stdout: string; stderr: string }

export type GitClient = {
  /** A folder that goes with the client. */
  home: string
  /** Runs git; `in` is a folder of `home`. @returns also what failed */
  run(
    args: readonly string[],
    options?: { in?: string; env?: Record<string, string>; input?: string },
  ): Promise<GitResult>
  /** The same, and throws git's words if it fails. @returns its output without the last line end */
  git(folder: string, ...args: string[]): Promise<string>
  /** Starts git, as a group of its own, and does not wait. */
  start(folder: string, ...args: string[]): ChildProcess
  /** Writes files into a folder of `home`. */
  write(folder: string, files: Record<string, string | Uint8Array>): void
  /** Adds everything there and commits it. @returns the commit */
  commit(folder: string, message: string, files?: Record<string, string | Uint8Array>): Promise<string>
} & Disposable

/** `https://host/group/project.git` with a user name and a password in it. */
export function withCredentials(url: string, user: string, password: string): string {
  const found = new URL(url)
  found.username = encodeURIComponent(user)
  found.password = encodeURIComponent(password)
  return found.href
}

export function gitClient(): GitClient {
  const home = mkdtempSync(join(tmpdir(), 'deskbell-git-'))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@people.example',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@people.example',
  }
  const client: GitClient = {
    home,
    start: (folder, ...args) =>
      spawn('git', args, { cwd: join(home, folder), env, stdio: 'ignore', detached: true }),
    async run(args, options = {}) {
      const child = spawn('git', args, { cwd: join(home, options.in ?? ''), env: { ...env, ...options.env } })
      let [stdout, stderr] = ['', '']
      child.stdout.on('data', piece => (stdout += piece))
      child.stderr.on('data', piece => (stderr += piece))
      child.stdin.end(options.input)
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, stdout, stderr }
    },
    async git(folder, ...args) {
      const { code, stdout, stderr } = await client.run(args, { in: folder })
      if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${stderr}`)
      return stdout.trimEnd()
    },
    write(folder, files) {
      for (const [name, content] of Object.entries(files)) {
        const path = join(home, folder, name)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, content)
      }
    },
    async commit(folder, message, files = {}) {
      client.write(folder, files)
      await client.git(folder, 'add', '--all')
      await client.git(folder, 'commit', '--quiet', '--allow-empty', '-m', message)
      return client.git(folder, 'rev-parse', 'HEAD')
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  }
  return client
}
