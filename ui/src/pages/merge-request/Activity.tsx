// What was said of it, and what happened to it, in the order in which it did?
import type { MergeRequestDetails, MergeRequestDiscussion } from '../../api/merge-requests.ts'
import { Prose } from '../../components/Prose.tsx'
import { Time } from '../../components/Time.tsx'
import { Discussion } from './Discussion.tsx'
import { Place } from './Place.tsx'

type Props = { path: string; row: MergeRequestDetails; discussions: readonly MergeRequestDiscussion[] }

export function Activity({ path, row, discussions }: Props) {
  if (discussions.length === 0) return null
  return (
    <section aria-label="Activity">
      <h2 className="sr-only">Notes and changes</h2>
      <ol className="flex flex-col gap-2">
        {discussions.map(discussion => {
          const [first] = discussion.notes
          if (first === undefined) return null
          if (first.system) return <Happened key={discussion.id} note={first} />
          return (
            <li key={discussion.id} className="rounded-md border border-line">
              {first.position && <Place path={path} row={row} note={first} position={first.position} />}
              <Discussion path={path} row={row} discussion={discussion} />
            </li>
          )
        })}
      </ol>
    </section>
  )
}

type Note = MergeRequestDiscussion['notes'][number]

const Happened = ({ note }: { note: Note }) => (
  <li
    id={`note_${note.id}`}
    className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 px-3 text-muted text-xs"
  >
    <bdi className="font-medium text-ink">{note.author.name}</bdi>
    <Prose html={note.body_html ?? ''} className="min-w-0 text-xs [&>p:first-child]:inline [&_a]:text-ink" />
    <Time at={note.created_at} className="text-faint" />
  </li>
)
