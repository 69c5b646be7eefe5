// What is the least that any implementation would have to pay? Measured on the desk's own database, in the same run.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

const eightKilobytes = randomBytes(8192)
const twoKilobytes = randomBytes(2048)

/** Committed 8 kB inserts per second over `connections` connections. */
export function insertFloor(url: string, connections = 8, seconds = 3): Promise<number> {
  return rate(url, connections, seconds, async client => {
    await client.query({
      name: 'floor',
      text: 'insert into bench_floor (bytes) values ($1)',
      values: [eightKilobytes],
    })
  })
}

/** Transactions per second that write about what a ticket writes: begin, four inserts (one of 2 kB), commit. */
export function ticketFloor(url: string, connections = 4, seconds = 3): Promise<number> {
  return rate(url, connections, seconds, async client => {
    await client.query('begin')
    await client.query({
      name: 'raw',
      text: 'insert into bench_floor (bytes) values ($1)',
      values: [twoKilobytes],
    })
    for (const text of ['issue', 'event', 'outbox']) {
      await client.query({ name: 'row', text: 'insert into bench_floor (text) values ($1)', values: [text] })
    }
    await client.query('commit')
  })
}

async function rate(
  url: string,
  connections: number,
  seconds: number,
  once: (client: Client) => Promise<void>,
): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  const [first] = clients
  await first?.query(
    'create table bench_floor (id bigint generated always as identity primary key, bytes bytea, text text)',
  )
  const start = performance.now()
  const end = start + seconds * 1000
  let done = 0
  await Promise.all(
    clients.map(async client => {
      while (performance.now() < end) {
        await once(client)
        done += 1
      }
    }),
  )
  const elapsed = (performance.now() - start) / 1000
  await first?.query('drop table bench_floor')
  await Promise.all(clients.map(client => client.end()))
  return Math.round(done / elapsed)
}

/** The value below which `share` (0…1) of `values` lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export const rounded = (value: number, digits = 1) => Number(value.toFixed(digits))
