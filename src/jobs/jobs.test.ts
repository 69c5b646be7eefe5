import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { test } from 'node:test'
import { freshDatabase, transaction } from '#db'
import { silentLog } from '#kernel'
import { enqueue, type Handlers, work } from './index.ts'
import { releaseJobsOfTheDead } from './leases.ts'

const lane = (handlers: Handlers) => [{ handlers, concurrency: 2 }]

test('a job runs after the transaction that asked for it commits', async () => {
  await using fresh = await freshDatabase()
  const done = new EventEmitter()
  const jobs = await work({
    pool: fresh.pool,
    lanes: lane({ 'inbound.process': async payload => void done.emit('ran', payload) }),
    duties: [],
    log: silentLog,
  })
  const ran = once(done, 'ran')
  await transaction(fresh.db, tx => enqueue(tx, 'inbound.process', { inboxId: 7 }))
  assert.deepEqual(await ran, [{ inboxId: 7 }])
  await jobs.stop()
})

test('a job asked for in a transaction that fails never exists', async () => {
  await using fresh = await freshDatabase()
  await assert.rejects(
    transaction(fresh.db, async tx => {
      await enqueue(tx, 'inbound.process', { inboxId: 7 })
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  const { rows } = await fresh.pool.query('select id from graphile_worker.jobs')
  assert.deepEqual(rows, [])
})

test('a lane that hangs does not hold up another', async () => {
  await using fresh = await freshDatabase()
  const done = new EventEmitter()
  const hung = Promise.withResolvers<void>()
  const jobs = await work({
    pool: fresh.pool,
    lanes: [
      { handlers: { 'outbound.deliver': () => hung.promise }, concurrency: 1 },
      { handlers: { 'inbound.process': async () => void done.emit('ran') }, concurrency: 1 },
    ],
    duties: [],
    log: silentLog,
  })
  const ran = once(done, 'ran')
  await transaction(fresh.db, async tx => {
    await enqueue(tx, 'outbound.deliver', { outboxId: 1 })
    await enqueue(tx, 'inbound.process', { inboxId: 1 })
  })
  await ran
  hung.resolve()
  await jobs.stop()
})

test('the jobs of a worker that died are taken over, those of a living one are not', async () => {
  await using fresh = await freshDatabase()
  const done = new EventEmitter()
  const release = Promise.withResolvers<void>()
  const jobs = await work({
    pool: fresh.pool,
    lanes: lane({
      'inbound.process': async () => {
        done.emit('started')
        await release.promise
      },
    }),
    duties: [],
    log: silentLog,
  })
  const started = once(done, 'started')
  await transaction(fresh.db, tx => enqueue(tx, 'inbound.process', { inboxId: 1 }))
  await started
  await fresh.pool.query(`
    select graphile_worker.add_job('outbound.deliver', '{}');
    update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead' where locked_by is null;
    update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'`)
  await releaseJobsOfTheDead(fresh.pool)
  const { rows } = await fresh.pool.query(
    `select task_identifier, locked_by is null as free from graphile_worker.jobs order by task_identifier`,
  )
  assert.deepEqual(rows, [
    { task_identifier: 'inbound.process', free: false },
    { task_identifier: 'outbound.deliver', free: true },
  ])
  release.resolve()
  await jobs.stop()
})

test('a job whose connection is lost is done at once when there is another, without a back-off', async () => {
  await using fresh = await freshDatabase()
  const done = new EventEmitter()
  let runs = 0
  const jobs = await work({
    pool: fresh.pool,
    lanes: lane({
      'inbound.process': async () => {
        runs += 1
        if (runs <= 3) await fresh.pool.query('select pg_terminate_backend(pg_backend_pid())')
        const { rows } = await fresh.pool.query<{ attempts: number }>(
          'select attempts from graphile_worker.jobs',
        )
        done.emit('ran', rows[0]?.attempts)
      },
    }),
    duties: [],
    log: silentLog,
  })
  const ran = once(done, 'ran')
  await transaction(fresh.db, tx => enqueue(tx, 'inbound.process', { inboxId: 1 }))
  assert.deepEqual(await ran, [1])
  assert.equal(runs, 4)
  await jobs.stop()
})

test('a duty that fails is done again', async () => {
  await using fresh = await freshDatabase()
  const done = new EventEmitter()
  let runs = 0
  const jobs = await work({
    pool: fresh.pool,
    lanes: lane({}),
    duties: [
      {
        name: 'stumble',
        everySeconds: 0.01,
        run: async () => {
          runs += 1
          if (runs === 1) throw new Error('stumbled')
          done.emit('again')
        },
      },
    ],
    log: silentLog,
  })
  if (runs < 2) await once(done, 'again')
  assert.ok(runs >= 2)
  await jobs.stop()
})
