// At which line was it said? The file, the line with those above it as they were then, and whether it is still there.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { changesQuery, type MergeRequestDetails, type MergeRequestNote } from '../../api/merge-requests.ts'
import { compareQuery } from '../../api/repository.ts'
import { type DiffLine, type FileChange, hunksOf } from '../../components/diff/hunks.ts'
import { lineLooks, numberLook, signLook, textLook } from '../../components/diff/looks.ts'
import { sign, Text } from '../../components/diff/Text.tsx'
import { pathParam } from '../../urls.ts'

type Position = NonNullable<MergeRequestNote['position']>
type Props = { path: string; row: MergeRequestDetails; note: MergeRequestNote; position: Position }

/** The line itself and so many above it. */
const shownLines = 4

export function Place({ path, row, note, position }: Props) {
  const gone = note.current_position === null && row.state === 'opened'
  return (
    <div className="border-line border-b">
      <p className="flex flex-wrap items-center gap-x-2 rounded-t-md bg-side px-3 py-1.5 text-xs">
        <Link
          to="/p/$path/merge_requests/$iid/$tab"
          params={{ path: pathParam(path), iid: String(row.iid), tab: 'diffs' }}
          hash={`note_${note.id}`}
          className="min-w-0 font-mono underline [overflow-wrap:anywhere]"
        >
          {position.new_path ?? position.old_path}:{position.new_line ?? position.old_line}
        </Link>
        {gone && <span className="text-held">Outdated: the line was changed since.</span>}
      </p>
      {/* What is settled stays folded; its lines would be longer than what is said of them. */}
      {note.resolved !== true && <Snippet path={path} row={row} position={position} />}
    </div>
  )
}

function Snippet({ path, row, position }: Omit<Props, 'note'>) {
  const { base_sha: base, head_sha: head } = position
  const isNow = head === row.diff_refs.head_sha && base === row.diff_refs.base_sha
  const now = useQuery({ ...changesQuery(path, row.iid), enabled: isNow })
  // Between two commits nothing changes any more.
  const then = useQuery({
    ...compareQuery(path, base, head),
    enabled: !isNow,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data, isPending } = isNow
    ? { data: now.data?.changes, isPending: now.isPending }
    : { data: then.data?.diffs, isPending: then.isPending }
  // The place is kept, so that what stands below does not jump.
  if (isPending) return <div aria-hidden="true" className="h-20" />
  const lines = linesAt(data ?? [], position)
  if (lines.length === 0) return null
  return (
    <table className="w-full table-fixed border-collapse font-mono text-xs leading-5">
      <caption className="sr-only">The lines that this is about</caption>
      <colgroup>
        <col className="w-11" />
        <col className="w-11" />
        <col className="w-5" />
        <col />
      </colgroup>
      <tbody>
        {lines.map(line => (
          <tr key={`${line.old}:${line.new}`} className={lineLooks[line.kind]}>
            <td className={numberLook}>{line.old}</td>
            <td className={numberLook}>{line.new}</td>
            <td className={signLook}>{sign[line.kind]}</td>
            <td className={textLook}>
              <Text line={line} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function linesAt(files: readonly FileChange[], at: Position): DiffLine[] {
  const file = files.find(({ old_path, new_path }) =>
    at.new_line === null ? old_path === at.old_path : new_path === at.new_path,
  )
  if (file === undefined) return []
  const isIt = (line: DiffLine) =>
    at.new_line === null ? line.old === at.old_line : line.new === at.new_line
  for (const { lines } of hunksOf(file.diff)) {
    const found = lines.findIndex(isIt)
    if (found !== -1) return lines.slice(Math.max(0, found - shownLines + 1), found + 1)
  }
  return []
}
