// Which of them does the address ask for, and how is the API asked for those?
import { useQuery } from '@tanstack/react-query'
import type { Query } from '../../api/client.ts'
import { peopleQuery } from '../../api/projects.ts'

export type Search = Record<string, unknown>

export const states = [
  ['opened', 'Open'],
  ['merged', 'Merged'],
  ['closed', 'Closed'],
  ['all', 'All'],
] as const
export const scopes = [
  ['all', 'Everybody’s'],
  ['created_by_me', 'Mine'],
  ['assigned_to_me', 'Assigned to me'],
  ['reviews_for_me', 'For my review'],
] as const
type State = (typeof states)[number][0]
export type Scope = (typeof scopes)[number][0]

export const roles = ['author', 'assignee', 'reviewer'] as const
export type Role = (typeof roles)[number]
/** GitLab's word in an address for "nobody". */
export const nobody = 'None'

export type Filter = {
  state: State
  scope: Scope
  search: string
  /** Usernames, or `nobody`. */
  people: Readonly<Partial<Record<Role, string>>>
  labels: readonly string[]
}

export const known = <T extends string>(
  of: readonly (readonly [T, string])[],
  given: unknown,
  otherwise: T,
): T => of.find(([value]) => value === given)?.[0] ?? otherwise
const text = (given: unknown) => (typeof given === 'string' ? given : '')

export function filterOf(found: Search): Filter {
  const people = Object.fromEntries(
    roles.flatMap(role => {
      const who = found[`${role}_id`] === nobody ? nobody : text(found[`${role}_username`])
      return who === '' ? [] : [[role, who]]
    }),
  )
  const labels = found.label_name
  return {
    state: known(states, found.state, 'opened'),
    scope: known(scopes, found.scope, 'all'),
    search: text(found.search),
    people,
    labels: Array.isArray(labels) ? labels.map(String) : text(labels) ? [text(labels)] : [],
  }
}

/** What an address says of it; what is as usual is not said. */
export function addressOf({ state, scope, search, people, labels }: Filter): Search {
  return {
    state: state === 'opened' ? undefined : state,
    scope: scope === 'all' ? undefined : scope,
    search: search || undefined,
    ...Object.fromEntries(
      Object.entries(people).map(([role, who]) =>
        who === nobody ? [`${role}_id`, nobody] : [`${role}_username`, who],
      ),
    ),
    label_name: labels.length > 0 ? [...labels] : undefined,
  }
}

/** The same for the API; null: it is not known yet, or nobody has that name (`unknown`). */
export function useConditions(path: string, filter: Filter): { query: Query | null; unknown: boolean } {
  const { state, scope, search, people, labels } = filter
  // The API finds assignees by number alone.
  const assignee = people.assignee === nobody ? undefined : people.assignee
  const { data } = useQuery({ ...peopleQuery(path, assignee), enabled: assignee !== undefined })
  const found = data?.find(({ username }) => username.toLowerCase() === assignee?.toLowerCase())
  if (assignee !== undefined && found === undefined) return { query: null, unknown: data !== undefined }
  const reviewer =
    people.reviewer === nobody ? { reviewer_id: nobody } : { reviewer_username: people.reviewer }
  const query = {
    state,
    scope,
    search,
    author_username: people.author,
    assignee_id: people.assignee === nobody ? nobody : found?.id,
    ...reviewer,
    labels,
  }
  return { query, unknown: false }
}
