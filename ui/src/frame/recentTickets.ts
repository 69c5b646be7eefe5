// Which tickets did I just have before me? Those whose facts the page still holds, the latest first.
import type { QueryClient } from '@tanstack/react-query'

export function recentTickets(client: QueryClient): { path: string; iid: number; title: string }[] {
  return client
    .getQueryCache()
    .findAll({ queryKey: ['issue'] })
    .filter(({ queryKey, state }) => queryKey[3] === 'facts' && state.data !== undefined)
    .sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)
    .map(({ queryKey, state }) => ({
      path: String(queryKey[1]),
      iid: Number(queryKey[2]),
      title: (state.data as { title: string }).title,
    }))
}
