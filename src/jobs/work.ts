// Who does the work that was left for later?
import { EventEmitter } from 'node:events'
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import { isPassing } from '#db'
import type { Log } from '#kernel'
import { type Duty, runDuties } from './duties.ts'
import { keepLeases, type Leases, releaseJobsOfTheDead } from './leases.ts'
import { pause } from './pause.ts'
import type { TaskName, Tasks } from './tasks.ts'

/** `jobId`: the same when a job runs again. */
export type Handlers = { [Name in TaskName]?: (payload: Tasks[Name], jobId: string) => Promise<void> }

/** Jobs of one lane wait for each other, never for those of another: a mail server that hangs must not hold up the intake. */
export type Lane = { handlers: Handlers; concurrency: number }

type Options = { pool: pg.Pool; lanes: readonly Lane[]; duties: readonly Duty[]; log: Log }

/** Jobs a lane takes from the database at a time, per concurrent job: spares a query for each. */
const fetchAhead = 4
/** Finished jobs are struck off together, this many milliseconds after the first of them. */
const completeBatchMilliseconds = 20
/** Jobs of a lane share their statements, so a lane needs far fewer connections than it has jobs. */
const ofNoConcern = /maxPoolSize/
/** How often the jobs of dead workers are looked for. */
const takeOverSeconds = 5

/** A lane that ended by itself begins again after this time. */
const restartMilliseconds = 500

/**
 * Starts the lanes and the duties.
 *
 * A job whose handler throws is tried again after exp(attempt) seconds. Handlers must bear being run twice: a crash
 * between the work and the striking off repeats the job.
 */
export async function work({ pool, lanes, duties, log }: Options): Promise<{ stop(): Promise<void> }> {
  const abort = new AbortController()
  const leases = keepLeases(pool, abort.signal, log)
  const running = await Promise.all(lanes.map(lane => keepLane(pool, lane, leases, abort.signal, log)))
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
      await Promise.all(running.map(lane => lane.stop()))
      await Promise.all([dutiesDone, leases.ended])
    },
  }
}

/**
 * Keeps a lane going: graphile-worker shuts a pool down for good when it cannot strike off a job, as when PostgreSQL is
 * killed, and then it may never come to an end; so another one begins, and takes over what the first had taken.
 */
async function keepLane(pool: pg.Pool, lane: Lane, leases: Leases, signal: AbortSignal, log: Log) {
  let current = await startLane(pool, lane, leases, log)
  const keep = async () => {
    for (;;) {
      await current.gone
      leases.drop(current.workerId)
      await pause(restartMilliseconds, signal)
      if (signal.aborted) return
      log.warn({}, 'a lane of jobs begins again')
      current = await restart(pool, lane, leases, signal, log, current)
    }
  }
  const kept = keep()
  return {
    async stop() {
      await Promise.all([current.runner.stop().catch(() => {}), current.gone])
      await kept
    },
  }
}

/** Restarts of the database that one job lives through at a time. */
const restarts = 5

/**
 * A connection that was lost is no fault of the job: after some restarts its back-off would keep people waiting for minutes
 * in which the database has long been back. A new connection waits for that.
 */
async function inSpiteOfRestarts(handle: () => Promise<void>): Promise<void> {
  for (let met = 0; ; met++) {
    try {
      return await handle()
    } catch (error) {
      if (!isPassing(error) || met === restarts) throw error
    }
  }
}

/** `gone`: it takes no more jobs, whether told to stop or by itself. */
type Started = { runner: Runner; workerId: string; gone: Promise<void> }

/** Tries until the database answers. @returns the former lane if the desk goes down meanwhile */
async function restart(
  pool: pg.Pool,
  lane: Lane,
  leases: Leases,
  signal: AbortSignal,
  log: Log,
  former: Started,
): Promise<Started> {
  while (!signal.aborted) {
    try {
      return await startLane(pool, lane, leases, log)
    } catch (error) {
      log.warn({ err: error }, 'a lane of jobs cannot begin yet')
      await pause(restartMilliseconds, signal)
    }
  }
  return former
}

async function startLane(pool: pg.Pool, lane: Lane, leases: Leases, log: Log): Promise<Started> {
  const events: WorkerEvents = new EventEmitter()
  const { promise: gone, resolve: goes } = Promise.withResolvers<void>()
  for (const end of ['pool:gracefulShutdown', 'pool:forcefulShutdown', 'pool:fatalError'] as const) {
    events.on(end, () => goes())
  }
  let workerId = ''
  events.on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id
    leases.add(workerId)
  })
  const taskList: TaskList = {}
  for (const [name, handler] of Object.entries(lane.handlers)) {
    const handle = handler as (payload: unknown, jobId: string) => Promise<void>
    taskList[name] = (payload, { job }) => inSpiteOfRestarts(() => handle(payload, String(job.id)))
  }
  const runner = await run({
    pgPool: pool,
    taskList,
    events,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error({ source: 'jobs' }, message)
      else if (level === 'warning' && !ofNoConcern.test(message)) log.warn({ source: 'jobs' }, message)
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
  runner.promise.catch(error => log.error({ err: error }, 'a lane of jobs ended')).finally(goes)
  return { runner, workerId, gone }
}
