// How do bytes go from the client to git and back? As they come, held up by whoever is slower, and no longer than something moves.
import type { ChildProcess } from 'node:child_process'
import { PassThrough, type Readable, type Writable } from 'node:stream'

const limits = {
  /** A client that neither sends nor takes anything for so long is gone. */
  idleMilliseconds: 120_000,
  /** git alone says something sooner: where it can, it sends a sign of life every five seconds. */
  workMilliseconds: 900_000,
  /** Told to end, git has done so by then, or must be told in another way. */
  endMilliseconds: 10_000,
  /** Bytes of git's own words that are kept for the log. */
  errorBytes: 4096,
} as const

type Ending = { code: number | null; stderr: string }

export type Transfer = {
  /** What git answers. */
  output: Readable
  ended: Promise<Ending>
  /** Ends git, unless it must finish. */
  stop(): void
  /** From now on git goes on whether the client listens or not: it moves branches. False: it was told to end already. */
  mustFinish(): boolean
}

/**
 * Connects a git, started as a group of its own, with its client.
 * @param body what the client sends; null: nothing
 * @param gone aborted when the client is no longer there
 */
export function connect(child: ChildProcess, body: Readable | null, gone: AbortSignal): Transfer {
  const output = new PassThrough()
  const state = { fed: body === null, finishing: false, stopped: false, over: false }
  const stop = () => {
    if (state.finishing || state.stopped || state.over) return
    state.stopped = true
    end(child)
  }
  const late = () => {
    state.stopped = true
    end(child)
  }
  let timer: NodeJS.Timeout | undefined
  const moved = () => {
    clearTimeout(timer)
    if (state.over) return
    const waitsForClient = !state.finishing && (!state.fed || output.writableNeedDrain)
    timer = setTimeout(late, waitsForClient ? limits.idleMilliseconds : limits.workMilliseconds)
  }
  const fail = (error: Error) => {
    stop()
    if (!state.finishing) output.destroy(error)
  }
  moved()
  feed(child.stdin as Writable, body, moved).then(() => {
    state.fed = true
  }, fail)
  answer(child.stdout as Readable, output, moved, state)
  gone.addEventListener('abort', stop, { once: true })
  output.once('close', stop)
  if (gone.aborted) stop()
  const ended = endOf(child).finally(() => {
    state.over = true
    clearTimeout(timer)
    gone.removeEventListener('abort', stop)
  })
  ended.catch(fail)
  return {
    output,
    ended,
    stop,
    mustFinish() {
      if (state.stopped || state.over) return false
      state.finishing = true
      child.stdout?.resume()
      return true
    },
  }
}

/** To git, as fast as it reads. What it no longer wants is read and dropped, so that the client comes to read why. */
async function feed(stdin: Writable, body: Readable | null, moved: () => void): Promise<void> {
  // git says itself why it reads no more.
  stdin.on('error', () => {})
  for await (const piece of body ?? []) {
    moved()
    if (stdin.writable && !stdin.write(piece)) await free(stdin)
  }
  stdin.end()
}

function free(stdin: Writable): Promise<void> {
  return new Promise(resolve => {
    const go = () => {
      stdin.off('drain', go).off('close', go)
      resolve()
    }
    stdin.once('drain', go).once('close', go)
  })
}

/** To the client, as fast as it takes it; a git that must finish is not held up. */
function answer(
  stdout: Readable,
  output: PassThrough,
  moved: () => void,
  state: { finishing: boolean },
): void {
  stdout.on('data', (piece: Buffer) => {
    moved()
    if (output.destroyed || output.write(piece) || state.finishing) return
    stdout.pause()
    moved()
  })
  output.on('drain', () => {
    moved()
    stdout.resume()
  })
  stdout.once('end', () => output.end())
}

function endOf(child: ChildProcess): Promise<Ending> {
  let stderr = ''
  child.stderr?.on('data', (piece: Buffer) => {
    if (stderr.length < limits.errorBytes) stderr += String(piece).slice(0, limits.errorBytes)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, stderr: stderr.trim() }))
  })
}

/**
 * Ends git and what it started. One that reads a push ends well when nothing more comes: it takes along what has come.
 * Ended by a signal it leaves that lying, for `tidy` to find.
 */
function end(child: ChildProcess): void {
  const gently = child.spawnargs.includes('receive-pack')
  if (gently) child.stdin?.destroy()
  else signal(child, 'SIGTERM')
  const steps: NodeJS.Signals[] = gently ? ['SIGTERM', 'SIGKILL'] : ['SIGKILL']
  const timers = steps.map((name, at) =>
    setTimeout(signal, limits.endMilliseconds * (at + 1), child, name).unref(),
  )
  child.once('close', () => timers.forEach(clearTimeout))
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  // Once it is gone its number may be another's.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, name)
  } catch {
    // It ended this instant.
  }
}
