// What can come next in the filter bar? Fields, then how they compare, then their values.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { labelsQuery, milestonesQuery } from '../../api/issues.ts'
import { peopleQuery } from '../../api/projects.ts'
import { requestersQuery } from '../../api/requesters.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { usePerson } from '../../session.ts'
import { type FieldName, shapes, type Token } from './filter.ts'
import type { Place } from './place.ts'

/** A condition that is not finished yet. */
export type Draft = { field: FieldName; not?: boolean }
export type Suggestion = { id: string; label: string; hint?: string; mark?: ReactNode } & (
  | { draft: Draft }
  | { token: Token }
)

export const fieldWords: Readonly<Record<FieldName, string>> = {
  search: 'Text',
  author: 'Author',
  assignee: 'Assignee',
  label: 'Label',
  milestone: 'Milestone',
  requester: 'Requester',
  domain: 'Requester’s domain',
  confidential: 'Confidential',
  awaiting: 'Waiting for',
}
const valueWords: Readonly<Record<string, string>> = {
  'awaiting team': 'the team',
  'awaiting customer': 'the customer',
  'confidential yes': 'yes',
  'confidential no': 'no',
  'label None': 'none',
  'label Any': 'any',
  'assignee None': 'nobody',
  'assignee Any': 'anybody',
  'milestone None': 'none',
  'milestone Any': 'any',
}
export const wordOf = ({ field, value }: Pick<Token, 'field' | 'value'>) =>
  valueWords[`${field} ${value}`] ?? value
export const operatorWord = (token: { field: FieldName; not?: boolean }) =>
  token.not ? 'is not' : token.field === 'search' ? 'contains' : 'is'

/** Which fields a list has: customers are for the team only, names of others need a project. */
export function fieldsOf({ kind, path }: Place, isTeam: boolean): FieldName[] {
  const customer: FieldName[] =
    isTeam || kind === 'mine' ? ['awaiting', 'requester', 'domain', 'confidential'] : []
  if (path === null) return ['label', 'milestone', ...customer]
  const people: FieldName[] = kind === 'desk' ? ['assignee'] : ['author', 'assignee']
  return kind === 'desk'
    ? [...customer.slice(0, 3), ...people, 'label', 'milestone', ...customer.slice(3)]
    : [...people, 'label', 'milestone', ...customer]
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const most = 8

export function useSuggestions(given: {
  place: Place
  fields: readonly FieldName[]
  draft: Draft | null
  text: string
  active: boolean
}): { suggestions: Suggestion[]; loading: boolean } {
  const { fields, draft, active } = given
  const text = given.text.trim()
  const { values, loading } = useValues({ ...given, text })
  if (!active) return { suggestions: [], loading: false }
  if (draft === null) return { suggestions: beginnings(fields, text, values), loading: false }
  if (draft.not === undefined && shapes[draft.field].not)
    return { suggestions: operators(draft.field, text), loading: false }
  const matching = values.filter(({ token, hint }) => matches(`${wordOf(token)} ${hint ?? ''}`, text))
  const typed = typedValue(draft, text)
  const none = draft.not ? (one: { token: Token }) => !/^(None|Any)$/.test(one.token.value) : () => true
  return {
    suggestions: [...matching.filter(none), ...typed],
    loading: loading && matching.length === 0,
  }
}

const matches = (label: string, text: string) => fold(label).includes(fold(text))

/** Fields, the text itself, and labels whose name begins like that. */
function beginnings(fields: readonly FieldName[], text: string, values: readonly Value[]): Suggestion[] {
  const search: Suggestion[] =
    text === ''
      ? []
      : [{ id: 'search', label: `Search for “${text}”`, token: { field: 'search', not: false, value: text } }]
  const shown = fields.filter(field => matches(fieldWords[field], text))
  const direct = text === '' ? [] : values.filter(({ token }) => matches(token.value, text)).slice(0, most)
  return [
    ...search,
    ...shown.map(field => ({ id: field, label: fieldWords[field], draft: { field } })),
    ...direct.map(one => ({ ...one, id: `direct ${one.id}`, label: `${fieldWords.label} is ${one.label}` })),
  ]
}

const operators = (field: FieldName, text: string): Suggestion[] =>
  [false, true]
    .map(not => ({ id: String(not), label: operatorWord({ field, not }), draft: { field, not } }))
    .filter(({ label }) => matches(label, text))

/** What is not in any list can be written out. */
function typedValue({ field, not = false }: Draft, text: string): Suggestion[] {
  if (text === '' || !['requester', 'domain', 'label', 'milestone', 'search'].includes(field)) return []
  return [{ id: 'typed', label: `“${text}”`, hint: 'as typed', token: { field, not, value: text } }]
}

type Value = { id: string; label: string; hint?: string; mark?: ReactNode; token: Token }

function useValues(given: { place: Place; draft: Draft | null; text: string; active: boolean }) {
  const { draft, text, active } = given
  const path = given.place.path ?? ''
  const person = usePerson()
  const field = draft?.field
  const on = (...fields: (FieldName | undefined)[]) => active && path !== '' && fields.includes(field)
  const labels = useQuery({ ...labelsQuery(path), enabled: on('label', undefined) })
  const milestones = useQuery({ ...milestonesQuery(path), enabled: on('milestone') })
  const old = { placeholderData: <T,>(before: T) => before }
  const people = useQuery({ ...peopleQuery(path, text), ...old, enabled: on('author', 'assignee') })
  const asking = useQuery({ ...requestersQuery(path, text), ...old, enabled: on('requester', 'domain') })
  const loading = [labels, milestones, people, asking].some(query => query.isLoading)
  const value = (value: string, more: Partial<Value> = {}): Value => {
    const token = { field: field ?? 'label', not: draft?.not ?? false, value }
    return { id: `value ${value}`, label: wordOf(token), token, ...more }
  }
  const noneAny = [value('None'), value('Any')]
  const persons = (people.data ?? [])
    .toSorted((a, b) => Number(b.id === person?.id) - Number(a.id === person?.id))
    .map(({ username, name, avatar_url, id }) =>
      value(username, {
        label: id === person?.id ? `${name} (me)` : name,
        hint: `@${username} ${name}`,
        mark: <Avatar name={name} url={avatar_url} size={20} />,
      }),
    )
  const byField: Partial<Record<FieldName | 'begin', () => Value[]>> = {
    begin: () => (labels.data ?? []).map(labelValue),
    label: () => [...noneAny, ...(labels.data ?? []).map(labelValue)],
    milestone: () => [...noneAny, ...(milestones.data ?? []).map(({ title }) => value(title))],
    author: () => persons,
    assignee: () => [...noneAny, ...persons],
    confidential: () => [value('yes'), value('no')],
    awaiting: () => [value('team'), value('customer')],
    requester: () =>
      (asking.data ?? []).map(({ email, name, open_tickets }) =>
        value(email, { hint: [name, open_tickets && `${open_tickets} open`].filter(Boolean).join(' · ') }),
      ),
    domain: () =>
      [...new Set((asking.data ?? []).map(({ email }) => email.split('@').at(-1) ?? email))].map(one =>
        value(one),
      ),
  }
  function labelValue({ name, color }: { name: string; color: string }): Value {
    return value(name, {
      mark: (
        <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: color }} />
      ),
    })
  }
  return { values: byField[field ?? 'begin']?.() ?? [], loading }
}
