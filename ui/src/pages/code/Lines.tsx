// How do the lines of a file read? Numbered, coloured by what they mean, and each with an address of its own.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { cx } from '../../components/cx.ts'
import { highlight, type Piece } from './highlight.ts'

/** A browser stands still over more; the raw file has all of it. */
const shownLines = 5000
const shownCharacters = 2000

export function Lines({ text, name, raw }: { text: string; name: string; raw: string }) {
  const plain = useMemo(() => text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n'), [text])
  const [pieces, setPieces] = useState<readonly Piece[][] | null>(null)
  useEffect(() => {
    let gone = false
    void highlight(plain.slice(0, shownLines).join('\n'), name).then(found => gone || setPieces(found))
    return () => {
      gone = true
    }
  }, [plain, name])
  const { first, last, choose } = useChosenLines()
  return (
    <>
      <div>
        <table className="w-full border-collapse font-mono text-xs leading-5 [tab-size:4]">
          <caption className="sr-only">{name}</caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Text</th>
            </tr>
          </thead>
          <tbody>
            {plain.slice(0, shownLines).map((line, at) => {
              const number = at + 1
              return (
                <tr
                  key={number}
                  id={`L${number}`}
                  className={cx(number >= first && number <= last && 'bg-accent-soft')}
                >
                  <td className="w-1 select-none pr-3 pl-3 text-right align-top text-faint">
                    <a
                      href={`#L${number}`}
                      aria-label={`Line ${number}`}
                      // Not thousands of stops: an address with #L12 does the same.
                      tabIndex={-1}
                      onClick={event => choose(event, number)}
                      className="tabular hover:text-ink"
                    >
                      {number}
                    </a>
                  </td>
                  <td className="whitespace-pre-wrap pr-10 align-top [overflow-wrap:anywhere]">
                    <Text line={line} pieces={pieces?.[at]} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {plain.length > shownLines && (
        <p className="border-line border-t px-4 py-3 text-muted text-sm">
          The first {shownLines.toLocaleString()} of {plain.length.toLocaleString()} lines.{' '}
          <a href={raw} className="text-accent underline">
            All of them
          </a>
        </p>
      )}
    </>
  )
}

function Text({ line, pieces }: { line: string; pieces: readonly Piece[] | undefined }) {
  if (line.length > shownCharacters)
    return (
      <>
        {line.slice(0, shownCharacters)}
        <span className="ml-2 font-sans text-muted">
          … {(line.length - shownCharacters).toLocaleString()} more characters
        </span>
      </>
    )
  if (pieces === undefined) return line || '\u200b'
  return pieces.map(({ text, look }, at) =>
    look === '' ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line have no names and never move
      <span key={at} className={look}>
        {text}
      </span>
    ),
  )
}

/** `#L10` and `#L10-20`; Shift makes a range of two presses. */
function useChosenLines() {
  const { hash } = useLocation()
  const navigate = useNavigate()
  const [, from, to] = /^L(\d{1,9})(?:-L?(\d{1,9}))?$/.exec(hash) ?? []
  const first = Number(from ?? 0)
  const last = Number(to ?? from ?? -1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where one arrives; a press is where one is already
  useEffect(() => {
    document.getElementById(`L${first}`)?.scrollIntoView({ block: 'center' })
  }, [])
  const choose = (event: React.MouseEvent, number: number) => {
    event.preventDefault()
    const range = event.shiftKey && first > 0 && number !== first
    const [low, high] = [Math.min(first, number), Math.max(first, number)]
    void navigate({
      to: '.',
      hash: range ? `L${low}-${high}` : `L${number}`,
      replace: true,
      resetScroll: false,
    })
  }
  return { first, last, choose }
}
