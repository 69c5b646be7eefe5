// What does a text look like: on a page, in a mail, and when a stranger wrote it?
import { createEngine, maxRendered, sanitize } from './engine.ts'
import { findReferences, type Reference } from './references.ts'

/** @returns where the reference leads, and what it says there; undefined leaves it as text */
export type ReferenceResolver = (reference: Reference) => { href: string; title?: string } | undefined

const engine = createEngine()

const cut = (source: string) =>
  source.length > maxRendered ? `${source.slice(0, maxRendered)}\n\n…` : source

/** Uploads of the desk itself; their own route sees to who may look. */
const isUpload = (src: string) => /^\/(?:[\w.-]+\/)*uploads\/[0-9a-f]{32}\/[^\s"<>]+$/.test(src)

/**
 * A text of the team as HTML for a page.
 * @param resolve turns references into links
 */
export function renderMarkdown(source: string, resolve?: ReferenceResolver): string {
  return withTasks(sanitize(engine.render(linked(cut(source), resolve)), isUpload))
}

/** A customer's text as HTML for a page: shown as written; it refers to nothing and notifies nobody (SPEC §4.8). */
export function renderCustomerText(source: string): string {
  return sanitize(engine.render(cut(source)), isUpload)
}

/**
 * A text as HTML for a mail: every link is absolute, and the only pictures are those that travel along.
 * @param options.baseUrl what relative links are relative to
 * @param options.image where a picture is found, e.g. `cid:…`; undefined makes it a link
 */
export function renderMailHtml(
  source: string,
  options: { baseUrl: string; image?: (src: string) => string | undefined },
): string {
  const tokens = engine.parse(cut(source), {})
  for (const token of flat(tokens)) {
    if (token.type === 'link_open')
      token.attrSet('href', absolute(String(token.attrGet('href') ?? ''), options.baseUrl))
    if (token.type === 'image') {
      const src = String(token.attrGet('src') ?? '')
      token.attrSet('src', options.image?.(src) ?? absolute(src, options.baseUrl))
    }
  }
  return sanitize(engine.renderer.render(tokens, engine.options, {}), src => src.startsWith('cid:'))
}

type Tokens = ReturnType<typeof engine.parse>

function* flat(tokens: Tokens): Generator<Tokens[number]> {
  for (const token of tokens) {
    yield token
    if (token.children) yield* flat(token.children)
  }
}

function absolute(url: string, baseUrl: string): string {
  if (!URL.canParse(url, `${baseUrl}/`)) return ''
  return url.startsWith('/') ? `${baseUrl}${url}` : new URL(url, `${baseUrl}/`).href
}

/** References become Markdown links; what the resolver does not know stays as it is. */
function linked(source: string, resolve: ReferenceResolver | undefined): string {
  if (!resolve) return source
  let text = ''
  let from = 0
  for (const reference of findReferences(source)) {
    const target = insideLink(source, reference) ? undefined : resolve(reference)
    if (!target) continue
    const title = target.title ? ` "${target.title.replace(/["\\\n]/g, ' ')}"` : ''
    text += `${source.slice(from, reference.start)}[${escapeLinkText(reference.text)}](<${target.href}>${title})`
    from = reference.end
  }
  return text + source.slice(from)
}

/** `[see #1](…)` is a link already. */
const insideLink = (source: string, { start, end }: Reference) =>
  source.lastIndexOf('[', start) > source.lastIndexOf(']', start) &&
  /^[^[\n]{0,300}\]\(/.test(source.slice(end, end + 310))

const escapeLinkText = (text: string) => text.replace(/[\\[\]~*_`]/g, '\\$&')

/** `- [ ] thing` and `- [x] thing`, as boxes that cannot be ticked. */
function withTasks(html: string): string {
  return html.replace(
    /<li>(\s*<p>)?\[([ xX])\] /g,
    (_, paragraph = '', mark) =>
      `<li>${paragraph}<input type="checkbox" disabled${mark === ' ' ? '' : ' checked'}> `,
  )
}
