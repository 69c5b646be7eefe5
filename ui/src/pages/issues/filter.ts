// What does a list's address ask for? GitLab's names in the address bar, tokens in the filter bar, a query of the API.
import type { Query } from '../../api/client.ts'

export type Search = Readonly<Record<string, string | string[] | undefined>>

export type FieldName =
  | 'search'
  | 'author'
  | 'assignee'
  | 'label'
  | 'milestone'
  | 'requester'
  | 'domain'
  | 'confidential'
  | 'awaiting'

/** One condition: `label is not bug`. */
export type Token = { field: FieldName; not: boolean; value: string }

type Shape = {
  /** Name in the address and in the API. */
  url: string
  api: string
  /** Several of these may hold at once. */
  many?: boolean
  /** Can be asked for what it is not. */
  not?: boolean
  /** Where `None` and `Any` go, if not into the name itself. */
  noneUrl?: string
  noneApi?: string
}

export const shapes: Readonly<Record<FieldName, Shape>> = {
  search: { url: 'search', api: 'search' },
  author: { url: 'author_username', api: 'author_username', not: true },
  assignee: {
    url: 'assignee_username',
    api: 'assignee_username',
    many: true,
    not: true,
    noneUrl: 'assignee_id',
    noneApi: 'assignee_id',
  },
  label: { url: 'label_name', api: 'labels', many: true, not: true },
  milestone: { url: 'milestone_title', api: 'milestone', not: true },
  requester: { url: 'requester', api: 'requester' },
  domain: { url: 'requester_domain', api: 'requester_domain' },
  confidential: { url: 'confidential', api: 'confidential' },
  awaiting: { url: 'awaiting', api: 'awaiting' },
}
const names = Object.keys(shapes) as FieldName[]

const isNone = (value: string) => value === 'None' || value === 'Any'
const list = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

export function tokensOf(search: Search): Token[] {
  return names.flatMap(field => {
    const { url, not, noneUrl } = shapes[field]
    const read = (key: string, negative: boolean) =>
      list(search[key])
        .filter(value => value !== '')
        .map(value => ({ field, not: negative, value }))
    return [
      ...read(url, false),
      ...(noneUrl ? read(noneUrl, false) : []),
      ...(not ? read(`not[${url}]`, true) : []),
    ]
  })
}

/** The address with these conditions; tab and order stay. */
export function withTokens(search: Search, tokens: readonly Token[]): Search {
  const next: Record<string, string | string[] | undefined> = { state: search.state, sort: search.sort }
  for (const { field, not, value } of tokens) {
    const { url, many, noneUrl } = shapes[field]
    const key = not ? `not[${url}]` : noneUrl && isNone(value) ? noneUrl : url
    if (many && key !== noneUrl) next[key] = [...new Set([...list(next[key]), value])]
    else next[key] = value
  }
  return next
}

/** `token` among `tokens`: beside others of its field, or in place of the one that was. */
export function withToken(tokens: readonly Token[], token: Token): Token[] {
  const { many } = shapes[token.field]
  const kept = tokens.filter(one => {
    if (one.field !== token.field) return true
    if (one.not === token.not && one.value === token.value) return false
    // "None" or "Any" goes with nothing else of its field.
    if (!token.not && !one.not && (isNone(one.value) || isNone(token.value))) return false
    return many || one.not !== token.not
  })
  return [...kept, token]
}

export type Tab = 'opened' | 'closed' | 'all'
export const tabOf = ({ state }: Search): Tab => (state === 'closed' || state === 'all' ? state : 'opened')

/** The conditions as the API reads them, without tab and order. */
export function conditions(search: Search): Query {
  const query: Record<string, string | string[]> = {}
  const not: Record<string, string | string[]> = {}
  for (const token of tokensOf(search)) {
    const { api, many, noneApi } = shapes[token.field]
    const into = token.not ? not : query
    if (noneApi && isNone(token.value)) query[noneApi] = token.value
    else if (many) into[api] = [...list(into[api]), token.value]
    else into[api] = token.field === 'confidential' ? String(token.value === 'yes') : token.value
  }
  return Object.keys(not).length > 0 ? { ...query, not } : query
}

export type Order = { name: string; up: boolean }
type OrderShape = { by: string; label: string; up: string; down: string; firstUp: boolean }

export const orders: Readonly<Record<string, OrderShape>> = {
  created: { by: 'created_at', label: 'Created', up: 'Oldest first', down: 'Newest first', firstUp: false },
  updated: {
    by: 'updated_at',
    label: 'Updated',
    up: 'Longest untouched first',
    down: 'Latest first',
    firstUp: false,
  },
  waiting: {
    by: 'last_customer_at',
    label: 'Customer’s last message',
    up: 'Waiting longest first',
    down: 'Latest first',
    firstUp: true,
  },
  due_date: { by: 'due_date', label: 'Due date', up: 'Soonest first', down: 'Latest first', firstUp: true },
  priority: { by: 'priority', label: 'Priority', up: 'Highest first', down: 'Lowest first', firstUp: true },
  title: { by: 'title', label: 'Title', up: 'A to Z', down: 'Z to A', firstUp: true },
}

/** GitLab's `created_date`, `updated_desc`, `due_date`, `title_asc` …; what it cannot read is the newest first. */
export function orderOf({ sort }: Search): Order {
  const text = String(sort ?? '')
  if (text === 'created_date') return { name: 'created', up: false }
  const [, name = text, direction] = /^(.+)_(asc|desc)$/.exec(text) ?? []
  const shape = orders[name]
  if (shape === undefined) return { name: 'created', up: false }
  return { name, up: direction === undefined ? shape.firstUp : direction === 'asc' }
}

export const sortText = ({ name, up }: Order): string | undefined =>
  name === 'created' && !up ? undefined : `${name}_${up ? 'asc' : 'desc'}`

export function orderQuery(search: Search): Query {
  const { name, up } = orderOf(search)
  return { order_by: orders[name]?.by, sort: up ? 'asc' : 'desc' }
}
