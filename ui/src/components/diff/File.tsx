// What happened to one file? Its name, how much came and went, and the lines, folded where they are many.
import { ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '../Button.tsx'
import { Copy } from '../Copy.tsx'
import { countsOf, type FileChange, hunksOf } from './hunks.ts'
import { Split } from './Split.tsx'
import type { DiffSlots } from './slots.ts'
import { Unified } from './Unified.tsx'

/** More changed lines of one file are shown when they are asked for. */
const shownLines = 400

type Props = {
  file: FileChange
  id: string
  split: boolean
  slots: DiffSlots
  /** The diff as a whole is so long that this file waits until it is asked for. */
  folded: boolean
}

export function File({ file, id, split, slots, folded }: Props) {
  const hunks = useMemo(() => hunksOf(file.diff), [file.diff])
  const { added, removed } = countsOf(hunks)
  const isBig = folded || file.collapsed === true || added + removed > shownLines
  const [open, setOpen] = useState(true)
  const [whole, setWhole] = useState(!isBig || slots.keepOpen?.(file) === true)
  const Lines = split ? Split : Unified
  return (
    <section id={id} aria-label={file.new_path} className="scroll-mt-3 rounded-md border border-line">
      <header className="sticky top-0 z-10 flex min-h-9 items-center gap-2 rounded-t-md border-line border-b bg-side px-2 py-1">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Lines of ${file.new_path}`}
          onClick={() => setOpen(!open)}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover"
        >
          <ChevronRight aria-hidden="true" className={`size-4 ${open ? 'rotate-90' : ''}`} />
        </button>
        <h3 className="flex min-w-0 grow items-center gap-1 font-mono text-xs">
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {file.renamed_file && `${file.old_path} → `}
            {file.new_path}
          </span>
          <Copy text={file.new_path} label="Copy the path" />
        </h3>
        <span className="hidden text-muted text-xs sm:inline">{whatHappened(file)}</span>
        <Counts added={added} removed={removed} />
        {slots.actions?.(file)}
      </header>
      {open && (
        <>
          {slots.above?.(file)}
          {hunks.length === 0 ? (
            <p className="px-3 py-4 text-muted text-sm">{withoutLines(file)}</p>
          ) : whole ? (
            <Lines file={file} hunks={hunks} slots={slots} />
          ) : (
            <p className="flex flex-wrap items-center gap-3 px-3 py-4 text-muted text-sm">
              {(added + removed).toLocaleString()} lines were changed here.
              <Button small onClick={() => setWhole(true)}>
                Show them
              </Button>
            </p>
          )}
        </>
      )}
    </section>
  )
}

/** `+3 −1`, said in words to those who do not see it. */
export const Counts = ({ added, removed }: { added: number; removed: number }) => (
  <span className="tabular shrink-0 whitespace-nowrap text-xs">
    <span className="text-open">
      +{added.toLocaleString()}
      <span className="sr-only"> lines added</span>
    </span>{' '}
    <span className="text-bad">
      −{removed.toLocaleString()}
      <span className="sr-only"> lines removed</span>
    </span>
  </span>
)

function whatHappened(file: FileChange): string {
  if (file.new_file) return 'new'
  if (file.deleted_file) return 'deleted'
  const moved = file.renamed_file ? ['renamed'] : []
  const mode = file.a_mode === file.b_mode ? [] : [`mode ${file.a_mode} → ${file.b_mode}`]
  return [...moved, ...mode].join(', ')
}

function withoutLines(file: FileChange): string {
  if (file.too_large) return 'The changes of this file are too large to be shown here.'
  if (/^Binary files/.test(file.diff)) return 'A file that is no text. It has no lines to compare.'
  if (file.new_file) return 'An empty file was added.'
  if (file.deleted_file) return 'An empty file was removed.'
  return file.renamed_file ? 'Renamed; the text is the same.' : 'No line of its text was changed.'
}
