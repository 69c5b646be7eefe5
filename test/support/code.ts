// How does a test put files into the repository of a project? By a real git: a clone, a commit, and a push.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Repositories } from '#repository'

const run = promisify(execFile)
const who = { name: 'Dev Example', email: 'dev@people.example' }

/** Git as a person has it, without the settings of the machine. */
export async function gitIn(folder: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: who.name,
    GIT_AUTHOR_EMAIL: who.email,
    GIT_COMMITTER_NAME: who.name,
    GIT_COMMITTER_EMAIL: who.email,
  }
  const { stdout } = await run('git', ['-c', 'safe.directory=*', ...args], { cwd: folder, env })
  return stdout.trim()
}

/** A file's new content; null takes it away; a link leads elsewhere. */
export type Content = string | Uint8Array | null | { link: string }

/**
 * Commits the files on a branch and pushes it, straight into the repository on disk.
 * @returns the new commit
 */
export async function pushFiles(
  repositories: Repositories,
  project: { id: number; default_branch?: string },
  files: Readonly<Record<string, Content>>,
  branch = project.default_branch ?? 'main',
): Promise<string> {
  const bare = await repositories.open({ default_branch: branch, ...project })
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-clone-'))
  try {
    await gitIn(folder, 'clone', '--quiet', bare.path, '.')
    const known = await gitIn(folder, 'branch', '--all', '--list', `origin/${branch}`)
    await gitIn(folder, 'checkout', '--quiet', ...(known === '' ? ['--orphan', branch] : [branch]))
    for (const [path, content] of Object.entries(files)) await put(join(folder, path), content)
    await gitIn(folder, 'add', '--all')
    await gitIn(folder, 'commit', '--quiet', '--allow-empty', '-m', 'Change files')
    await gitIn(folder, 'push', '--quiet', 'origin', branch)
    return await gitIn(folder, 'rev-parse', 'HEAD')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function put(path: string, content: Content): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await rm(path, { recursive: true, force: true })
  if (content === null) return
  if (typeof content === 'string' || content instanceof Uint8Array) await writeFile(path, content)
  else await symlink(content.link, path)
}
