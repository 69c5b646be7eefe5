// How does the page stay true without asking? Server-sent events name what changed; what is on screen is read anew.
import type { QueryClient } from '@tanstack/react-query'
import { issuesHappened } from './live-lists.ts'

type Happening = {
  kind: string
  project_id: number | null
  issue_id: number | null
  note_id: number | null
  inbox_id: number | null
  outbox_id: number | null
  merge_request_id: number | null
}

/** Somebody of the team is writing at an issue. */
export type Writing = {
  project_id: number
  issue_id: number
  user: { id: number; name: string; username: string; avatar_url: string | null }
  internal: boolean
}

/** Many things at once (a bulk edit, a burst of mail) make one reading, not one for each. */
const gatherMilliseconds = 60

type State = 'connected' | 'away'
const stateListeners = new Set<() => void>()
const writingListeners = new Set<(writing: Writing) => void>()
let state: State = 'connected'

export const connection = {
  subscribe(listener: () => void) {
    stateListeners.add(listener)
    return () => stateListeners.delete(listener)
  },
  get: () => state,
}

/** Tells of people who are writing right now; gives back how to stop hearing. */
export function onWriting(listener: (writing: Writing) => void): () => void {
  writingListeners.add(listener)
  return () => writingListeners.delete(listener)
}

function setState(next: State): void {
  if (next === state) return
  state = next
  for (const listener of stateListeners) listener()
}

/** Listens until told to stop. The browser comes back by itself and says what it heard last. */
export function listen(client: QueryClient): () => void {
  const source = new EventSource('/api/v4/events')
  let heard: Happening[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const gather = (event: MessageEvent<string>) => {
    heard.push(JSON.parse(event.data) as Happening)
    timer ??= setTimeout(() => {
      timer = undefined
      const happenings = heard
      heard = []
      readAnew(client, happenings)
    }, gatherMilliseconds)
  }
  for (const type of ['issue', 'note', 'merge_request', 'inbox', 'outbox'])
    source.addEventListener(type, gather)
  source.addEventListener('missed', () => void client.invalidateQueries())
  source.addEventListener('writing', event => {
    const writing = JSON.parse(event.data) as Writing
    for (const listener of writingListeners) listener(writing)
  })
  source.onopen = () => setState('connected')
  source.onerror = () => setState('away')
  return () => {
    clearTimeout(timer)
    source.close()
  }
}

/** Kinds of queries that say something of many issues at once. */
const ofIssues = new Set(['counts', 'todos', 'milestones', 'numbers', 'requesters'])

function readAnew(client: QueryClient, happenings: readonly Happening[]): void {
  const projects = new Set(happenings.map(happening => happening.project_id))
  const issues = new Set(happenings.map(happening => happening.issue_id).filter(id => id !== null))
  const inbox = happenings.some(happening => happening.inbox_id !== null)
  const outbox = happenings.some(happening => happening.outbox_id !== null)
  const merging = happenings.some(happening => happening.merge_request_id !== null)
  const concerns = (path: unknown) => {
    const project =
      typeof path === 'string' ? client.getQueryData<{ id: number }>(['project', path]) : undefined
    return project === undefined || projects.has(project.id)
  }
  if (issues.size > 0) issuesHappened(client, issues, concerns)
  void client.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [kind, path, iid] = queryKey as [string, string | null | undefined, number | undefined]
      if (kind === 'inbox') return inbox
      if (kind === 'outbox') return outbox
      // An issue that is closed is closed beside the merge request, too.
      if (kind === 'merge requests') return merging || issues.size > 0
      if (kind === 'mailboxes') return inbox || outbox
      if (kind === 'issue') {
        const facts = client.getQueryData<{ id: number }>(['issue', path, iid, 'facts'])
        return facts === undefined || issues.has(facts.id)
      }
      if (kind === 'todos' && merging) return true
      if (!ofIssues.has(kind) || issues.size === 0) return false
      return concerns(path)
    },
  })
}
