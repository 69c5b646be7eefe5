// Where in a line of Markdown does a reference stand? A rule of markdown-it's own, so that code, links and escapes hold none.
import type { MarkdownIt, StateInline } from 'markdown-it'

export type Reference = {
  kind: 'issue' | 'merge_request' | 'user' | 'label' | 'milestone' | 'commit'
  /** As written, sigil and path included. */
  text: string
  start: number
  end: number
  /** Full path of another project, for `group/project#3`. */
  path?: string
  /** Of an issue or merge request. */
  iid?: number
  /** Of a user, label or milestone; of a commit its id, which may be shortened. */
  name?: string
}

export type Target = Omit<Reference, 'start' | 'end'>

/** The largest iid that the database can hold. */
const maxIid = 2_147_483_647

const kinds = { '#': 'issue', '!': 'merge_request', '~': 'label', '%': 'milestone' } as const

/** At most 20 levels, as groups nest. It does not begin with `_`, which is emphasis there. */
const path = String.raw`[A-Za-z0-9.][\w.-]{0,254}(?:\/[A-Za-z0-9_.][\w.-]{0,254}){1,20}`
const iid = String.raw`([#!])(\d{1,10})(?![\p{L}\p{N}-])`
/** Seven digits at least, as Git itself shortens; not a part of a file's name, a UUID or a mail address. */
const sha = String.raw`([0-9a-f]{7,40})(?![\p{L}\p{N}_@/+-]|\.[\p{L}\p{N}_])`
const word = String.raw`[\p{L}\p{N}_]`

// All are sticky: the rule decides where one may begin, so nothing is tried twice.
const numbered = new RegExp(iid, 'uy')
const elsewhere = new RegExp(`(${path})(?:${iid}|@${sha})`, 'uy')
const commit = new RegExp(sha, 'uy')
const user = /@([a-zA-Z0-9_](?:[a-zA-Z0-9_.-]{0,253}[a-zA-Z0-9_])?)(?![\p{L}\p{N}])/uy
const named = new RegExp(
  `([~%])(?:"([^"\\n]{1,255})"|(${word}(?:[\\p{L}\\p{N}_.:+&?-]{0,253}[\\p{L}\\p{N}_+&-])?))`,
  'uy',
)

/** What cannot stand before a reference, or it would be part of a word, an address or a URL. */
const before = String.raw`\p{L}\p{N}_/@#!~%.&=?+\\\-`
const wordBefore = new RegExp(`[${before}]`, 'u')

/** Text without meaning to Markdown: up to a sign that may have one. */
const plain = /[^\n!#$%&*+\-:<=>@[\\\]^_`{}~]+/y
/** The same, up to where a path or a commit id begins, which no sign announces. */
const plainOrWord = new RegExp(
  `(?:(?!(?<![${before}:])(?:${path}(?:${iid}|@${sha})|${sha}))[^\\n!#$%&*+\\-:<=>@[\\\\\\]^_\`{}~])+`,
  'uy',
)

/** Teaches the engine to find references wherever `env.seek` asks for them. They become tokens "reference". */
export function addReferenceRule(engine: MarkdownIt): void {
  engine.inline.ruler.at('text', (state, silent) => {
    const match = matchAt(asked(state) ? plainOrWord : plain, state.src, state.pos)
    if (!match) return false
    if (!silent) state.pending += match[0]
    state.pos += match[0].length
    return true
  })
  engine.inline.ruler.before('strikethrough', 'reference', (state, silent) => {
    const target = asked(state) ? targetAt(state.src, state.pos) : undefined
    if (!target) return false
    if (!silent) {
      const token = state.push('reference', '', 0)
      token.content = target.text
      token.meta = { target, offset: state.pos }
    }
    state.pos += target.text.length
    return true
  })
}

/** The text of a link leads somewhere already. */
const asked = ({ env, linkLevel }: StateInline) => env.seek === true && linkLevel === 0

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function targetAt(text: string, at: number): Target | undefined {
  const sigil = text[at] ?? ''
  if (!/[\w.#!@~%]/.test(sigil) || !begins(text, at)) return undefined
  if (sigil === '#' || sigil === '!') {
    const match = matchAt(numbered, text, at)
    return match ? issueLike(match[0], sigil, match[2]) : undefined
  }
  if (sigil === '@') {
    const match = matchAt(user, text, at)
    return match ? { kind: 'user', text: match[0], name: match[1] ?? '' } : undefined
  }
  if (sigil === '~' || sigil === '%') {
    const match = matchAt(named, text, at)
    return match ? { kind: kinds[sigil], text: match[0], name: match[2] ?? match[3] ?? '' } : undefined
  }
  return text[at - 1] === ':' ? undefined : wordTarget(text, at)
}

function wordTarget(text: string, at: number): Target | undefined {
  const there = matchAt(elsewhere, text, at)
  if (there) {
    const [whole, path = '', sigil, digits, id] = there
    if (id !== undefined) return { kind: 'commit', text: whole, path, name: id }
    const target = issueLike(whole, sigil === '#' ? '#' : '!', digits)
    return target && { ...target, path }
  }
  const match = matchAt(commit, text, at)
  return match ? { kind: 'commit', text: match[0], name: match[0] } : undefined
}

function issueLike(text: string, sigil: '#' | '!', digits: string | undefined): Target | undefined {
  const number = Number(digits)
  return number >= 1 && number <= maxIid ? { kind: kinds[sigil], text, iid: number } : undefined
}

/** Whether a word may begin here. Signs of emphasis before it do not count: `_#1_`, `~~#1~~`. */
function begins(text: string, at: number): boolean {
  let first = at
  while (first > 0 && at - first < 3 && /[_~]/.test(text[first - 1] ?? '')) first--
  return first === 0 || !wordBefore.test(text[first - 1] ?? '')
}
