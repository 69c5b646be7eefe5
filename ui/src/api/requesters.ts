// Who writes to a project's Service Desk?
import { queryOptions } from '@tanstack/react-query'
import { encoded, get } from './client.ts'

export type Requester = { email: string; name: string | null; open_tickets: number; tickets: number }

/** Those who match, the newest writers first; from Reporter up. */
export const requestersQuery = (path: string, search: string) =>
  queryOptions({
    queryKey: ['requesters', path, search],
    queryFn: ({ signal }) =>
      get<Requester[]>(
        `/projects/${encoded(path)}/service_desk/requesters`,
        { search, per_page: 20 },
        signal,
      ),
    staleTime: 60_000,
  })
