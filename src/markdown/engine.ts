// How is Markdown read? By markdown-it without raw HTML, with GitLab's references, and only so much of it.
import createMarkdownIt, { type Token } from 'markdown-it'
import type { Target } from './reference-rule.ts'
import { addReferenceRule } from './reference-rule.ts'

/**
 * Characters of a text that are read as Markdown; some forty pages. What follows is shown as it is written: reading
 * must end in time whatever a stranger writes.
 */
const maxMarkdown = 100_000
/** Quotes and lists in each other beyond this are shown as text; markdown-it's own guard against deep recursion. */
const maxNesting = 30
/** Tokens of a text; a table of 65,000 empty cells fits in a few lines. Beyond, it is shown as it is written. */
const maxTokens = 50_000

/** How this text is to be read and shown. */
export type Scene = {
  /** Whether references are looked for. */
  seek?: boolean
  resolve?: ((target: Target) => { href: string; title?: string } | undefined) | undefined
  /** Whether the end of a line is only a blank, as in files; in notes it is a line break. */
  softBreaks?: boolean | undefined
  /** Whether it came by mail, from somebody who may never have heard of Markdown. */
  mail?: boolean
  /** Whether it is a file of a repository, which names files beside it. */
  file?: boolean
}

const engine = makeEngine()
/** In a mail, a line of dashes under another one begins a signature (RFC 3676 §4.3); it makes no heading of the name. */
const mailEngine = makeEngine().disable('lheading')
const fileEngine = makeEngine()
const validateLink = fileEngine.validateLink
fileEngine.validateLink = url => validateLink(url) || /^[^/\\?#:]+(?:[/?#]|$)/.test(url.trim())

function makeEngine() {
  const made = createMarkdownIt('default', { html: false, linkify: true, maxNesting })
  made.linkify.set({ fuzzyLink: false, fuzzyEmail: true })
  made.linkify.add('ftp:', null).add('//', null)
  // Browsers read `http:page` as a page of the desk, `//host` and `/\host` as another host's.
  made.validateLink = url => /^(?:https?:\/\/|mailto:|\/(?![/\\])|#)/i.test(url.trim())
  addReferenceRule(made)
  return made
}

engine.renderer.rules.softbreak = (_tokens, _at, _options, env) => (env?.softBreaks ? '\n' : '<br>\n')
engine.renderer.rules.reference = (tokens, at, _options, env) => {
  const target = tokens[at]?.meta?.target as Target
  const text = engine.utils.escapeHtml(target.text)
  const place = (env as Scene | undefined)?.resolve?.(target)
  if (!place) return text
  const title = place.title === undefined ? '' : ` title="${engine.utils.escapeHtml(place.title)}"`
  return `<a href="${engine.utils.escapeHtml(place.href)}"${title}>${text}</a>`
}

/** The tokens of as much of the text as is read as Markdown. */
export function parse(source: string, scene: Scene): Token[] {
  const reader = scene.mail ? mailEngine : scene.file ? fileEngine : engine
  return reader.parse(source.slice(0, lengthRead(source)), { ...scene })
}

type Show = { source: string; tokens: Token[]; scene: Scene; clean: (html: string) => string }

/** The tokens as HTML, cleaned, and the rest of the source as it is written. */
export function toHtml({ source, tokens, scene, clean }: Show): string {
  const count = tokens.reduce((sum, { children }) => sum + 1 + (children?.length ?? 0), 0)
  const isTooMuch = count > maxTokens
  const html = isTooMuch ? '' : clean(engine.renderer.render(tokens, engine.options, { ...scene }))
  const rest = source.slice(isTooMuch ? 0 : lengthRead(source))
  return rest === '' ? html : `${html}<pre>${engine.utils.escapeHtml(rest)}</pre>\n`
}

/** Up to the last end of a line within the limit; a line that is longer than all is cut between two characters. */
function lengthRead(source: string): number {
  if (source.length <= maxMarkdown) return source.length
  const lineEnd = source.lastIndexOf('\n', maxMarkdown - 1) + 1
  if (lineEnd > maxMarkdown / 2) return lineEnd
  const isSplit = /[\ud800-\udbff]/.test(source[maxMarkdown - 1] ?? '')
  return isSplit ? maxMarkdown - 1 : maxMarkdown
}
