// Which issues does a commit or merge request name, and which of them does it close? GitLab's default pattern (SPEC §10).

export type NamedIssue = {
  /** Full path of the project in lower case; absent: the project in which the text stands. */
  path?: string
  iid: number
  /** Whether a closing word stands before it: `Closes #12`. */
  closes: boolean
}

const limits = {
  /** Issues that one text names; who writes more is pasting a list. */
  named: 100,
  /** Characters between a closing word and its issue, or two issues of one list: `and issues #14`. */
  gap: 48,
  /** The largest iid that the database can hold. */
  iid: 2_147_483_647,
} as const

const part = String.raw`[\w.][\w.-]{0,254}`
const path = `${part}(?:/${part}){1,20}`
const digits = String.raw`(\d{1,10})(?![\p{L}\p{N}_]|-[\p{L}\p{N}])`
// A begin is looked for only where no word goes on, so that no character is tried twice.
const numbered = String.raw`(?<![\p{L}\p{N}_./&#!\\-])(${path})?#${digits}`

const closingWord =
  /(?<![\p{L}\p{N}_-])(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)(?::\s*|\s+)(?:issues?\s+)?[[("'<*_]{0,3}$/iu
const listGoesOn = /^[\])"'>*_]{0,3}\s*(?:,\s*and\b|,|and\b|&)?\s*(?:issues?\s+)?[[("'<*_]{0,3}$/iu

/**
 * The issues in the order in which the text names them, each once. What is in code, in quotes (`>`) and in comments of
 * HTML does not count. Runs in linear time.
 * @param externalUrl where this desk is reached: issues named by their URL count there only
 */
export function findNamedIssues(text: string, externalUrl: string): NamedIssue[] {
  const clear = withoutCode(text)
  const base = externalUrl.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
  const address = String.raw`${base}\/(${path})(?:\/-)?\/(?:issues|work_items)\/${digits}(?:#note_\d{1,20})?`
  const found = new Map<string, NamedIssue>()
  let end = 0
  let closes = false
  for (const match of clear.matchAll(new RegExp(`${address}|${numbered}`, 'giu'))) {
    const [whole, urlPath, urlIid, otherPath, iid = urlIid] = match
    const number = Number(iid)
    const gap = clear.slice(end, match.index)
    const near = clear.slice(Math.max(end, match.index - limits.gap), match.index)
    const goesOn: boolean = closes && gap.length <= limits.gap && isOneParagraph(gap) && listGoesOn.test(gap)
    closes = goesOn || closesHere(near)
    end = match.index + whole.length
    if (number < 1 || number > limits.iid) continue
    const home = (urlPath ?? otherPath)?.toLowerCase()
    const key = `${home ?? ''}#${number}`
    const known = found.get(key)
    if (known !== undefined) known.closes ||= closes
    else if (found.size < limits.named)
      found.set(key, { ...(home === undefined ? {} : { path: home }), iid: number, closes })
  }
  return [...found.values()]
}

function closesHere(before: string): boolean {
  const word = closingWord.exec(before)
  return word !== null && isOneParagraph(word[0])
}

const isOneParagraph = (text: string) => !/\n[ \t\r]*\n/.test(text)

/** The text with blanks where there is code, a quote or a comment. */
function withoutCode(text: string): string {
  const lines = text.split('\n')
  const kept: string[] = []
  let fence: { sign: string; length: number } | undefined
  let inList = false
  let indentedIsCode = true
  for (const line of lines) {
    const mark = /^\s*(?:[-*+]\s+)?(`{3,}|~{3,})(.*)/.exec(line)
    const sign = mark?.[1] ?? ''
    if (fence !== undefined) {
      if (sign[0] === fence.sign && sign.length >= fence.length && mark?.[2]?.trim() === '') fence = undefined
      kept.push('')
      continue
    }
    if (mark !== null && !(sign[0] === '`' && mark[2]?.includes('`'))) {
      fence = { sign: sign[0] ?? '', length: sign.length }
      kept.push('')
      continue
    }
    const blank = line.trim() === ''
    const indented = /^(?: {4}| {0,3}\t)/.test(line)
    const code = indented && indentedIsCode && !inList && !blank
    // In Markdown indented code cannot interrupt a paragraph, and in a list it is the item's text.
    if (!blank && !code) indentedIsCode = false
    else if (blank) indentedIsCode = true
    if (/^ {0,3}(?:[-*+]|\d{1,9}[.)])\s/.test(line)) inList = true
    else if (!blank && !indented && !/^\s/.test(line)) inList = false
    kept.push(code || /^ {0,3}>/.test(line) ? '' : line)
  }
  return withoutComments(
    kept
      .join('\n')
      .split(/\n(?=[ \t\r]*\n)/)
      .map(withoutSpans)
      .join('\n'),
  )
}

/** Code spans: what stands between two runs of as many backticks (CommonMark §6.1). */
function withoutSpans(paragraph: string): string {
  const runs = [...paragraph.matchAll(/`+/g)]
  if (runs.length < 2) return paragraph
  /** Where the next run of that length is, by its place among the runs. */
  const nextAlike = new Map<number, number>()
  const closing = new Array<number | undefined>(runs.length)
  for (let at = runs.length - 1; at >= 0; at--) {
    const length = runs[at]?.[0].length ?? 0
    closing[at] = nextAlike.get(length)
    nextAlike.set(length, at)
  }
  let kept = ''
  let from = 0
  for (let at = 0; at < runs.length; at++) {
    const close = closing[at]
    const [open, last] = [runs[at], close === undefined ? undefined : runs[close]]
    if (open === undefined || last === undefined || close === undefined) continue
    kept += `${paragraph.slice(from, open.index)}\u{fffc}`
    from = last.index + last[0].length
    at = close
  }
  return kept + paragraph.slice(from)
}

function withoutComments(text: string): string {
  let kept = ''
  let from = 0
  for (let open = text.indexOf('<!--'); open !== -1; open = text.indexOf('<!--', from)) {
    const close = text.indexOf('-->', open + 4)
    if (close === -1) break
    kept += `${text.slice(from, open)}\u{fffc}`
    from = close + 3
  }
  return kept + text.slice(from)
}
