// What does a line of a diff say? Its text, the changed words marked; of endless lines the beginning.
import type { DiffLine } from './hunks.ts'
import type { Span } from './words.ts'

/** A browser stands still over a line of megabytes; the raw file has all of it. */
const shownCharacters = 2000

export const sign = { context: '', added: '+', removed: '−' } as const

export function Text({ line, span }: { line: DiffLine; span?: Span | undefined }) {
  const { text, kind, unended } = line
  const cut = text.length > shownCharacters
  const shown = cut ? text.slice(0, shownCharacters) : text
  const look = kind === 'added' ? 'bg-added-word' : 'bg-removed-word'
  return (
    <>
      {span && span[1] > span[0] && !cut ? (
        <>
          {shown.slice(0, span[0])}
          <span className={`rounded-xs ${look}`}>{shown.slice(span[0], span[1])}</span>
          {shown.slice(span[1])}
        </>
      ) : (
        shown || '\u200b'
      )}
      {cut && (
        <span className="ml-2 font-sans text-muted text-xs">
          … {(text.length - shownCharacters).toLocaleString()} more characters
        </span>
      )}
      {unended && <span className="ml-2 select-none font-sans text-muted text-xs">no line end</span>}
    </>
  )
}
