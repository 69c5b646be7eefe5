// How do blocks, lines and inline marks become Markdown text, one piece at a time?
import { limits } from './limits.ts'
import { escapeInline, type Frame, type Inline, wrapped } from './markdown-inline.ts'

/** Text that grows; only the functions of this file change it. */
export type MarkdownWriter = {
  limit: number
  out: string[]
  /** Characters so far, those of the open line included. */
  length: number
  line: string
  /** Line ends before the next content: 1 next line, 2 next paragraph. */
  gap: 1 | 2
  /** Whether a blank now would stand at the start of a line or after another one. */
  blank: boolean
  /** What stands before each line; `first` only before the next one. */
  prefixes: { first: string | null; rest: string }[]
  /** Prefixes of the last line. */
  lastDepth: number
  /** Levels beyond `limits.nesting`, which get no prefix. */
  tooDeep: number
  frames: Frame[]
}

const maxFrames = 6
// Zero-width and soft characters with which senders pad previews; the joiners of scripts (U+200C, U+200D) stay.
const padding = /\u00ad|\u034f|\u200b|\u2060|\ufeff/g

export const createMarkdownWriter = (limit: number): MarkdownWriter => ({
  limit,
  out: [],
  length: 0,
  line: '',
  gap: 1,
  blank: true,
  prefixes: [],
  lastDepth: 0,
  tooDeep: 0,
  frames: [],
})

function put(writer: MarkdownWriter, piece: string): void {
  writer.out.push(piece)
  writer.length += piece.length
}

function startLine(writer: MarkdownWriter): void {
  if (writer.out.length > 0) {
    const shared = writer.prefixes.slice(0, Math.min(writer.lastDepth, writer.prefixes.length))
    const between = shared.map(prefix => (prefix.first === null ? prefix.rest : '')).join('')
    put(writer, writer.gap === 2 ? `\n${between.trimEnd()}\n` : '\n')
  }
  writer.gap = 1
  writer.lastDepth = writer.prefixes.length
  put(writer, writer.prefixes.map(prefix => prefix.first ?? prefix.rest).join(''))
  for (const prefix of writer.prefixes) prefix.first = null
}

function append(writer: MarkdownWriter, piece: string): void {
  const frame = writer.frames.at(-1)
  if (frame) frame.text += piece
  else writer.line += piece
  writer.length += piece.length
}

/** Inline marks end with their line and begin anew on the next one. False if the line is empty. */
function flushLine(writer: MarkdownWriter): boolean {
  for (const [index, frame] of [...writer.frames.entries()].reverse()) {
    const text = wrapped(frame)
    frame.text = ''
    const outer = writer.frames[index - 1]
    if (outer) outer.text += text
    else writer.line += text
  }
  const content = writer.line.trim()
  writer.line = ''
  writer.blank = true
  if (content === '') return false
  startLine(writer)
  put(writer, content.replace(/^#{1,6}(?=\s|$)/, '\\$&'))
  return true
}

/** Markdown that is ready, inline. */
export function writeMarkup(writer: MarkdownWriter, piece: string): void {
  if (piece === '') return
  append(writer, writer.blank && piece.startsWith(' ') ? piece.slice(1) : piece)
  writer.blank = piece.endsWith(' ')
}

/** Words as they are to be read: blanks collapse, Markdown's own characters are escaped. */
export function writeText(writer: MarkdownWriter, words: string): void {
  const plain = words.replace(padding, '').replace(/[\s\u00a0]+/g, ' ')
  writeMarkup(writer, writer.frames.at(-1)?.kind === 'code' ? plain : escapeInline(plain))
}

/** `<br>`: a second one in a row ends the paragraph. */
export function breakLine(writer: MarkdownWriter): void {
  if (!flushLine(writer)) writer.gap = 2
}

export function endBlock(writer: MarkdownWriter, gap: 1 | 2): void {
  flushLine(writer)
  if (gap === 2) writer.gap = 2
}

/** Lines that are taken as they are: code, table rows, rules. */
export function writeLines(writer: MarkdownWriter, lines: readonly string[]): void {
  endBlock(writer, 1)
  for (const text of lines) {
    startLine(writer)
    put(writer, text)
  }
}

export function indent(writer: MarkdownWriter, first: string, rest: string): void {
  if (writer.prefixes.length < limits.nesting) writer.prefixes.push({ first, rest })
  else writer.tooDeep++
}

export function outdent(writer: MarkdownWriter): void {
  if (writer.tooDeep > 0) writer.tooDeep--
  else writer.prefixes.pop()
}

/** False when so many marks are open already, or one of its kind is, that this one is left out. */
export function openInline(writer: MarkdownWriter, inline: Inline): boolean {
  if (writer.frames.length >= maxFrames || writer.frames.some(frame => frame.kind === inline.kind))
    return false
  writer.frames.push({ ...inline, text: '' })
  return true
}

export function closeInline(writer: MarkdownWriter): void {
  const frame = writer.frames.pop()
  if (frame) append(writer, wrapped(frame))
}

export const isFull = (writer: MarkdownWriter): boolean => writer.length >= writer.limit

/** Ends the open line and gives the text, cut at the limit. */
export function textOf(writer: MarkdownWriter): string {
  flushLine(writer)
  const text = writer.out.join('')
  return text.length > writer.limit
    ? text
        .slice(0, writer.limit)
        .toWellFormed()
        .replace(/\ufffd$/, '')
    : text
}
