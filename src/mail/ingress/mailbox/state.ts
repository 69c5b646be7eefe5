// How is a mailbox, as its reader sees it? Written down for administrators, at most once a second.
import { hostname } from 'node:os'
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Log } from '#kernel'
import { type BoxName, type BoxSettings, isFetched } from './box.ts'

type Facts = {
  idle: boolean
  waiting: number
  oldestWaitingAt: Date | null
  lastItem: string
  seenAt: Date
}

/** Milliseconds between two rows: a backlog of thousands must not write as many states as mails. */
const restMs = 1_000
/** Characters of an error: a server may say a page. */
const errorLength = 1_000

const thisNode = `${hostname()}:${process.pid}`

export type StateOf = {
  connecting(): Promise<void>
  connected(): Promise<void>
  failing(reason: string): Promise<void>
  /** What has changed is written soon; what changes meanwhile goes along. */
  note(facts: Partial<Facts>): void
  /** Resolves when all that was noted is written. */
  flush(): Promise<void>
}

type Box = { name: BoxName; account: string; method: BoxSettings['inbox_method'] }

/** A state that cannot be written is only logged: the mailbox is read all the same. */
export function stateOf(db: Db, box: Box, log: Log): StateOf {
  let facts: Partial<Facts> = {}
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const guarded = (write: () => Promise<unknown>) => {
    writing = writing.then(write).then(
      () => {},
      error => log.warn({ err: error, mailbox: box.name }, 'the state of a mailbox could not be written'),
    )
    return writing
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (Object.keys(facts).length === 0) return writing
    const noted = facts
    facts = {}
    return guarded(() => writeFacts(db, box.name, noted))
  }
  return {
    connecting: () => guarded(() => begin(db, box)),
    connected: () => guarded(() => change(db, box.name, 'connected', null)),
    failing: reason => guarded(() => change(db, box.name, 'failing', reason.slice(0, errorLength))),
    note(noted) {
      facts = { ...facts, ...noted }
      timer ??= setTimeout(flush, restMs)
    },
    flush,
  }
}

/** What fails goes on failing until it works: an attempt to connect is no news. Another account is another mailbox. */
async function begin(db: Db, { name, account, method }: Box): Promise<void> {
  await sql`
    insert into mailbox_states as s (name, account, method, state, since, node)
    values (${name}, ${account}, ${method}, 'connecting', now(), ${thisNode})
    on conflict (name) do update set account = excluded.account, method = excluded.method, node = excluded.node,
      state = case when s.account = excluded.account and s.state = 'failing' then 'failing' else 'connecting' end,
      since = case when s.account = excluded.account and s.state in ('failing', 'connecting') then s.since else now() end,
      last_error = case when s.account = excluded.account then s.last_error end,
      last_error_at = case when s.account = excluded.account then s.last_error_at end,
      alerted_at = case when s.account = excluded.account then s.alerted_at end,
      failing_since = case when s.account = excluded.account then s.failing_since end,
      seen_at = case when s.account = excluded.account then s.seen_at end,
      last_item = case when s.account = excluded.account then s.last_item end,
      waiting = case when s.account = excluded.account then s.waiting else 0 end,
      oldest_waiting_at = case when s.account = excluded.account then s.oldest_waiting_at end,
      idle = case when s.account = excluded.account then s.idle end`.execute(db)
}

async function change(
  db: Db,
  name: BoxName,
  state: 'connected' | 'failing',
  reason: string | null,
): Promise<void> {
  await sql`
    update mailbox_states set state = ${state}, node = ${thisNode},
      since = case when state = ${state} then since else now() end,
      seen_at = case when ${state} = 'connected' then now() else seen_at end,
      last_error = coalesce(${reason}, last_error),
      last_error_at = case when ${reason}::text is null then last_error_at else now() end
    where name = ${name}`.execute(db)
}

async function writeFacts(db: Db, name: BoxName, facts: Partial<Facts>): Promise<void> {
  const values = {
    idle: facts.idle,
    waiting: facts.waiting,
    oldest_waiting_at: facts.oldestWaitingAt,
    last_item: facts.lastItem,
    seen_at: facts.seenAt,
  }
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
  await db.updateTable('mailbox_states').set(given).where('name', '=', name).execute()
}

/** What is no longer configured fails no more. */
export async function forgetOthers(
  db: Db,
  config: { [Box in BoxName]?: BoxSettings | undefined },
): Promise<void> {
  const kept = Object.entries(config).flatMap(([name, box]) =>
    typeof box === 'object' && isFetched(box) ? [name] : [],
  )
  await sql`delete from mailbox_states where name <> all (${kept}::text[])`.execute(db)
}
