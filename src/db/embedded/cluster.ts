// Is there a cluster yet? Made once, whole or not at all.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { DeskError } from '#kernel'
import { type Runner, startAs } from './runner.ts'
import { roleName } from './socket.ts'

/** The release whose files we read; another release needs pg_upgrade. */
const majorVersion = '18'

/**
 * @param folder the private folder in which the cluster lies as `data`
 * @returns the path of the cluster
 * @throws DeskError 'unavailable' where it was made by another release, or cannot be made
 */
export async function prepareCluster(
  folder: string,
  initdb: string,
  runner: Runner,
  throwaway: boolean,
): Promise<string> {
  const cluster = join(folder, 'data')
  const versionFile = join(cluster, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim()
    if (version === majorVersion) return cluster
    throw new DeskError(
      'unavailable',
      `${cluster} was made by PostgreSQL ${version}, and this Deskbell carries PostgreSQL ${majorVersion}. Restore a backup into a new data_dir.`,
    )
  }
  const unfinished = join(folder, 'data.new')
  rmSync(unfinished, { recursive: true, force: true })
  await run(runner, initdb, initdbArguments(unfinished, throwaway))
  renameSync(unfinished, cluster)
  const parent = await open(folder)
  await parent.sync().finally(() => parent.close())
  return cluster
}

/** Whether a desk has its own database below `dataDir`, running or not. */
export function hasCluster(dataDir: string): boolean {
  return existsSync(join(dataDir, 'postgres', 'data', 'PG_VERSION'))
}

function initdbArguments(path: string, throwaway: boolean): string[] {
  return [
    ...['-D', path, '-U', roleName, '--auth=trust', '--encoding=UTF8', '--no-instructions'],
    // PostgreSQL's own collation: an upgrade of the C library never reorders an index.
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ...(throwaway ? ['--no-sync'] : []),
  ]
}

async function run(runner: Runner, program: string, args: readonly string[]): Promise<void> {
  const child = startAs(runner, program, args)
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    words += text
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.once('error', reject)
  child.once('close', code => {
    if (code === 0) resolve()
    else
      reject(
        new DeskError(
          'unavailable',
          `The database cannot be made (initdb as ${runner.who}): ${words.trim()}`,
        ),
      )
  })
  await promise
}
