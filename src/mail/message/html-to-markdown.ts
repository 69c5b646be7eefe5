// What does a person read in this HTML mail? HTML to Markdown in one pass, without recursion.
import { type Conversion, type Open, target } from './html-conversion.ts'
import { emphasis, hrefOf, inHead, isHidden, lineBlock, paragraph, silent, voids } from './html-elements.ts'
import { enterTable, enterTableCell } from './html-table-lines.ts'
import { dataTablesIn } from './html-tables.ts'
import { readHtml, type Tag } from './html-tokens.ts'
import { limits } from './limits.ts'
import type { Inline } from './markdown-inline.ts'
import {
  breakLine,
  closeInline,
  createMarkdownWriter,
  endBlock,
  indent,
  isFull,
  openInline,
  outdent,
  textOf,
  writeLines,
  writeMarkup,
  writeText,
} from './markdown-writer.ts'
import { startsQuote } from './quote-html.ts'

function image(state: Conversion, tag: Tag): void {
  const src = tag.attributes.get('src')?.trim() ?? ''
  const alt = (tag.attributes.get('alt') ?? '')
    .replace(/[\s[\]\\]+/g, ' ')
    .trim()
    .slice(0, 300)
  if (/^cid:/i.test(src))
    writeMarkup(
      target(state),
      `![${alt}](${src.replace(/[\s()<>]/g, char => `%${char.charCodeAt(0).toString(16)}`)})`,
    )
  else if (alt !== '') writeText(target(state), alt)
}

