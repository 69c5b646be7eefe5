// How does a note stand in the thread before the desk has answered? With an id below zero, until the real one is there.
import type { QueryClient } from '@tanstack/react-query'
import { discussionsQuery } from '../../../api/issues.ts'
import type { Discussion, Issue, Note, UserFull } from '../../../api/types.ts'

type Words = { body: string; internal: boolean }

let lastId = 0

/** The note as it will be. */
export function noteToBe(issue: Issue, person: UserFull, { body, internal }: Words): Note {
  lastId -= 1
  const now = new Date().toISOString()
  const { id, username, name, state, locked, avatar_url, web_url } = person
  return {
    id: lastId,
    type: null,
    body,
    attachment: null,
    author: { id, username, name, state, locked, avatar_url, web_url },
    created_at: now,
    updated_at: now,
    system: false,
    noteable_id: issue.id,
    noteable_type: 'Issue',
    noteable_iid: issue.iid,
    project_id: issue.project_id,
    discussion_id: `sending${lastId}`,
    resolvable: false,
    internal,
    confidential: internal,
    edited_at: null,
    system_action: null,
    external_author: null,
    external_name: null,
    trimmed: null,
    flag: null,
  }
}

/** What is changed in the thread of one issue, at once and in the browser alone. */
export function threadOf(client: QueryClient, path: string, iid: number) {
  const query = discussionsQuery(path, iid)
  const change = (to: (found: Discussion[]) => Discussion[]) =>
    client.setQueryData(query.queryKey, found => found && to(found))
  const without = (found: Discussion[], id: number) =>
    found.filter(({ notes }) => !notes.some(note => note.id === id))
  return {
    /** What was asked before would come without the note. */
    settle: () => client.cancelQueries({ queryKey: query.queryKey }),
    add: (note: Note) => change(found => [...without(found, note.id), discussionWith(note)]),
    drop: (id: number) => change(found => without(found, id)),
    readAnew: () => client.fetchQuery({ ...query, staleTime: 0 }),
    invalidate: () => client.invalidateQueries({ queryKey: ['issue', path, iid] }),
  }
}

const discussionWith = (note: Note): Discussion => ({
  id: note.discussion_id,
  individual_note: true,
  notes: [note],
})

export const newestId = (notes: readonly Note[]) => notes.reduce((id, note) => Math.max(id, note.id), 0)

/** Who wrote it, as the team knows them: customers stand behind the Support Bot. */
export const writerOf = (note: Note) => note.external_name || note.external_author || note.author.name

/** "Anna", "Anna and Ben", "Anna, Ben and Cara". */
export const together = (names: readonly string[]) =>
  new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(new Set(names))
