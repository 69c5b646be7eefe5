// What was changed, in all files? Read top to bottom or side by side, with a list of them to jump from.
import { Columns2, Rows3 } from 'lucide-react'
import { useId, useMemo } from 'react'
import { cx } from '../cx.ts'
import { Counts, File } from './File.tsx'
import { countsOf, type FileChange, hunksOf } from './hunks.ts'
import type { DiffSlots } from './slots.ts'
import { useLook } from './useLook.ts'

/** Of a longer diff, the files behind this line are shown when they are asked for. */
const shownLinesOfAll = 3000

type Props = { files: readonly FileChange[]; slots?: DiffSlots }

const none: DiffSlots = {}

export function Diff({ files, slots = none }: Props) {
  const id = useId()
  const { look, choose, roomForTwo } = useLook()
  const counted = useMemo(() => files.map(file => countsOf(hunksOf(file.diff))), [files])
  const sum = (side: 'added' | 'removed') => counted.reduce((all, one) => all + one[side], 0)
  let lines = 0
  const folded = counted.map(({ added, removed }) => {
    lines += added + removed
    return lines > shownLinesOfAll
  })
  if (files.length === 0) return <p className="py-6 text-muted text-sm">No file was changed.</p>
  return (
    <section aria-label="Changes" className="flex flex-col gap-3">
      <h2 className="sr-only">Changes</h2>
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <details className="min-w-0">
          <summary className="w-max text-sm">
            {files.length === 1 ? '1 file' : `${files.length.toLocaleString()} files`}{' '}
            <Counts added={sum('added')} removed={sum('removed')} />
          </summary>
          <ul className="mt-2 flex flex-col gap-px">
            {files.map((file, at) => (
              <li key={`${file.old_path}\0${file.new_path}`}>
                <button
                  type="button"
                  onClick={() => jump(`${id}${at}`)}
                  className="flex w-full items-center gap-3 rounded-md px-2 py-1 text-left hover:bg-hover"
                >
                  <span className="min-w-0 grow font-mono text-xs [overflow-wrap:anywhere]">
                    {file.new_path}
                  </span>
                  <Counts {...(counted[at] ?? { added: 0, removed: 0 })} />
                </button>
              </li>
            ))}
          </ul>
        </details>
        {roomForTwo && (
          <fieldset className="flex self-start rounded-md border border-line p-0.5">
            <legend className="sr-only">Show the changes</legend>
            {looks.map(([value, said, Icon]) => (
              <button
                key={value}
                type="button"
                aria-pressed={look === value}
                onClick={() => choose(value)}
                className={cx(
                  'inline-flex h-6 items-center gap-1.5 rounded px-2 text-xs',
                  look === value ? 'bg-pressed font-medium' : 'text-muted hover:bg-hover',
                )}
              >
                <Icon aria-hidden="true" className="size-3.5" />
                {said}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {files.map((file, at) => (
        <File
          key={`${file.old_path}\0${file.new_path}`}
          id={`${id}${at}`}
          file={file}
          split={look === 'split'}
          slots={slots}
          folded={folded[at] ?? false}
        />
      ))}
    </section>
  )
}

const looks = [
  ['unified', 'Unified', Rows3],
  ['split', 'Side by side', Columns2],
] as const

function jump(id: string): void {
  const file = document.getElementById(id)
  file?.scrollIntoView()
  file?.querySelector('button')?.focus({ preventScroll: true })
}
