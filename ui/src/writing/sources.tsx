// What is completed while somebody writes? Members, labels, milestones, issues, quick actions and saved replies.
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { encoded, get } from '../api/client.ts'
import { type IssueRow, labelsQuery, milestonesQuery } from '../api/issues.ts'
import { peopleQuery } from '../api/projects.ts'
import type { Issue } from '../api/types.ts'
import { savedRepliesQuery } from '../api/writing.ts'
import { Avatar } from '../components/Avatar.tsx'
import type { Source, Suggestion } from '../components/Editor/completion.ts'
import { useProject } from '../session.ts'
import { actionsFor } from './quick-actions.ts'

const shownAtOnce = 12
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Those whose words begin with what was typed, before those that merely hold it. */
function matching<T>(rows: readonly T[], typed: string, text: (row: T) => string): T[] {
  const wanted = fold(typed.replace(/^"/, ''))
  const found = rows.flatMap(row => {
    const at = fold(text(row)).indexOf(wanted)
    return at === -1 ? [] : [{ row, at }]
  })
  return found
    .sort((one, other) => Math.sign(one.at) - Math.sign(other.at))
    .slice(0, shownAtOnce)
    .map(({ row }) => row)
}

/** `~bug`, `~"two words"`. */
const named = (sign: string, title: string) =>
  /^[\w-]+(?:::?[\w-]+)*$/.test(title) ? `${sign}${title} ` : `${sign}"${title}" `

const before = '(?:^|[\\s(])'
const word = (sign: string) => new RegExp(`${before}(${sign}(?:"[^"]{0,60}|[\\p{L}\\p{N}_:.-]{0,60}))$`, 'u')

/** @param issue absent while it is being opened */
export function useSources(path: string, issue?: IssueRow): readonly Source[] {
  const client = useQueryClient()
  const { isTeam } = useProject(path)
  return useMemo(
    () => [
      members(client, path),
      labels(client, path),
      milestones(client, path),
      issues(path),
      quickActions({ issue, isTeam }),
      ...(isTeam ? [savedReplies(client, path)] : []),
    ],
    [client, path, issue, isTeam],
  )
}

const members = (client: QueryClient, path: string): Source => ({
  name: 'Members',
  trigger: new RegExp(`${before}(@[\\p{L}\\p{N}_.-]{0,60})$`, 'u'),
  find: async typed => {
    const people = await client.fetchQuery(peopleQuery(path, typed))
    return people.slice(0, shownAtOnce).map(({ id, username, name, avatar_url }) => ({
      id: String(id),
      insert: `@${username} `,
      label: name,
      hint: `@${username}`,
      mark: <Avatar name={name} url={avatar_url} size={20} />,
    }))
  },
})

const labels = (client: QueryClient, path: string): Source => ({
  name: 'Labels',
  trigger: word('~'),
  find: async typed =>
    matching(await client.fetchQuery(labelsQuery(path)), typed, ({ name }) => name).map(
      ({ id, name, color }): Suggestion => ({
        id: String(id),
        insert: named('~', name),
        label: name,
        mark: (
          <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full" style={{ background: color }} />
        ),
      }),
    ),
})

const milestones = (client: QueryClient, path: string): Source => ({
  name: 'Milestones',
  trigger: word('%'),
  find: async typed => {
    const active = (await client.fetchQuery(milestonesQuery(path))).filter(({ state }) => state === 'active')
    return matching(active, typed, ({ title }) => title).map(({ id, title, due_date }) => ({
      id: String(id),
      insert: named('%', title),
      label: title,
      ...(due_date ? { hint: `due ${due_date}` } : {}),
    }))
  },
})

const issues = (path: string): Source => ({
  name: 'Issues',
  trigger: new RegExp(`${before}(#[\\p{L}\\p{N}_-]{0,60})$`, 'u'),
  find: async (typed, signal) => {
    const filter = /^\d+$/.test(typed) ? { iids: [Number(typed)] } : { search: typed, in: 'title' }
    const query = { ...filter, order_by: 'updated_at', per_page: shownAtOnce }
    const found = await get<Issue[]>(`/projects/${encoded(path)}/issues`, query, signal)
    return found.map(({ id, iid, title, state }) => ({
      id: String(id),
      insert: `#${iid} `,
      label: `#${iid}${state === 'closed' ? ' (closed)' : ''}`,
      hint: title,
    }))
  },
})

const quickActions = (facts: Parameters<typeof actionsFor>[0]): Source => ({
  name: 'Quick actions',
  trigger: /^(\/[a-z_]{0,30})$/i,
  find: typed =>
    actionsFor(facts)
      .filter(({ name }) => name.startsWith(typed.toLowerCase()))
      .map(({ name, takes, does }) => ({
        id: name,
        insert: takes === undefined ? `/${name}\n` : `/${name} ${/^[@~%#]$/.test(takes) ? takes : ''}`,
        label: `/${name}${takes === undefined ? '' : ` ${takes}`}`,
        hint: does,
      })),
})

const savedReplies = (client: QueryClient, path: string): Source => ({
  name: 'Saved replies',
  trigger: /(?:^|\s)(;[^\s;]{0,60})$/,
  find: async typed =>
    matching(await client.fetchQuery(savedRepliesQuery(path)), typed, ({ title }) => title).map(
      ({ id, title, body }) => ({ id: String(id), insert: body, label: title, hint: body.slice(0, 80) }),
    ),
})
