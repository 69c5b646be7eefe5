// What is a merge request, in one line of a list?
import { Link } from '@tanstack/react-router'
import { MessageSquare, TriangleAlert } from 'lucide-react'
import type { MergeRequest } from '../api/merge-requests.ts'
import { Avatar } from '../components/Avatar.tsx'
import { LabelPill } from '../components/LabelPill.tsx'
import { Time } from '../components/Time.tsx'
import { placeOf } from './place.ts'
import { StateIcon } from './State.tsx'

/** Finds the titles in a list of these lines. */
export const mergeRequestLinks = 'li > span a'

type Props = {
  row: MergeRequest
  /** Beside those of other projects it says of which one it is. */
  full?: boolean
}

export function MergeRequestLine({ row, full = false }: Props) {
  const { author, assignees, reviewers } = row
  const people = [...assignees, ...reviewers.filter(({ id }) => !assignees.some(one => one.id === id))]
  return (
    <li className="flex min-h-12 items-center gap-3 px-2 py-1.5 hover:bg-hover">
      <StateIcon of={row} />
      <span className="flex min-w-0 grow flex-col">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <Link {...placeOf(row)} dir="auto" className="min-w-0 truncate font-medium text-sm hover:underline">
            {row.title}
          </Link>
          {row.labels.map(({ id, name, color }) => (
            <LabelPill key={id} name={name} color={color} />
          ))}
        </span>
        <span className="truncate text-faint text-xs">
          {full ? row.references.full : row.references.short} · <span dir="auto">{author.name}</span> ·{' '}
          <Time at={row.merged_at ?? row.closed_at ?? row.created_at} /> ·{' '}
          <span className="font-mono">{row.source_branch}</span>
          {' → '}
          <span className="font-mono">{row.target_branch}</span>
        </span>
      </span>
      {row.has_conflicts && (
        <span className="flex items-center gap-1 text-held text-xs" title="Both sides changed the same lines">
          <TriangleAlert aria-hidden="true" className="size-4" />
          <span className="max-md:sr-only">Conflicts</span>
        </span>
      )}
      {row.user_notes_count > 0 && (
        <span className="tabular hidden items-center gap-1 text-faint text-xs sm:flex">
          <MessageSquare aria-hidden="true" className="size-4" />
          {row.user_notes_count}
          <span className="sr-only"> notes</span>
        </span>
      )}
      <span className="hidden w-14 justify-end sm:flex">
        {people.slice(0, 3).map(({ id, name, avatar_url }) => (
          <span key={id} title={name} className="-ml-1">
            <Avatar name={name} url={avatar_url} size={20} />
          </span>
        ))}
      </span>
    </li>
  )
}
