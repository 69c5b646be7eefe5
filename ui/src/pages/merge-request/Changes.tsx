// What would change, line by line, and what was said of which line?
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { MessageSquarePlus } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import {
  beginDiscussion,
  changesQuery,
  type MergeRequestDetails,
  type MergeRequestDiscussion,
  mergeRequestDiscussionsQuery,
} from '../../api/merge-requests.ts'
import { CodeLink } from '../../code/links.tsx'
import { Diff } from '../../components/diff/Diff.tsx'
import { type DiffLine, type FileChange, hunksOf } from '../../components/diff/hunks.ts'
import type { DiffSlots } from '../../components/diff/slots.ts'
import { Failed } from '../../components/Failed.tsx'
import { EditForm } from '../../writing/EditForm.tsx'
import { Discussion } from './Discussion.tsx'
import { Place } from './Place.tsx'
import { useChange } from './useChange.ts'

type Props = { path: string; row: MergeRequestDetails }

export function Changes({ path, row }: Props) {
  const { data, error, refetch } = useQuery(changesQuery(path, row.iid))
  const { data: discussions = none } = useQuery(mergeRequestDiscussionsQuery(path, row.iid))
  const slots = useSlots(path, row, discussions)
  const { hash } = useLocation()
  const ready = data !== undefined
  useEffect(() => {
    if (ready && /^note_\d+$/.test(hash)) document.getElementById(hash)?.scrollIntoView({ block: 'center' })
  }, [ready, hash])
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <p className="late py-6 text-faint">Looking…</p>
  return (
    <div className="flex flex-col gap-3 pt-3">
      <Elsewhere path={path} row={row} files={data.changes} discussions={discussions} />
      <Diff files={data.changes} slots={slots} />
    </div>
  )
}

const none: MergeRequestDiscussion[] = []

/** A line of a diff: an added one by its new number, a removed one by its old one, others by both. */
const keyOf = (path: string, oldLine: number | null | undefined, newLine: number | null | undefined) =>
  `${path}\0${newLine ? `n${newLine}` : `o${oldLine}`}`
const lineKey = (file: FileChange, line: DiffLine) =>
  line.kind === 'removed' ? keyOf(file.old_path, line.old, null) : keyOf(file.new_path, null, line.new)

function useSlots(
  path: string,
  row: MergeRequestDetails,
  discussions: readonly MergeRequestDiscussion[],
): DiffSlots {
  const [writing, setWriting] = useState<string | null>(null)
  const byLine = useMemo(() => placed(discussions), [discussions])
  const mayWrite = row.user.can_note
  return {
    keepOpen: file =>
      [...byLine.keys()].some(
        key => key.startsWith(`${file.new_path}\0`) || key.startsWith(`${file.old_path}\0`),
      ),
    actions: file =>
      file.deleted_file ? null : (
        <CodeLink
          to="blob"
          path={path}
          codeRef={row.sha}
          file={file.new_path}
          className="rounded-md px-2 py-0.5 text-muted text-xs hover:bg-hover hover:text-ink"
        >
          View
        </CodeLink>
      ),
    ...(mayWrite && {
      atLine: (file: FileChange, line: DiffLine) => (
        <button
          type="button"
          aria-label={`Write about line ${line.new ?? line.old} of ${file.new_path}`}
          onClick={() => setWriting(lineKey(file, line))}
          className="inline-flex size-5 items-center justify-center rounded bg-accent text-on-accent"
        >
          <MessageSquarePlus aria-hidden="true" className="size-3.5" />
        </button>
      ),
    }),
    below: (file, line) => {
      const key = lineKey(file, line)
      const here = byLine.get(key) ?? []
      if (here.length === 0 && writing !== key) return null
      return (
        <div className="flex flex-col gap-2 whitespace-normal p-2 font-sans text-base">
          {here.map(discussion => (
            <div key={discussion.id} className="rounded-md border border-line bg-canvas">
              <Discussion path={path} row={row} discussion={discussion} />
            </div>
          ))}
          {writing === key && (
            <Begin path={path} row={row} file={file} line={line} onDone={() => setWriting(null)} />
          )}
        </div>
      )
    },
  }
}

type Position = NonNullable<MergeRequestDiscussion['notes'][number]['position']>
const keyAt = (at: Position) =>
  keyOf((at.new_line ? at.new_path : at.old_path) ?? '', at.old_line, at.new_line)

/** Discussions by the line at which they stand now. */
function placed(discussions: readonly MergeRequestDiscussion[]): Map<string, MergeRequestDiscussion[]> {
  const found = new Map<string, MergeRequestDiscussion[]>()
  for (const discussion of discussions) {
    const at = discussion.notes[0]?.current_position
    if (!at) continue
    const key = keyAt(at)
    found.set(key, [...(found.get(key) ?? []), discussion])
  }
  return found
}

type ElsewhereProps = Props & {
  files: readonly FileChange[]
  discussions: readonly MergeRequestDiscussion[]
}

/** What was said of lines that these changes do not show any more: it stands above them and is not lost. */
function Elsewhere({ path, row, files, discussions }: ElsewhereProps) {
  const shown = useMemo(
    () =>
      new Set(
        files.flatMap(file =>
          hunksOf(file.diff).flatMap(hunk => hunk.lines.map(line => lineKey(file, line))),
        ),
      ),
    [files],
  )
  const placeless = discussions.filter(({ notes: [first] }) => {
    if (!first?.position) return false
    const at = first.current_position
    return !at || !shown.has(keyAt(at))
  })
  if (placeless.length === 0) return null
  return (
    <details open className="rounded-md border border-line">
      <summary className="px-3 py-2 text-sm">
        Outdated: {placeless.length === 1 ? '1 discussion' : `${placeless.length} discussions`} of lines that
        were changed since
      </summary>
      <div className="flex flex-col gap-2 px-3 pb-3">
        {placeless.map(discussion => {
          const [first] = discussion.notes
          return (
            <div key={discussion.id} className="rounded-md border border-line">
              {first?.position && <Place path={path} row={row} note={first} position={first.position} />}
              <Discussion path={path} row={row} discussion={discussion} />
            </div>
          )
        })}
      </div>
    </details>
  )
}

type BeginProps = Props & { file: FileChange; line: DiffLine; onDone: () => void }

function Begin({ path, row, file, line, onDone }: BeginProps) {
  const { again } = useChange(path, row.iid)
  return (
    <div className="rounded-md border border-line bg-canvas p-2">
      <EditForm
        path={path}
        initial=""
        onSave={async body => {
          await beginDiscussion(path, row.iid, {
            body,
            position: {
              ...row.diff_refs,
              position_type: 'text',
              old_path: file.old_path,
              new_path: file.new_path,
              old_line: line.kind === 'added' ? null : line.old,
              new_line: line.kind === 'removed' ? null : line.new,
            },
          })
          // What was written stands there before the field goes.
          await again()
          onDone()
        }}
        onCancel={onDone}
      />
    </div>
  )
}
