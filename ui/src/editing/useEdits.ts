// How is a change of rows done at once, sent to the desk, and taken back where it was refused or regretted?
import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { ApiError, type Query } from '../api/client.ts'
import {
  bulkMax,
  type Counts,
  changeIssue,
  changeIssues,
  type IssueChange,
  type IssueRow,
  pathOf,
} from '../api/issues.ts'
import { flat, insert, isRows, type Rows, repaged } from '../list-rows.ts'
import { tell, tellError, toasts } from '../toasts.ts'
import { type Edit, inverse, type Step } from './edits.ts'

type Refusal = { step: Step; message: string }

/** One after the other: what was pressed later must not reach the desk first. */
let sending: Promise<unknown> = Promise.resolve()

/** @param counts the key of the counts above the list that is on screen, if one is */
export function useEdits(counts: QueryKey | null): (edit: Edit) => void {
  const client = useQueryClient()
  const countsHash = JSON.stringify(counts)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key by its value
  return useCallback((edit: Edit) => perform(client, counts, edit), [client, countsHash])
}

function perform(client: QueryClient, counts: QueryKey | null, { steps, said }: Edit, undone = false): void {
  if (steps.length === 0) return
  const before = orders(client)
  show(client, steps, before)
  count(client, counts, steps)
  const undo = () => {
    const back = inverse(steps)
    show(client, back, before)
    perform(client, counts, { steps: back, said: 'Taken back' }, true)
  }
  const told = tell(said, undone ? undefined : undo)
  sending = sending.then(async () => {
    const refused = await send(steps)
    if (refused.length === 0) return
    toasts.close(told)
    const back = inverse(refused.map(({ step }) => step))
    show(client, back, before)
    count(client, counts, back)
    tellRefusals(refused, () =>
      perform(client, counts, { steps: refused.map(one => one.step), said }, undone),
    )
  })
}

function tellRefusals(refused: readonly Refusal[], retry: () => void): void {
  const reasons = Map.groupBy(refused, ({ message }) => message)
  const said = [...reasons].map(([message, which]) => {
    const shorts = which.map(({ step }) => step.row.references.short)
    return `${shorts.slice(0, 5).join(', ')}${shorts.length > 5 ? ` and ${shorts.length - 5} more` : ''}: ${message}`
  })
  tellError(new ApiError(400, said.join(' ')), retry)
}

/** Steps that ask for the same go together, as many as the desk takes at once. */
async function send(steps: readonly Step[]): Promise<Refusal[]> {
  const groups = Map.groupBy(steps, ({ row, change }) => JSON.stringify([pathOf(row), change]))
  const refused: Refusal[] = []
  for (const group of groups.values()) {
    for (let from = 0; from < group.length; from += bulkMax)
      refused.push(...(await sendSame(group.slice(from, from + bulkMax))))
  }
  return refused
}

async function sendSame(steps: readonly Step[]): Promise<Refusal[]> {
  const [first] = steps
  if (first === undefined) return []
  const path = pathOf(first.row)
  try {
    if (steps.length === 1) {
      await changeIssue(path, first.row.iid, first.change)
      return []
    }
    const results = await changeIssues(
      path,
      steps.map(({ row }) => row.iid),
      first.change,
    )
    const failed = new Map(results.filter(({ done }) => !done).map(result => [result.iid, result.message]))
    return steps
      .filter(({ row }) => failed.has(row.iid))
      .map(step => ({ step, message: failed.get(step.row.iid) ?? 'The desk refused it.' }))
  } catch (error) {
    const message = error instanceof ApiError ? error.message : 'Something went wrong in this page.'
    return steps.map(step => ({ step, message }))
  }
}

const lists = (client: QueryClient) =>
  client
    .getQueryCache()
    .findAll({ queryKey: ['issues'] })
    .filter(({ state }) => isRows(state.data))

/** In which order the lists stand, so that what left one comes back to its place. */
const orders = (client: QueryClient) =>
  new Map(lists(client).map(({ queryHash, state }) => [queryHash, flat(state.data as Rows)]))

/** Puts the rows as they are now into all lists; from a tab of another state they leave. */
function show(
  client: QueryClient,
  steps: readonly Step[],
  before: ReadonlyMap<string, readonly IssueRow[]>,
): void {
  const next = new Map(steps.map(step => [step.row.id, step.next]))
  for (const { queryKey, queryHash, state } of lists(client)) {
    const data = state.data as Rows
    const wanted = (queryKey[2] as Query | undefined)?.state
    const belongs = (row: IssueRow) => wanted === undefined || wanted === 'all' || wanted === row.state
    const kept = flat(data)
      .map(row => next.get(row.id) ?? row)
      .filter(row => !next.has(row.id) || belongs(row))
    const keptIds = new Set(kept.map(({ id }) => id))
    const order = (before.get(queryHash) ?? [])
      .map(row => next.get(row.id) ?? row)
      .filter(row => keptIds.has(row.id) || (next.has(row.id) && belongs(row)))
    const placed = insert(kept, order, true)
    client.setQueryData<Rows>(queryKey, repaged(data, placed))
  }
  for (const { row, next: now } of steps)
    client.setQueryData<IssueRow>(['issue', pathOf(row), row.iid, 'facts'], old => old && { ...old, ...now })
}

function count(client: QueryClient, key: QueryKey | null, steps: readonly Step[]): void {
  if (key === null) return
  const by = (event: IssueChange['state_event']) =>
    steps.filter(({ change }) => change.state_event === event).length
  const closed = by('close') - by('reopen')
  client.setQueryData<Counts>(
    key,
    counts => counts && { ...counts, opened: counts.opened - closed, closed: counts.closed + closed },
  )
}