function leavePre(state: Conversion): void {
  const { pre } = state
  state.pre = null
  if (pre === null) return
  const text = pre.text.replace(/\r\n?/g, '\n').replace(/^\n/, '').trimEnd()
  if (text === '') return
  const writer = target(state)
  endBlock(writer, 2)
  if (pre.fenced && state.tables.cell === null) {
    let fence = '```'
    for (const run of text.matchAll(/`{3,}/g)) if (run[0].length >= fence.length) fence = `${run[0]}\``
    writeLines(writer, [fence, ...text.split('\n'), fence])
  } else
    for (const line of text.split('\n')) {
      writeText(writer, line)
      breakLine(writer)
    }
  endBlock(writer, 2)
}

function enterItem(state: Conversion): () => void {
  const next = state.lists.at(-1) ?? null
  if (next !== null) state.lists[state.lists.length - 1] = next + 1
  const marker = next === null ? '- ' : `${next}. `
  const writer = target(state)
  endBlock(writer, 1)
  indent(writer, marker, ' '.repeat(marker.length))
  return () => {
    endBlock(writer, 1)
    outdent(writer)
  }
}

function enclosedBlock(state: Conversion, first: string, rest: string): () => void {
  const writer = target(state)
  endBlock(writer, 2)
  indent(writer, first, rest)
  return () => {
    endBlock(writer, 2)
    outdent(writer)
  }
}

function enterInline(state: Conversion, inline: Inline): (() => void) | null {
  const writer = target(state)
  return openInline(writer, inline) ? () => closeInline(writer) : null
}

/** Starts an element that is shown; the answer ends it. */
function enter(state: Conversion, tag: Tag): (() => void) | null {
  const { name, attributes } = tag
  const writer = target(state)
  const kind = emphasis[name]
  if (kind !== undefined) return enterInline(state, { kind })
  if (name === 'a') {
    const href = hrefOf(tag)
    return href === null ? null : enterInline(state, { kind: 'link', href })
  }
  if (name === 'ul' || name === 'ol') {
    const gap = state.lists.length > 0 ? 1 : 2
    const start = Number.parseInt(attributes.get('start') ?? '1', 10)
    state.lists.push(name === 'ol' ? Math.min(Math.max(start || 1, 0), 999_999) : null)
    endBlock(writer, gap)
    return () => {
      state.lists.pop()
      endBlock(writer, gap)
    }
  }
  if (name === 'li') return enterItem(state)
  if (name === 'blockquote') return enclosedBlock(state, '> ', '> ')
  if (/^h[1-6]$/.test(name)) return enclosedBlock(state, `${'#'.repeat(Number(name[1]))} `, '')
  if (name === 'table') return enterTable(state)
  if (name === 'tr' || name === 'td' || name === 'th') return enterTableCell(state, name)
  if (name === 'pre' || name === 'listing' || name === 'xmp') {
    const wrapsMail =
      attributes.has('wrap') || /moz-|wrap/.test(`${attributes.get('class')}${attributes.get('style')}`)
    state.pre ??= { text: '', fenced: !wrapsMail }
    return () => leavePre(state)
  }
  const gap = paragraph.test(name) ? 2 : lineBlock.test(name) ? 1 : 0
  if (gap === 0) return null
  endBlock(writer, gap)
  return () => endBlock(writer, gap)
}

function pop(state: Conversion): void {
  const entry = state.stack.pop()
  if (!entry) return
  if (entry.hides) state.hidden--
  entry.leave?.()
}

/** How far back an end tag looks for its start; keeps `</x>` after many open tags linear. */
const lookBack = 256

function closeElement(state: Conversion, name: string): void {
  if (name === 'p' && !state.stack.slice(-lookBack).some(open => open.name === 'p'))
    endBlock(target(state), 2)
  for (let at = state.stack.length - 1; at >= Math.max(0, state.stack.length - lookBack); at--) {
    const entry = state.stack[at]
    if (entry?.name === name) {
      while (state.stack.length > at) pop(state)
      return
    }
    // An end tag inside a cell does not end what is outside of the table.
    if (entry?.name === 'table' && name !== 'table') return
  }
}

/** Start tags that end their elder sibling (HTML Standard, optional tags). */
function closeSiblings(state: Conversion, name: string): void {
  const ends: Record<string, [RegExp, RegExp]> = {
    li: [/^li$/, /^(?:ul|ol|table)$/],
    tr: [/^(?:tr|td|th)$/, /^table$/],
    td: [/^(?:td|th)$/, /^(?:tr|table)$/],
    th: [/^(?:td|th)$/, /^(?:tr|table)$/],
  }
  const rule = ends[name]
  if (rule === undefined) return
  let outermost = -1
  for (let at = state.stack.length - 1; at >= Math.max(0, state.stack.length - lookBack); at--) {
    const open = state.stack[at]?.name ?? ''
    if (rule[1].test(open)) break
    if (rule[0].test(open)) outermost = at
  }
  if (outermost >= 0) while (state.stack.length > outermost) pop(state)
}

function openElement(state: Conversion, tag: Tag): void {
  const top = state.stack.at(-1)
  if (top?.name === 'head' && !inHead.test(tag.name)) pop(state)
  if (state.pre !== null) {
    if (tag.name === 'br') state.pre.text += '\n'
    if (tag.name !== 'pre' && !silent.test(tag.name)) return
  }
  if (voids.test(tag.name)) {
    if (state.hidden > 0) return
    if (tag.name === 'br') breakLine(target(state))
    else if (tag.name === 'img' && !isHidden(tag)) image(state, tag)
    else if (tag.name === 'hr') {
      endBlock(target(state), 2)
      if (state.tables.cell === null) writeLines(state.writer, ['---'])
      endBlock(target(state), 2)
    }
    return
  }
  closeSiblings(state, tag.name)
  const hides = silent.test(tag.name) || (!state.showHidden && tag.name !== 'body' && isHidden(tag))
  const entry: Open = { name: tag.name, leave: null, hides }
  if (hides) state.hidden++
  else if (state.hidden === 0) {
    if (startsQuote(tag)) {
      endBlock(target(state), 1)
      state.beforeQuote ??= textOf(state.writer)
    }
    entry.leave = enter(state, tag)
  }
  state.stack.push(entry)
}

function convert(html: string, showHidden: boolean): { text: string; beforeQuote: string | null } {
  const state: Conversion = {
    writer: createMarkdownWriter(limits.textLength),
    stack: [],
    hidden: 0,
    showHidden,
    pre: null,
    tables: { data: dataTablesIn(html), seen: 0, inData: false, row: [], rows: 0, cell: null },
    lists: [],
    beforeQuote: null,
  }
  readHtml(html, {
    open: tag => {
      if (!isFull(state.writer)) openElement(state, tag)
    },
    close: name => {
      if (name === 'br') breakLine(target(state))
      else if (state.pre === null || name === 'pre' || state.hidden > 0) closeElement(state, name)
    },
    text: text => {
      if (state.hidden > 0 || isFull(state.writer)) return
      if (state.pre !== null) state.pre.text += text
      else writeText(target(state), text)
    },
  })
  while (state.stack.length > 0) pop(state)
  return { text: textOf(state.writer), beforeQuote: state.beforeQuote }
}

/**
 * @param html as it came; read up to `limits.htmlLength` characters
 * @returns `text`: Markdown of at most `limits.textLength` characters, where a line end is a line break;
 *   `beforeQuote`: the part of it before the quote container of a known mail program, null if there is none.
 */
export function htmlToMarkdown(html: string): { text: string; beforeQuote: string | null } {
  const source = html.slice(0, limits.htmlLength)
  const seen = convert(source, false)
  // Everything hidden: rather too much than an empty mail.
  return seen.text.trim() === '' ? convert(source, true) : seen
}
