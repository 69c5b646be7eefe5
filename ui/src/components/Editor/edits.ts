// What does a press on the toolbar do to the text? Marks around words, marks before lines; the browser's undo keeps working.

/** Puts `text` in place of the characters from `start` to `end`, as if it had been typed. */
export function type(area: HTMLTextAreaElement, text: string, start: number, end: number): void {
  area.focus()
  area.setSelectionRange(start, end)
  const command = text === '' ? 'delete' : 'insertText'
  if (start === end && text === '') return
  if (!document.execCommand(command, false, text)) replaceQuietly(area, text, start, end)
}

/** The same without focus and undo: for what changes by itself, such as a file that has arrived. */
export function replaceQuietly(area: HTMLTextAreaElement, text: string, start: number, end: number): void {
  area.setRangeText(text, start, end, 'preserve')
  area.dispatchEvent(new Event('input', { bubbles: true }))
}

const selection = ({ value, selectionStart: start, selectionEnd: end }: HTMLTextAreaElement) => ({
  value,
  start,
  end,
  chosen: value.slice(start, end),
})

/** `**words**`; pressed again, the marks go. */
export function wrap(area: HTMLTextAreaElement, mark: string): void {
  const { value, start, end, chosen } = selection(area)
  const size = mark.length
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
    type(area, chosen, start - size, end + size)
    area.setSelectionRange(start - size, end - size)
    return
  }
  type(area, mark + chosen + mark, start, end)
  area.setSelectionRange(start + size, end + size)
}

/** Code is put between backticks, several lines of it between fences. */
export function code(area: HTMLTextAreaElement): void {
  const { chosen, start, end } = selection(area)
  if (!chosen.includes('\n')) wrap(area, '`')
  else type(area, `\`\`\`\n${chosen.replace(/\n$/, '')}\n\`\`\``, start, end)
}

/** `[words](url)`, with the part selected that is still to be written. */
export function link(area: HTMLTextAreaElement): void {
  const { chosen, start, end } = selection(area)
  const isAddress = /^https?:\/\/\S+$/.test(chosen)
  type(area, isAddress ? `[](${chosen})` : `[${chosen}](url)`, start, end)
  const at = start + 1
  if (isAddress) area.setSelectionRange(at, at)
  else if (chosen === '') area.setSelectionRange(at, at)
  else area.setSelectionRange(end + 3, end + 6)
}

/** What begins each line of a list or quote, and how it is recognised to be taken away again. */
const lineMarks = {
  list: { of: () => '- ', known: /^[-*] (?!\[[ x]\] )/ },
  numbered: { of: (index: number) => `${index + 1}. `, known: /^\d+\. / },
  tasks: { of: () => '- [ ] ', known: /^[-*] \[[ x]\] / },
  quote: { of: () => '> ', known: /^> ?/ },
} as const

export type LineMark = keyof typeof lineMarks

/** Makes the lines of the selection a list or quote, or no longer one. */
export function markLines(area: HTMLTextAreaElement, kind: LineMark): void {
  const { value, start, end } = selection(area)
  const from = value.lastIndexOf('\n', start - 1) + 1
  const after = value.indexOf('\n', end)
  const to = after === -1 ? value.length : after
  const lines = value.slice(from, to).split('\n')
  const { of, known } = lineMarks[kind]
  const marked = lines.every(line => known.test(line))
  const text = lines
    .map((line, index) =>
      marked ? line.replace(known, '') : of(index) + (kind === 'quote' ? line : withoutMark(line)),
    )
    .join('\n')
  type(area, text, from, to)
  const at = from + text.length
  area.setSelectionRange(lines.length === 1 ? at : from, at)
}

const withoutMark = (line: string) =>
  line
    .replace(lineMarks.tasks.known, '')
    .replace(lineMarks.list.known, '')
    .replace(lineMarks.numbered.known, '')

const emptyTable = '| Column | Column |\n| --- | --- |\n|  |  |\n'

export function table(area: HTMLTextAreaElement): void {
  const { value, start, end } = selection(area)
  const before = start === 0 || value[start - 1] === '\n' ? '' : '\n\n'
  type(area, before + emptyTable, start, end)
  const at = start + before.length + 2
  area.setSelectionRange(at, at + 'Column'.length)
}

/** Enter in a list begins its next item; in an empty item it ends the list. */
export function continueList(area: HTMLTextAreaElement): boolean {
  const { value, start, end } = selection(area)
  if (start !== end) return false
  const from = value.lastIndexOf('\n', start - 1) + 1
  const match = /^(\s*)([-*]|(\d+)\.)( \[[ x]\])? (.*)$/.exec(value.slice(from, start))
  if (match === null) return false
  const [, indent = '', bullet = '-', number, task, text] = match
  if (text === '') type(area, '', from, start)
  else {
    const next = number === undefined ? bullet : `${Number(number) + 1}.`
    type(area, `\n${indent}${next}${task === undefined ? '' : ' [ ]'} `, start, end)
  }
  return true
}
