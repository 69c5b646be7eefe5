// Where does a repository lie, and how does it come to be? Below data_dir, named by its project's id, made when it is first needed.
import { randomBytes } from 'node:crypto'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { git, type Repository } from './git.ts'

export type { Repository } from './git.ts'

export type Repositories = {
  /** The folder of all repositories. */
  root: string
  /** The project's repository; an empty one is made if there is none yet. */
  open(project: { id: number; default_branch: string }): Promise<Repository>
  /** The project's repository if there is one on the disk. */
  find(projectId: number): Promise<Repository | null>
  /** Removes it for good. What is not there is no error. */
  remove(projectId: number): Promise<void>
}

/** Folders of one folder: file systems are slow with hundreds of thousands. */
const shards = 256

/** @param dataDir the desk's folder; `repositories` below it is made with the first one */
export function openRepositories(dataDir: string): Repositories {
  const root = join(resolve(dataDir), 'repositories')
  const known = new Map<number, Repository>()
  return {
    root,
    async open(project) {
      const found = known.get(project.id)
      if (found !== undefined) return found
      const repository = { projectId: project.id, path: pathOf(root, project.id) }
      if (!(await exists(repository.path))) await make(root, repository, project.default_branch)
      known.set(project.id, repository)
      return repository
    },
    async find(projectId) {
      const repository = { projectId, path: pathOf(root, projectId) }
      return (await exists(repository.path)) ? repository : null
    },
    async remove(projectId) {
      known.delete(projectId)
      await rm(pathOf(root, projectId), { recursive: true, force: true })
    },
  }
}

/** By id, so that renaming and moving a project touches no file. */
function pathOf(root: string, projectId: number): string {
  if (!Number.isSafeInteger(projectId) || projectId < 1)
    throw new TypeError('a project id is a positive integer')
  const shard = (projectId % shards).toString(16).padStart(2, '0')
  return join(root, shard, `${projectId}.git`)
}

/** Made aside and renamed: a crash leaves none half, and of two that make it at once one wins. */
async function make(root: string, repository: Repository, branch: string): Promise<void> {
  const aside = join(root, 'unfinished', `${repository.projectId}-${randomBytes(8).toString('hex')}.git`)
  await mkdir(aside, { recursive: true, mode: 0o700 })
  await mkdir(dirname(repository.path), { recursive: true, mode: 0o700 })
  try {
    const made = { ...repository, path: aside }
    await git(made, ['init', '--bare', '--quiet', '--template=', `--initial-branch=${branch}`])
    await rename(aside, repository.path).catch(async error => {
      if (!(await exists(repository.path))) throw error
    })
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  return access(join(path, 'HEAD')).then(
    () => true,
    () => false,
  )
}
