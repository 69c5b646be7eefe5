// Who does the work that was left for later?
import { EventEmitter } from 'node:events'
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import type { Log } from '#kernel'
import { type Duty, runDuties } from './duties.ts'
import { holdLeases, releaseJobsOfTheDead } from './leases.ts'
import type { TaskName, Tasks } from './tasks.ts'

export type Handlers = { [Name in TaskName]?: (payload: Tasks[Name]) => Promise<void> }

/** Jobs of one lane wait for each other, never for those of another: a mail server that hangs must not hold up the intake. */
export type Lane = { handlers: Handlers; concurrency: number }

type Options = { pool: pg.Pool; lanes: readonly Lane[]; duties: readonly Duty[]; log: Log }

/** Jobs a lane takes from the database at a time, per concurrent job: spares a query for each. */
const fetchAhead = 4
/** Finished jobs are struck off together, this many milliseconds after the first of them. */
const completeBatchMilliseconds = 20
/** How often the jobs of dead workers are looked for. */
const takeOverSeconds = 5

/**
 * Starts the lanes and the duties.
 *
 * A job whose handler throws is tried again after exp(attempt) seconds. Handlers must bear being run twice: a crash
 * between the work and the striking off repeats the job.
 */
export async function work({ pool, lanes, duties, log }: Options): Promise<{ stop(): Promise<void> }> {
  const abort = new AbortController()
  const workerIds: string[] = []
  const runners: Runner[] = []
  for (const lane of lanes) {
    const events: WorkerEvents = new EventEmitter()
    events.on('pool:create', ({ workerPool }) => workerIds.push(workerPool.id))
    runners.push(await startLane(pool, lane, events, log))
  }
  const leases = holdLeases(pool, workerIds, abort.signal, log)
  const takeOver: Duty = {
    name: 'take over the jobs of dead workers',
    everySeconds: takeOverSeconds,
    run: async () => {
      const dead = await releaseJobsOfTheDead(pool)
      if (dead > 0) log.warn({ dead }, 'took over the jobs of dead workers')
    },
  }
  const dutiesDone = runDuties(pool, [takeOver, ...duties], abort.signal, log)
  return {
    async stop() {
      abort.abort()
      await Promise.all(runners.map(runner => runner.stop()))
      await Promise.all([dutiesDone, leases])
    },
  }
}

async function startLane(pool: pg.Pool, lane: Lane, events: WorkerEvents, log: Log): Promise<Runner> {
  const taskList: TaskList = {}
  for (const [name, handler] of Object.entries(lane.handlers)) {
    taskList[name] = payload => (handler as (payload: unknown) => Promise<void>)(payload)
  }
  const runner = await run({
    pgPool: pool,
    taskList,
    events,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error({ source: 'jobs' }, message)
      else if (level === 'warning') log.warn({ source: 'jobs' }, message)
    }),
    preset: {
      worker: {
        concurrentJobs: lane.concurrency,
        localQueue: { size: lane.concurrency * fetchAhead },
        completeJobBatchDelay: completeBatchMilliseconds,
        failJobBatchDelay: completeBatchMilliseconds,
      },
    },
  })
  runner.promise.catch(error => log.error({ err: error }, 'a lane of jobs ended'))
  return runner
}
