// Who writes to a project's Service Desk?
import { queryOptions } from '@tanstack/react-query'
import { encoded, get } from './client.ts'
import type { IssueRow } from './issues.ts'

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

/** One more than is shown, since the ticket at hand is among them. */
const ticketsAtOnce = 6

/** The newest tickets of a person, or of everybody with that domain. */
export const otherTicketsQuery = (path: string, who: { requester: string } | { requester_domain: string }) =>
  queryOptions({
    queryKey: ['issues', path, { ...who, only: 'newest' }],
    queryFn: ({ signal }) =>
      get<IssueRow[]>(
        `/projects/${encoded(path)}/issues`,
        { ...who, service_desk: true, per_page: ticketsAtOnce },
        signal,
      ),
    staleTime: 30_000,
  })
