// What if a command is broken off (^C)? What it has half written goes with it.
import { rmSync } from 'node:fs'
import { constants } from 'node:os'

const half = new Set<string>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Again where somebody still writes into the folder: a stream that was broken off ends a moment later. */
const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 5 })

/**
 * Names a file or folder that must not outlive the work: `using _ = temporary(path)`. It is removed when the scope is
 * left, and when the command is told to end before; only SIGKILL leaves it behind.
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

function removeAll(): void {
  for (const path of half) remove(path)
}

/** As a shell reports a process that ended by a signal. */
function end(signal: (typeof signals)[number]): void {
  process.exit(128 + constants.signals[signal])
}
