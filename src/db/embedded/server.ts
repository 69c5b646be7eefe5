// How does one run of the server begin and end?
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { DeskError, type Log } from '#kernel'

export type End = { code: number | null; signal: NodeJS.Signals | null }
export type Server = { pid: number; child: ChildProcess; ended: Promise<End> }

/** How many of its last lines a failed start quotes. */
const quotedLines = 5

/**
 * Waits until a server just spawned takes connections; recovery after a crash may come first and take its time.
 * @throws DeskError 'unavailable' with the server's own words if it ends instead
 */
export async function untilReady(child: ChildProcess, log: Log): Promise<Server> {
  const lines: string[] = []
  const ready = Promise.withResolvers<void>()
  const ended = new Promise<End>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const output = child.stderr && createInterface({ input: child.stderr })
  output?.on('line', line => {
    lines.push(line)
    if (lines.length > quotedLines) lines.shift()
    record(line, log)
    // lc_messages is C, so the words are these.
    if (line.endsWith('database system is ready to accept connections')) ready.resolve()
  })
  const failed = ended.then(async end => {
    if (output && child.stderr?.readable) await new Promise(resolve => output.once('close', resolve))
    const words = lines.join(' · ') || `exit code ${end.code}`
    throw new DeskError('unavailable', `PostgreSQL does not start: ${words}`)
  })
  await Promise.race([ready.promise, failed])
  failed.catch(() => {})
  if (child.pid === undefined) throw new Error('a running child has a pid')
  letGo(child)
  return { pid: child.pid, child, ended }
}

/** A server at work does not keep the process of the desk alive; its listeners do, or a test that still runs. */
function letGo(child: ChildProcess): void {
  child.unref()
  const output = child.stderr
  if (output && 'unref' in output && typeof output.unref === 'function') output.unref()
}

/** PostgreSQL begins each message with its severity; what is not LOG deserves a look. */
function record(line: string, log: Log): void {
  const [, severity, text] = /^([A-Z]+):\s+(.*)$/.exec(line) ?? []
  const fields = { part: 'postgres' }
  if (severity === 'FATAL' || severity === 'PANIC' || severity === 'WARNING') log.warn(fields, text ?? line)
  else log.debug(fields, text ?? line)
}
