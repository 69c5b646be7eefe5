// How do moves of one repository come one after the other, on all nodes? By a lock from before git moves until it is settled.
import { sql } from 'kysely'
import type { Db } from '#db'

/** First key of the advisory locks. */
const lockClass = 0x6d6f7665
/** Repositories at a time: each holds a connection of the pool, which others need as well. */
const maxHolders = 6

let holders = 0
const waiting: (() => void)[] = []
/** The end of the last turn that was asked for in this process, by project: who waits for it needs no connection. */
const tails = new Map<number, Promise<void>>()

/**
 * Runs `work` while nobody else moves branches or tags of the project. What is announced and not settled when it begins
 * was left by a crash. It is over soon: git has read everything that a client sends before its turn begins.
 * @param work gets the connection that holds the lock, for its own reads and writes
 */
export async function inTurn<T>(db: Db, projectId: number, work: (db: Db) => Promise<T>): Promise<T> {
  const before = tails.get(projectId)
  const turn = (async () => {
    await before
    await takePlace()
    try {
      return await locked(db, projectId, work)
    } finally {
      leavePlace()
    }
  })()
  const tail = turn.then(
    () => {},
    () => {},
  )
  tails.set(projectId, tail)
  try {
    return await turn
  } finally {
    if (tails.get(projectId) === tail) tails.delete(projectId)
  }
}

function locked<T>(db: Db, projectId: number, work: (db: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async own => {
    const key = projectId % 2 ** 31
    await sql`select pg_advisory_lock(${lockClass}::int, ${key}::int)`.execute(own)
    try {
      return await work(own)
    } finally {
      // A connection that is gone holds no lock either.
      await sql`select pg_advisory_unlock(${lockClass}::int, ${key}::int)`.execute(own).catch(() => {})
    }
  })
}

async function takePlace(): Promise<void> {
  if (holders < maxHolders) holders++
  else await new Promise<void>(go => waiting.push(go))
}

function leavePlace(): void {
  const next = waiting.shift()
  if (next === undefined) holders--
  else next()
}
