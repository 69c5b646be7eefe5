// When is the memory of bytes that went through given back? After every few megabytes, not when the machine is short.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'minor' }) => void

/** Bytes that may lie about: little beside the desk itself, and much beside the millisecond that a collection takes. */
const everyBytes = 4 * 1024 * 1024

let collect: Collect | undefined

/**
 * Counts the bytes of one mail on its way. V8 collects young objects when their own memory runs out, which 500 buffers
 * with 25 MB outside of it never bring about: it would keep about 64 MB of them. So a young collection is asked for.
 */
export function reclaiming(): { passed(bytes: number): void } {
  let sum = 0
  return {
    passed(bytes) {
      sum += bytes
      if (sum < everyBytes) return
      sum = 0
      collect ??= exposed()
      collect({ type: 'minor' })
    },
  }
}

function exposed(): Collect {
  setFlagsFromString('--expose-gc')
  const found = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  return found
}
