// What does a text point at? GitLab's references: #1, !2, @user, ~label, %milestone, group/project#3.

export type Reference = {
  kind: 'issue' | 'merge_request' | 'user' | 'label' | 'milestone'
  /** As written, sigil and path included. */
  text: string
  start: number
  end: number
  /** Full path of another project, for `group/project#3`. */
  path?: string
  /** Of an issue or merge request. */
  iid?: number
  /** Of a user, label or milestone. */
  name?: string
}

/** More than this is no text that a person wrote. */
const maxReferences = 1000

/** The largest iid that the database can hold. */
const maxIid = 2_147_483_647

const kinds = { '#': 'issue', '!': 'merge_request', '@': 'user', '~': 'label', '%': 'milestone' } as const

const path = String.raw`[\w.](?:[\w.-]{0,254})(?:\/[\w.](?:[\w.-]{0,254})){1,20}`
const name = String.raw`"[^"\n]{1,255}"|[\w][\w.:+&?-]{0,254}`
/** Sticky: the scanner decides where one may begin, so nothing is tried twice. */
const numbered = /([#!])(\d{1,10})(?![\w-])/y
const withPath = new RegExp(String.raw`(${path})([#!])(\d{1,10})(?![\w-])`, 'y')
const user = /@([a-zA-Z0-9_](?:[a-zA-Z0-9_.-]{0,253}[a-zA-Z0-9_])?)/y
const named = new RegExp(`([~%])(${name})`, 'y')

/**
 * References in the order of the text. Code, links and mail addresses hold none. Runs in linear time.
 */
export function findReferences(source: string): Reference[] {
  const found: Reference[] = []
  const text = blankOut(source)
  for (let at = 0; at < text.length && found.length < maxReferences; ) {
    const reference = beginsWord(text, at) ? referenceAt(text, at) : undefined
    if (reference) {
      found.push(reference)
      at = reference.end
    } else at = nextStart(text, at)
  }
  return found
}

const wordBefore = /[\w/@#!~%.:&=?+-]/
const beginsWord = (text: string, at: number) => at === 0 || !wordBefore.test(text[at - 1] ?? '')

/** The end of the word at `at`, so that each character is looked at a bounded number of times. */
function nextStart(text: string, at: number): number {
  const word = /[\w/.-]+/y
  word.lastIndex = at
  const match = word.exec(text)
  const length = match?.[0].length ?? 1
  return at + Math.max(1, length)
}

function referenceAt(text: string, at: number): Reference | undefined {
  const sigil = text[at]
  if (sigil === '#' || sigil === '!')
    return fromMatch(numbered, text, at, match => target(match[1], match[2]))
  if (sigil === '@') return fromMatch(user, text, at, match => ({ kind: 'user', name: match[1] ?? '' }))
  if (sigil === '~' || sigil === '%') {
    return fromMatch(named, text, at, match => ({
      kind: kinds[sigil],
      name: (match[2] ?? '').replace(/^"|"$/g, '').replace(/[.:?]+$/, ''),
    }))
  }
  return fromMatch(withPath, text, at, match => {
    const there = target(match[2], match[3])
    return there && { ...there, path: match[1] ?? '' }
  })
}

function target(sigil: string | undefined, digits: string | undefined) {
  const iid = Number(digits)
  if (iid < 1 || iid > maxIid || (sigil !== '#' && sigil !== '!')) return undefined
  return { kind: kinds[sigil], iid }
}

function fromMatch(
  pattern: RegExp,
  text: string,
  at: number,
  read: (match: RegExpExecArray) => Omit<Reference, 'text' | 'start' | 'end'> | undefined,
): Reference | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  const what = match && read(match)
  return what ? { ...what, text: match[0], start: at, end: at + match[0].length } : undefined
}

/**
 * The text with code, URLs and mail addresses as blanks of the same length. Fences first: what is inside one is no
 * inline code. Each pattern consumes what it matches or fails within one line.
 */
export function blankOut(source: string): string {
  return withoutFences(source)
    .replace(/(?<!`)(`+)(?!`)([^`\n]{0,1000})\1(?!`)/g, blank)
    .replace(/\b(?:https?:\/\/|mailto:)[^\s<>"']{1,2000}/gi, blank)
    .replace(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}/g, blank)
}

const blank = (text: string) => ' '.repeat(text.length)

function withoutFences(source: string): string {
  let fence: string | undefined
  return source
    .split('\n')
    .map(line => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
      if (fence === undefined) {
        if (mark === '') return /^(?: {4}|\t)/.test(line) ? blank(line) : line
        fence = mark
      } else if (mark?.[0] === fence[0] && mark.length >= fence.length && line.trim() === mark)
        fence = undefined
      return blank(line)
    })
    .join('\n')
}
