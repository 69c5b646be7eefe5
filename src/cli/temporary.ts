// What if a command is broken off (^C)? What it has half written goes with it.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

const half = new Set<string>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A folder of a command that was killed is swept away once no command can still be at work in it. */
const sweptAfterMs = 24 * 3_600_000
const folder = /^(?:backup|restore)-\w{6}$/

/** Again where somebody still writes into it: a stream that was broken off ends a moment later. */
const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 5 })

/**
 * Names a file or folder that must not outlive the work: `using _ = temporary(path)`. It is removed when the scope is
 * left, and when the command is told to end before.
 */
export function temporary(path: string): Disposable {
  if (half.size === 0) {
    process.on('exit', removeAll)
    for (const signal of signals) process.on(signal, end)
  }
  half.add(path)
  return {
    [Symbol.dispose]() {
      half.delete(path)
      remove(path)
      if (half.size > 0) return
      process.off('exit', removeAll)
      for (const signal of signals) process.off(signal, end)
    },
  }
}

/** A folder of one's own under `dataDir`, where there is room for all that the desk keeps. */
export function temporaryFolder(
  dataDir: string,
  command: 'backup' | 'restore',
): Disposable & { path: string } {
  for (const name of readdirSync(dataDir).filter(name => folder.test(name))) {
    const found = statSync(join(dataDir, name), { throwIfNoEntry: false })
    if (found && Date.now() - found.mtimeMs > sweptAfterMs) remove(join(dataDir, name))
  }
  const path = mkdtempSync(join(dataDir, `${command}-`))
  return { path, ...temporary(path) }
}

function removeAll(): void {
  for (const path of half) remove(path)
}

/** As a shell reports a process that ended by a signal. */
function end(signal: (typeof signals)[number]): void {
  process.exit(128 + constants.signals[signal])
}
