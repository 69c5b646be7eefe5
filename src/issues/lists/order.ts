// In which order does a list come, and where does its next page begin?
import { type RawBuilder, sql } from 'kysely'
import { DeskError } from '#kernel'

export type OrderBy =
  | 'created_at'
  | 'updated_at'
  | 'due_date'
  | 'milestone_due'
  | 'priority'
  | 'label_priority'
  | 'title'
  | 'last_customer_at'
export type Direction = 'asc' | 'desc'

type Key = {
  value: RawBuilder<unknown>
  /** The type of the value, for reading a cursor. */
  type: 'timestamptz' | 'date' | 'int' | 'text'
}

const milestoneDue = sql`(select due_date from milestones where milestones.id = issues.milestone_id)`
/** The most urgent of the labels; 0 is the most urgent of all. */
const priority = sql`(select min(labels.priority) from issue_labels join labels on labels.id = issue_labels.label_id
  where issue_labels.issue_id = issues.id)`

const keys: Record<OrderBy, Key> = {
  created_at: { value: sql`issues.created_at`, type: 'timestamptz' },
  updated_at: { value: sql`issues.updated_at`, type: 'timestamptz' },
  title: { value: sql`lower(issues.title)`, type: 'text' },
  due_date: { value: sql`issues.due_date`, type: 'date' },
  milestone_due: { value: milestoneDue, type: 'date' },
  priority: { value: priority, type: 'int' },
  label_priority: { value: priority, type: 'int' },
  last_customer_at: { value: sql`issues.last_customer_at`, type: 'timestamptz' },
}

/** What stands in for "none", which comes last in either direction. */
const lasts: Record<Key['type'], Record<Direction, string>> = {
  timestamptz: { asc: 'infinity', desc: '-infinity' },
  date: { asc: 'infinity', desc: '-infinity' },
  int: { asc: '2147483647', desc: '-1' },
  text: { asc: '', desc: '' },
}
const neverNull = new Set<OrderBy>(['created_at', 'updated_at', 'title'])

/** The sort value of an issue, never null. */
export function sortValue(by: OrderBy, direction: Direction): RawBuilder<unknown> {
  const { value, type } = keys[by]
  return neverNull.has(by)
    ? value
    : sql`coalesce(${value}, ${sql.lit(lasts[type][direction])}::${sql.raw(type)})`
}

/** The rows behind the one with this sort value (as text) and id. @throws invalid, naming `cursor` */
export function behind(by: OrderBy, direction: Direction, after: { value: string; id: number }) {
  const { type } = keys[by]
  if (!shapes[type].test(after.value)) throw DeskError.invalid('cursor', 'is invalid')
  const than = sql.raw(direction === 'desc' ? '<' : '>')
  return sql<boolean>`(${sortValue(by, direction)}, issues.id) ${than} (${after.value}::${sql.raw(type)}, ${after.id}::bigint)`
}

/** What PostgreSQL itself writes; a cursor comes back from outside. */
const shapes: Record<Key['type'], RegExp> = {
  timestamptz: /^(?:-?infinity|\d{4,6}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?[+-]\d{2}(?::\d{2})*)$/,
  date: /^(?:-?infinity|\d{4,6}-\d{2}-\d{2})$/,
  int: /^-?\d{1,10}$/,
  text: /^[^\0]*$/,
}
