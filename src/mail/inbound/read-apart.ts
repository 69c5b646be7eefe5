// How is a big or dangerous mail read? In a thread of its own, one at a time, that can be ended.
import { Worker } from 'node:worker_threads'
import { limits } from './limits.ts'
import type { Answer } from './reading-thread.ts'

/** The thread died or took too long over this mail. */
export class ReadingFailed extends Error {}

type Thread = { worker: Worker; idle: NodeJS.Timeout | undefined }

let thread: Thread | undefined
/** Readings wait for each other: memory is that of one big mail, however many come. */
let turn: Promise<unknown> = Promise.resolve()

/**
 * @param load gives the raw mail when its turn has come; its bytes are handed over to the thread, and are gone afterwards
 * @param mostMs milliseconds after which the thread is ended
 * @throws {ReadingFailed} (rejects) after that time, or if the thread runs out of memory
 */
export function readApart(
  load: () => Promise<Uint8Array<ArrayBuffer>>,
  mostMs: number = limits.readingMs,
): Promise<Answer> {
  const reading = turn.then(async () => ask(await load(), mostMs))
  turn = reading.catch(() => {})
  return reading
}

function ask(raw: Uint8Array<ArrayBuffer>, mostMs: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const { worker, idle } = takeThread()
  clearTimeout(idle)
  worker.ref()
  const tooLong = setTimeout(() => fail(new ReadingFailed('reading took too long')), mostMs)
  const settle = () => {
    clearTimeout(tooLong)
    // By name: the worker listens to itself as well.
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
    // What a thread on its way out still says must not end the process.
    worker.on('error', () => {})
  }
  const fail = (error: Error) => {
    settle()
    thread = undefined
    void worker.terminate()
    reject(error)
  }
  worker.once('message', (answer: Answer) => {
    settle()
    rest(worker)
    resolve(answer)
  })
  worker.once('error', error => fail(new ReadingFailed(`reading failed: ${error.message}`, { cause: error })))
  worker.once('exit', code => fail(new ReadingFailed(`the reading thread ended with ${code}`)))
  worker.postMessage(raw, [raw.buffer])
  return promise
}

function takeThread(): Thread {
  thread ??= {
    worker: new Worker(new URL('./reading-thread.ts', import.meta.url), {
      resourceLimits: {
        maxOldGenerationSizeMb: limits.readingHeapMb,
        maxYoungGenerationSizeMb: limits.readingYoungMb,
      },
      // Flags of a test run or a debugger are not for the thread.
      execArgv: [],
    }),
    idle: undefined,
  }
  return thread
}

/** An idle thread costs 10 MB, so it ends soon; it never keeps the process alive. */
function rest(worker: Worker): void {
  worker.unref()
  const end = () => {
    if (thread?.worker === worker) thread = undefined
    void worker.terminate()
  }
  const idle = setTimeout(end, limits.readingIdleMs)
  idle.unref()
  worker.once('error', end)
  thread = { worker, idle }
}
