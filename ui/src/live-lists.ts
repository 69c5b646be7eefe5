// How does a list stay true while somebody reads it? What changed is read anew and laid into its place; nothing else moves.
import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { encoded, getPage, type Page, type Query } from './api/client.ts'
import type { IssueRow } from './api/issues.ts'
import { flat, insert, isComplete, isRows, type Rows, repaged } from './list-rows.ts'

const rowsAtOnce = 50
/** So long a row that came in by itself is marked. */
const newMilliseconds = 4000
const arrivals = new Map<number, number>()
export const hasJustArrived = (id: number) => Date.now() - (arrivals.get(id) ?? 0) < newMilliseconds

/** Issues that changed while nobody looked at a list, by the list. */
const missed = new Map<string, Set<number>>()
type Listener = (key: QueryKey, arrived: readonly IssueRow[]) => void
const listeners = new Set<Listener>()

/** Tells just before a list changes by itself, with the rows that come in; gives back how to stop hearing. */
export function onNews(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Lists on screen are patched now, others when they are shown again. */
export function issuesHappened(
  client: QueryClient,
  ids: ReadonlySet<number>,
  concerns: (path: unknown) => boolean,
): void {
  for (const query of client.getQueryCache().findAll({ queryKey: ['issues'] })) {
    if (!concerns(query.queryKey[1])) continue
    if (!isRows(query.state.data)) {
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
      continue
    }
    const waiting = missed.get(query.queryHash) ?? new Set()
    for (const id of ids) waiting.add(id)
    missed.set(query.queryHash, waiting)
    if (query.isActive()) void catchUp(client, query.queryKey)
  }
}

const running = new Map<string, Promise<void>>()

/** Reads the head of a list and its rows that changed; one reading at a time for each list. */
export function catchUp(client: QueryClient, key: QueryKey): Promise<void> {
  const hash = hashKey(key)
  const next = (running.get(hash) ?? Promise.resolve()).then(() => readChanged(client, key, hash))
  running.set(hash, next)
  return next
}

async function readChanged(client: QueryClient, key: QueryKey, hash: string): Promise<void> {
  const before = client.getQueryData<Rows>(key)
  if (before === undefined) return
  const changed = missed.get(hash) ?? new Set<number>()
  missed.delete(hash)
  const [, path, filter] = key as [string, string | null, Query]
  const at = path === null ? '/issues' : `/projects/${encoded(path)}/issues`
  const ask = (more: Query) =>
    getPage<IssueRow>(at, {
      ...filter,
      with_labels_details: true,
      pagination: 'keyset',
      per_page: rowsAtOnce,
      ...more,
    })
  try {
    const head = await ask({})
    const known = new Set(head.rows.map(({ id }) => id))
    const further = flat(before)
      .filter(({ id }) => changed.has(id) && !known.has(id))
      .slice(0, rowsAtOnce)
    const rest = further.length === 0 ? [] : (await ask({ iids: further.map(({ iid }) => iid) })).rows
    const gone = new Set(further.map(({ id }) => id))
    for (const { id } of rest) gone.delete(id)
    lay(client, key, { head, rest, gone })
  } catch {
    // The desk was out of reach: when it is back, `missed` of the live connection reads everything anew.
    for (const id of changed) missed.set(hash, (missed.get(hash) ?? new Set()).add(id))
  }
}

type News = { head: Page<IssueRow>; rest: readonly IssueRow[]; gone: ReadonlySet<number> }

function lay(client: QueryClient, key: QueryKey, { head, rest, gone }: News): void {
  const data = client.getQueryData<Rows>(key)
  if (data === undefined) return
  const fresh = new Map([...head.rows, ...rest].map(row => [row.id, row]))
  const old = flat(data)
  const loaded = new Set(old.map(({ id }) => id))
  const kept = old.filter(({ id }) => !gone.has(id)).map(row => same(row, fresh.get(row.id)))
  const placed = insert(kept, head.rows, isComplete(data))
  const arrived = placed.filter(({ id }) => !loaded.has(id))
  if (placed.length === old.length && placed.every((row, index) => row === old[index])) return
  for (const { id } of arrived) arrivals.set(id, Date.now())
  for (const listener of listeners) listener(key, arrived)
  client.setQueryData<Rows>(key, repaged(data, placed))
}

/** The old object where nothing changed, so that its row need not be drawn again. */
const same = (old: IssueRow, now: IssueRow | undefined) =>
  now === undefined || JSON.stringify(now) === JSON.stringify(old) ? old : now
