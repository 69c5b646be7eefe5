// How does a command get at the desk? By the configuration of the folder it is called in, beside a running server or alone.
import { type Config, loadConfig } from '#config'
import { findEmbedded, hasCluster } from '#db'
import { createLog, DeskError } from '#kernel'
import { type Desk, openBeside } from '#main'

/** The configuration that a command finds, and the log it writes: only what a person must know. */
export function setting(): { config: Config; log: ReturnType<typeof createLog> } {
  return { config: loadConfig({ env: process.env, cwd: process.cwd() }), log: createLog('error') }
}

/** Whether there is a desk to work on; a database server of one's own is asked only when it is opened. */
export function hasDesk({ database_url: url, data_dir: dataDir }: Config): boolean {
  return url !== undefined || findEmbedded(dataDir) !== undefined || hasCluster(dataDir)
}

/**
 * Opens the desk, does the work, closes it again.
 * @throws DeskError 'not_found' where no desk was ever started: in the wrong folder, an empty one would be made, backed up
 *   and believed to be the right one
 */
export async function withDesk<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  const { config, log } = setting()
  if (!hasDesk(config)) {
    throw new DeskError(
      'not_found',
      `there is no desk in ${config.data_dir}. Call this in the folder where it is started, or set DESKBELL_DATA_DIR; ` +
        'a new one is made by "deskbell start"',
    )
  }
  const { desk, close } = await openBeside(config, log)
  try {
    return await work(desk)
  } finally {
    await close()
  }
}
