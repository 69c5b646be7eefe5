// How does a list stay true while somebody reads it? What changed is read anew and laid into its place; nothing else moves.
import { hashKey, type InfiniteData, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { encoded, getPage, type Page, type Query } from './api/client.ts'
import type { IssueRow } from './api/issues.ts'

export type Rows = InfiniteData<Page<IssueRow>, string | null>

const rowsAtOnce = 50
/** So long a row that came in by itself is marked. */
const newMilliseconds = 4000
const arrivals = new Map<number, number>()
export const hasJustArrived = (id: number) => Date.now() - (arrivals.get(id) ?? 0) < newMilliseconds

/** Issues that changed while nobody looked at a list, by the list. */
const missed = new Map<string, Set<number>>()
const arrivalListeners = new Set<(key: QueryKey, rows: readonly IssueRow[]) => void>()

/** Tells of rows that came into a list by themselves; gives back how to stop hearing. */
export function onArrival(listener: (key: QueryKey, rows: readonly IssueRow[]) => void): () => void {
  arrivalListeners.add(listener)
  return () => arrivalListeners.delete(listener)
}

const isRows = (data: unknown): data is Rows =>
  typeof data === 'object' && data !== null && Array.isArray((data as Partial<Rows>).pages)

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
    const further = before.pages
      .flatMap(page => page.rows)
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
  const [first, ...others] = data?.pages ?? []
  if (data === undefined || first === undefined) return
  const fresh = new Map([...head.rows, ...rest].map(row => [row.id, row]))
  const renewed = (rows: readonly IssueRow[]) =>
    rows.filter(({ id }) => !gone.has(id)).map(row => same(row, fresh.get(row.id)))
  const loaded = new Set(data.pages.flatMap(page => page.rows.map(({ id }) => id)))
  const all = renewed(data.pages.flatMap(page => page.rows))
  const arrived = head.rows.filter(({ id }) => !loaded.has(id))
  const complete = data.pages.at(-1)?.next === null
  const placed = insert(all, head.rows, { isNew: new Set(arrived.map(({ id }) => id)), complete })
  const lengths = others.map(page => renewed(page.rows).length)
  // What is new makes the first page longer; where the pages meet says nothing to the reader.
  let from = placed.length - lengths.reduce((sum, length) => sum + length, 0)
  const pages = [{ ...first, rows: placed.slice(0, from) }]
  for (const [index, page] of others.entries()) {
    const end = from + (lengths[index] ?? 0)
    pages.push({ ...page, rows: placed.slice(from, end) })
    from = end
  }
  const shown = new Set(placed.map(({ id }) => id))
  const seen = arrived.filter(({ id }) => shown.has(id))
  for (const { id } of seen) arrivals.set(id, Date.now())
  if (seen.length > 0) for (const listener of arrivalListeners) listener(key, seen)
  client.setQueryData<Rows>(key, { ...data, pages })
}

/** The old object where nothing changed, so that its row need not be drawn again. */
const same = (old: IssueRow, now: IssueRow | undefined) =>
  now === undefined || JSON.stringify(now) === JSON.stringify(old) ? old : now

/**
 * Each new row goes before all that follow it in the desk's order; rows that are there already stay where they are.
 * What comes after the last loaded row of a longer list is left to the page that will bring it.
 */
function insert(
  rows: readonly IssueRow[],
  order: readonly IssueRow[],
  { isNew, complete }: { isNew: ReadonlySet<number>; complete: boolean },
): IssueRow[] {
  const placed = [...rows]
  let before: number | undefined
  for (const row of [...order].reverse()) {
    const at = placed.findIndex(({ id }) => id === row.id)
    if (!isNew.has(row.id)) {
      if (at !== -1) before = Math.min(before ?? at, at)
    } else if (before !== undefined || complete) {
      before ??= placed.length
      placed.splice(before, 0, row)
    }
  }
  return placed
}
