// Did a dead desk leave its PostgreSQL running, or a pid file that lies?
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeskError, type Log } from '#kernel'

/** How long a server left behind may take to stop: first asked (it writes a checkpoint), then told. */
const patienceMs = { fast: 20_000, immediate: 10_000 }
const lookEveryMs = 20

/**
 * To be called by the holder of the lock on the data, so a server found is nobody's. It is stopped, not adopted: it
 * may be of another release or have other settings, and only a child tells us when it dies.
 * PostgreSQL itself sees to a pid file whose pid is free; but where the pid now belongs to a stranger (in a container
 * the same small pids come up at each start) it would refuse to start, so that file is taken away here.
 */
export async function clearOrphan(cluster: string, log: Log): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN
  if (!Number.isInteger(pid) || !isAlive(pid)) return
  if (!isServerOf(pid, cluster)) {
    log.info({ pid, file }, 'removing a stale pid file: its pid belongs to another program now')
    rmSync(file, { force: true })
    return
  }
  log.warn({ pid }, 'stopping the PostgreSQL that a dead desk left behind')
  for (const [signal, patience] of [
    ['SIGINT', patienceMs.fast],
    ['SIGQUIT', patienceMs.immediate],
  ] as const) {
    send(pid, signal)
    if (await isGone(pid, cluster, patience)) return
  }
  throw new DeskError('unavailable', `A PostgreSQL left behind (pid ${pid}) on ${cluster} does not stop.`)
}

async function isGone(pid: number, cluster: string, patience: number): Promise<boolean> {
  const end = Date.now() + patience
  // No child of ours, so there is no event to wait for.
  while (Date.now() < end) {
    if (!isAlive(pid) || !isServerOf(pid, cluster)) return true
    await sleep(lookEveryMs)
  }
  return false
}

const isAlive = (pid: number) => send(pid, 0)

/** @returns whether there is such a process; it may have gone just now, or belong to another user (EPERM) */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A server works in the folder of its cluster; no other program has a reason to. */
function isServerOf(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).includes(cluster)
  } catch {
    return false
  }
}
