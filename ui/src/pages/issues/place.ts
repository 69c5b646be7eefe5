// Which list is this: a project's issues, its Service Desk, or one's own? And what does it ask the desk for?
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import type { Query } from '../../api/client.ts'
import { countsQuery, type IssueRow, issuesQuery, pathOf } from '../../api/issues.ts'
import { flat } from '../../list-rows.ts'
import { catchUp } from '../../live-lists.ts'
import { conditions, orderQuery, type Search, tabOf } from './filter.ts'

export type Kind = 'issues' | 'desk' | 'mine'
export type Place = { kind: Kind; path: string | null }

const always: Readonly<Record<Kind, Query>> = {
  issues: {},
  desk: { service_desk: true },
  mine: { scope: 'assigned_to_me' },
}

export const issueUrl = (row: IssueRow) => `/${pathOf(row)}/-/issues/${row.iid}`

export const useListSearch = () => useSearch({ strict: false }) as Search

export function useRows({ kind, path }: Place) {
  const client = useQueryClient()
  const search = useListSearch()
  const asked = useMemo(() => ({ ...always[kind], ...conditions(search) }), [kind, search])
  const options = issuesQuery(path, { ...asked, state: tabOf(search), ...orderQuery(search) })
  const query = useInfiniteQuery({
    ...options,
    // Another tab or order keeps the rows until the new ones come; another place does not.
    placeholderData: (before, query) => {
      const [, place, filter] = (query?.queryKey ?? []) as [unknown, unknown, Query | undefined]
      const same = place === path && filter?.service_desk === asked.service_desk
      return same ? keepPreviousData(before) : undefined
    },
  })
  const counts = countsQuery(path, asked)
  const hash = JSON.stringify(options.queryKey)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list that is shown
  useEffect(() => {
    if (client.getQueryData(options.queryKey) !== undefined) void catchUp(client, options.queryKey)
  }, [hash])
  const rows = useMemo(() => unique(flat(query.data)), [query.data])
  return {
    query,
    rows,
    counts: useQuery(counts).data,
    keys: { rows: options.queryKey, counts: counts.queryKey },
  }
}

export type List = ReturnType<typeof useRows>

/** A row that moved between two pages while they were read came twice. */
function unique(rows: readonly IssueRow[]): readonly IssueRow[] {
  const seen = new Set<number>()
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id))
}
