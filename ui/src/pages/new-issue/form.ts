// What has been filled in so far? Kept like every draft, or given by the address that led here.
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type NewIssue, openIssue } from '../../api/issues.ts'
import { issueTemplateQuery, issueTemplatesQuery } from '../../api/templates.ts'
import type { UserBasic, UserFull } from '../../api/types.ts'
import { keepDraft, useDraft } from '../../drafts.ts'

type Person = Pick<UserBasic, 'id' | 'name' | 'username' | 'avatar_url'>

export type Form = {
  title: string
  description: string
  confidential: boolean
  assignees: readonly Person[]
  labels: readonly string[]
  milestoneId: number | null
  dueDate: string
}

const nothing: Form = {
  title: '',
  description: '',
  confidential: false,
  assignees: [],
  labels: [],
  milestoneId: null,
  dueDate: '',
}

/** GitLab's `?issue[title]=…&issue[description]=…&issue[confidential]=true`. */
function useGiven(): Partial<Form> {
  const search = useSearch({ strict: false }) as Record<string, string | string[] | undefined>
  const text = (name: string) => {
    const value = search[`issue[${name}]`]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [title, description, dueDate] = [text('title'), text('description'), text('due_date')]
  return {
    ...(title ? { title } : {}),
    ...(description ? { description } : {}),
    ...(dueDate ? { dueDate } : {}),
    ...(text('confidential') === 'true' ? { confidential: true } : {}),
  }
}

export function useForm(path: string, person: UserFull) {
  const given = useGiven()
  const { issuable_template: template } = useSearch({ strict: false }) as Record<string, unknown>
  // A link that fills the form in does not overwrite what was begun without it.
  const asked = typeof template === 'string' ? { ...given, template } : given
  const suffix = Object.keys(asked).length === 0 ? '' : ` ${JSON.stringify(asked)}`
  const key = `${person.id} new ${path}${suffix}`
  const [kept, keep] = useDraft(key)
  const first = useFirstTemplate(path, template)
  // What the project or the link begins with is no draft: it may be another text the next time.
  const begun: Partial<Form> = kept === '' ? {} : JSON.parse(kept)
  const form: Form = { ...nothing, description: first, ...given, ...begun }
  const [attempt, setAttempt] = useState(0)
  return {
    form,
    begun: kept !== '',
    /** Counts up when the form is emptied: fields begin anew. */
    attempt,
    change: (part: Partial<Form>) => keep(JSON.stringify({ ...begun, ...part })),
    /** Empties it; gives back how to have it again. */
    forget: () => {
      keepDraft(key, '')
      setAttempt(attempt + 1)
      return () => keepDraft(key, kept)
    },
  }
}

/** As in GitLab: the template that the address names (`?issuable_template=bug`), else the one called Default. */
function useFirstTemplate(path: string, named: unknown): string {
  const { data: all = [] } = useQuery(issueTemplatesQuery(path))
  const names = all.map(({ name }) => name)
  const first = names.find(name => name === named) ?? names.find(name => name.toLowerCase() === 'default')
  const { data } = useQuery({ ...issueTemplateQuery(path, first ?? ''), enabled: first !== undefined })
  return data?.content ?? ''
}

export function openFrom(path: string, form: Form, isTeam: boolean) {
  const { title, description, confidential, assignees, labels, milestoneId, dueDate } = form
  const words: NewIssue = { title: title.trim(), description, confidential }
  if (!isTeam) return openIssue(path, words)
  return openIssue(path, {
    ...words,
    assignee_ids: assignees.map(({ id }) => id),
    labels: [...labels],
    ...(milestoneId === null ? {} : { milestone_id: milestoneId }),
    ...(dueDate === '' ? {} : { due_date: dueDate }),
  })
}
