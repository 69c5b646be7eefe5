// What do the lines of a gitlab.rb say? Only plain values are read; Ruby is not executed.

export type RubyValue = string | number | boolean | null | RubyValue[] | { [key: string]: RubyValue }

/** `gitlab_rails['smtp_port'] = 25` has the section `gitlab_rails`; `external_url 'https://…'` has none. */
export type Assignment = { line: number; section: string | null; key: string } & (
  | { value: RubyValue }
  /** It is worked out by Ruby: a call, an environment variable, a text with `#{}` in it. */
  | { computed: string }
)

const assignment = /^[ \t]*([a-z_]+)\[\s*(['"])([A-Za-z0-9_]+)\2\s*\][ \t]*=(?!=)\s*/
const call = /^[ \t]*(external_url)[ \t]+/

/** All assignments, in order; comments and other Ruby are passed over. */
export function readRuby(text: string): Assignment[] {
  const found: Assignment[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const match = assignment.exec(rest) ?? call.exec(rest)
    if (match === null) {
      at = endOfLine(text, at) + 1
      continue
    }
    const isCall = match[3] === undefined
    const start = at + match[0].length
    const line = text.slice(0, at).split('\n').length
    const name = {
      line,
      section: isCall ? null : (match[1] ?? ''),
      key: isCall ? (match[1] ?? '') : (match[3] ?? ''),
    }
    const scanner = new Scanner(text, start)
    const value = scanner.whole()
    if (value === undefined) {
      const end = endOfLine(text, start)
      found.push({ ...name, computed: text.slice(start, end).trim() })
      at = end + 1
    } else {
      found.push({ ...name, value })
      at = endOfLine(text, scanner.at) + 1
    }
  }
  return found
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** Thrown inside this file where the text is no plain value. */
class NoPlainValue extends Error {}

const words: Record<string, boolean | null> = { true: true, false: false, nil: null }
const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', s: ' ', e: '\x1b', '0': '\0' }
/** Lists in lists; what is deeper is no configuration. */
const mostDepth = 20

class Scanner {
  at: number
  private readonly text: string

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  /** The value, if nothing but a comment follows it on its line. */
  whole(): RubyValue | undefined {
    try {
      const value = this.value(0)
      return /^[ \t]*(?:;[ \t]*)?(?:#.*)?\r?(?:\n|$)/.test(this.text.slice(this.at)) ? value : undefined
    } catch (error) {
      if (error instanceof NoPlainValue) return undefined
      throw error
    }
  }

  private value(depth: number): RubyValue {
    if (depth > mostDepth) throw new NoPlainValue()
    this.skipBlanks()
    const letter = this.text[this.at]
    if (letter === "'") return this.single()
    if (letter === '"') return this.double()
    if (letter === '[') return this.list(depth)
    if (letter === '{') return this.hash(depth)
    const word = this.take(/:[A-Za-z_]\w*|-?\d[\d_]*(?:\.\d+)?|(?:true|false|nil)\b/y)
    if (word === undefined) throw new NoPlainValue()
    if (word.startsWith(':')) return word.slice(1)
    return word in words ? (words[word] ?? null) : Number(word.replaceAll('_', ''))
  }

  private single(): string {
    const found = this.take(/'(?:[^'\\]|\\[\s\S])*'/y)
    if (found === undefined) throw new NoPlainValue()
    return found.slice(1, -1).replaceAll(/\\(['\\])/g, '$1')
  }

  private double(): string {
    const found = this.take(/"(?:[^"\\]|\\[\s\S])*"/y)
    if (found === undefined || /(?:^|[^\\])#[{@$]/.test(found)) throw new NoPlainValue()
    return found.slice(1, -1).replaceAll(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter)
  }

  private list(depth: number): RubyValue[] {
    const items: RubyValue[] = []
    this.at++
    for (;;) {
      this.skipBlanks()
      if (this.take(/\]/y) !== undefined) return items
      items.push(this.value(depth + 1))
      this.separator(']')
    }
  }

  /** `'a' => 1`, `:a => 1`, `a: 1`, `'a': 1`. */
  private hash(depth: number): RubyValue {
    const entries: [string, RubyValue][] = []
    this.at++
    for (;;) {
      this.skipBlanks()
      if (this.take(/\}/y) !== undefined) return Object.fromEntries(entries)
      const plain = this.take(/[A-Za-z_]\w*(?=:(?!:))/y)
      const key = plain ?? String(this.value(depth + 1))
      this.skipBlanks()
      if (this.take(/=>|:/y) === undefined) throw new NoPlainValue()
      entries.push([key, this.value(depth + 1)])
      this.separator('}')
    }
  }

  private separator(end: string): void {
    this.skipBlanks()
    if (this.text[this.at] !== end && this.take(/,/y) === undefined) throw new NoPlainValue()
  }

  /** Blanks, line breaks and comments within a list. */
  private skipBlanks(): void {
    this.take(/(?:\s|#[^\n]*)+/y)
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    this.at += found?.length ?? 0
    return found
  }
}
