// Can this file be written in a browser, and what keeps its line ends and its first bytes as they are?
import { bytesOf, type CodeFile } from '../../api/repository.ts'

export type Text = {
  /** With the line ends of a browser's field. */
  content: string
  /** The same as the file has it. */
  written: (content: string) => string
}

/** Null: bytes that are no text in UTF-8, which a browser would spoil. */
export function textOf(file: Pick<CodeFile, 'content'>): Text | null {
  const bytes = bytesOf(file)
  if (bytes.includes(0)) return null
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const all = text.match(/\r\n?|\n/g) ?? []
  const end = mostOf(all)
  return {
    content: text.slice(mark.length).replace(/\r\n?/g, '\n'),
    written: content => mark + content.replaceAll('\n', end),
  }
}

/** The text of a new file. */
export const blankText: Text = { content: '', written: content => content }

/** Fields of browsers know one line end; the file gets back what most of its lines had. */
function mostOf(ends: readonly string[]): string {
  const count = (end: string) => ends.filter(one => one === end).length
  const [windows, old] = [count('\r\n'), count('\r')]
  if (windows > ends.length / 2) return '\r\n'
  return old > ends.length / 2 ? '\r' : '\n'
}
