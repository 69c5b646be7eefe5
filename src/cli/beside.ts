// How does a command get at the desk? By the configuration of the folder it is called in, beside a running server or alone.
import { type Config, loadConfig } from '#config'
import { createLog } from '#kernel'
import { type Desk, openBeside } from '#main'

/** The configuration that a command finds, and the log it writes: only what a person must know. */
export function setting(): { config: Config; log: ReturnType<typeof createLog> } {
  return { config: loadConfig({ env: process.env, cwd: process.cwd() }), log: createLog('error') }
}

/** Opens the desk, does the work, closes it again. */
export async function withDesk<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  const { config, log } = setting()
  const { desk, close } = await openBeside(config, log)
  try {
    return await work(desk)
  } finally {
    await close()
  }
}
