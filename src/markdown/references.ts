// What does a text point at? GitLab's references: #1, !2, @user, ~label, %milestone, group/project#3, commit ids.
import type { Token } from 'markdown-it'
import { parse } from './engine.ts'
import type { Reference, Target } from './reference-rule.ts'

/** More than this is no text that a person wrote. */
const maxReferences = 5000

/**
 * References in the order of the text, each with its place in it. Code, links, URLs, mail addresses and what is escaped
 * hold none. Runs in linear time.
 * @param source Markdown; references are found in the part that `renderMarkdown` would render
 */
export function findReferences(source: string): Reference[] {
  const found: Reference[] = []
  const lines = linesOf(source)
  let map: [number, number] | undefined
  let cursor = { line: -1, at: 0 }
  for (const token of parse(source, { seek: true })) {
    map = token.map ?? map
    if (token.type !== 'inline' || !map) continue
    const content = token.content.split('\n')
    const starts = content.map((text, k) => {
      const number = (map?.[0] ?? 0) + k
      // Cells of a table share one line, so the next is looked for behind the last.
      const from = cursor.line === number ? cursor.at : 0
      const at = lines[number]?.text.indexOf(text, from) ?? -1
      cursor = { line: number, at: at < 0 ? from : at + text.length }
      return at
    })
    for (const { target, offset } of targetsOf(token)) {
      const { row, column } = placeIn(content, offset)
      const start = startOf(lines[map[0] + row], starts[row] ?? -1, column, target)
      if (start >= 0) found.push({ ...target, start, end: start + target.text.length })
      if (found.length === maxReferences) return found
    }
  }
  return found
}

type Line = { text: string; start: number }

/** Lines as Markdown counts them: CRLF, CR and LF end one. */
function linesOf(source: string): Line[] {
  const lines: Line[] = []
  let start = 0
  for (const end of source.matchAll(/\r\n?|\n|$/g)) {
    lines.push({ text: source.slice(start, end.index), start })
    start = end.index + end[0].length
  }
  return lines
}

function targetsOf({ children }: Token): { target: Target; offset: number }[] {
  return (children ?? []).flatMap(({ type, meta }) =>
    type === 'reference' ? [meta as { target: Target; offset: number }] : [],
  )
}

function placeIn(content: readonly string[], offset: number): { row: number; column: number } {
  let row = 0
  let column = offset
  for (; row < content.length - 1 && column > (content[row]?.length ?? 0); row++)
    column -= (content[row]?.length ?? 0) + 1
  return { row, column }
}

/** Where a line was changed on its way (`\|` in a table, a tab in a list), the reference itself is looked for. */
function startOf(line: Line | undefined, at: number, column: number, { text }: Target): number {
  if (!line) return -1
  const exact = at + column
  if (at >= 0 && line.text.startsWith(text, exact)) return line.start + exact
  const sought = line.text.indexOf(text)
  return sought < 0 ? -1 : line.start + sought
}
