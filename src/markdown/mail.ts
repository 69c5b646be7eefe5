// What does a text of the team look like in a mail?
import { arrange } from './arrange.ts'
import { parse, toHtml } from './engine.ts'
import { sanitize } from './sanitize.ts'

/** Mails bring no stylesheet, and many mail programs read none; this little every one understands. */
const styles = {
  blockquote: 'margin:0 0 0 .8ex;border-left:2px solid #ccc;padding-left:1ex',
  pre: 'white-space:pre-wrap;background:#f5f5f5;padding:8px',
  table: 'border-collapse:collapse',
  th: 'border:1px solid #ccc;padding:4px 8px',
  td: 'border:1px solid #ccc;padding:4px 8px',
  img: 'max-width:100%',
}

/**
 * A text as HTML for a mail: every link is absolute, references are text, and the only pictures are those that travel
 * along.
 * @param options.baseUrl what relative links are relative to, without `/` at its end
 * @param options.image where a picture is found, e.g. `cid:…`; undefined makes it a link
 */
export function renderMailHtml(
  source: string,
  options: { baseUrl: string; image?: (src: string) => string | undefined },
): string {
  const shown = new Set<string>()
  const link = (href: string) => absolute(href, options.baseUrl)
  const image = (src: string) => {
    const place = options.image?.(src)
    if (place === undefined) return link(src)
    shown.add(place)
    return place
  }
  const tokens = parse(source, {})
  arrange(tokens, { link, image })
  const clean = (html: string) => sanitize(html, { mayShow: src => shown.has(src), styles })
  return toHtml({ source, tokens, scene: {}, clean })
}

function absolute(url: string, baseUrl: string): string {
  if (url.startsWith('/')) return `${baseUrl}${url}`
  return URL.canParse(url, `${baseUrl}/`) ? new URL(url, `${baseUrl}/`).href : ''
}
