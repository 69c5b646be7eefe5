// How does a test or a measurement run the whole desk? As people do: as a process of its own, on free ports.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../..')
const hour = 3_600_000

export type DeskProcess = {
  child: ChildProcess
  dataDir: string
  /** e.g. http://127.0.0.1:41234 */
  web: string
  smtp: { host: string; port: number }
  /** Everything it has printed so far. */
  output: () => string
  /** Calls the API as root; a body makes it a POST unless `method` says otherwise. */
  api: <T>(path: string, options?: { method?: string; body?: object }) => Promise<T>
  /** SIGTERM, and waits for the end. @returns the exit code */
  stop(): Promise<number | null>
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>
}

export const rootToken = 'dbpat-test-root-token-0123456789'

/**
 * Starts the desk and waits until it says that it is ready.
 * @param options.dataDir a folder that a former process left; else a new one
 * @param options.user who it runs as, and who may enter `dataDir`; else whoever runs the tests
 * @param options.env further settings, e.g. DESKBELL_SMTP__PORT
 */
export async function startDeskProcess(
  options: { dataDir?: string; env?: Record<string, string>; user?: { uid: number; gid: number } } = {},
): Promise<DeskProcess> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'deskbell-'))
  const child = spawn(process.execPath, [join(root, 'bin/deskbell'), 'start'], {
    cwd: dataDir,
    ...options.user,
    env: {
      ...environment(),
      DESKBELL_DATA_DIR: dataDir,
      DESKBELL_LISTEN: '127.0.0.1:0',
      DESKBELL_SMTP_LISTENER__LISTEN: '127.0.0.1:0',
      DESKBELL_ROOT_PASSWORD: 'a password for tests',
      DESKBELL_ROOT_TOKEN: rootToken,
      DESKBELL_LOG_LEVEL: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  let output = ''
  const ready = Promise.withResolvers<void>()
  const addresses: Record<string, string> = {}
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      output += `${line}\n`
      const said = /^\s*(web|smtp)\s+(\S+)/.exec(line)
      if (said?.[1] && said[2]) addresses[said[1]] ??= said[2]
      if (/^Deskbell is ready/.test(line)) ready.resolve()
    })
  }
  ended.then(([code]) => ready.reject(new Error(`the desk ended with ${code}:\n${output}`)))
  await ready.promise
  const web = addresses.web ?? ''
  const [host = '', port] = (addresses.smtp ?? '').split(':')
  return {
    child,
    dataDir,
    web,
    smtp: { host, port: Number(port) },
    output: () => output,
    api: (path, request) => callApi(web, path, request),
    async stop() {
      child.kill('SIGTERM')
      const [code] = await ended
      return code
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The test runner's own settings must not reach the desk. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(DESKBELL_|NODE_OPTIONS$|NODE_TEST_)/.test(name)),
  )
}

async function callApi<T>(
  web: string,
  path: string,
  request: { method?: string; body?: object } = {},
): Promise<T> {
  const response = await fetch(`${web}/api/v4${path}`, {
    method: request.method ?? (request.body ? 'POST' : 'GET'),
    headers: { 'PRIVATE-TOKEN': rootToken, ...(request.body && { 'content-type': 'application/json' }) },
    ...(request.body && { body: JSON.stringify(request.body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${request.method ?? 'GET'} ${path}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/**
 * Asks again until `look` gives something; for what happens in another process and cannot be waited for otherwise.
 * The limit only ends a test that can no longer pass.
 */
export async function eventually<T>(
  look: () => Promise<T | undefined | false>,
  what: string,
  limit = hour / 12,
): Promise<T> {
  const end = Date.now() + limit
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`never happened: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
}
