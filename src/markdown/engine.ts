// How does Markdown become HTML? By markdown-it without raw HTML, and then only what stands on a short list is left.
import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'

/**
 * Longer text is cut before rendering (it is never cut where it is kept): a page of a megabyte helps nobody, and parsing
 * and sanitising must end in time whatever a stranger writes.
 */
export const maxRendered = 200_000
/** Quotes and lists in each other beyond this are shown flat; markdown-it's own guard against deep recursion. */
const maxNesting = 30

const linkProtocols = /^(?:https?:|mailto:|\/|#)/i

export function createEngine() {
  const engine = new MarkdownIt('default', { html: false, linkify: true, breaks: true, maxNesting })
  engine.linkify.set({ fuzzyLink: false, fuzzyEmail: true })
  engine.linkify.add('ftp:', null).add('//', null)
  engine.validateLink = url => linkProtocols.test(url.trim())
  return engine
}

const tags = [
  'p br hr h1 h2 h3 h4 h5 h6 blockquote pre code em strong s del ul ol li',
  'table thead tbody tr th td a img input span',
].flatMap(line => line.split(' '))

/** Nothing that a stylesheet or a script of the page could hold on to survives: no class, id, name, style, data-*. */
export function sanitize(html: string, images: (src: string) => boolean): string {
  return sanitizeHtml(html, {
    allowedTags: tags,
    allowedAttributes: {
      a: ['href', 'title', 'rel'],
      img: ['src', 'alt', 'title'],
      ol: ['start'],
      input: ['type', 'checked', 'disabled'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'cid'],
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    nestingLimit: 100,
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow noopener noreferrer' } }),
      img: (tagName, attribs) =>
        images(attribs.src ?? '')
          ? { tagName, attribs }
          : // A picture from elsewhere tells its host who read the ticket, and when; a link asks first.
            linkTo(attribs),
    },
    exclusiveFilter: ({ tag, attribs }) => tag === 'input' && attribs.type !== 'checkbox',
  })
}

function linkTo(attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { src, alt } = attribs
  const text = alt || src || ''
  if (!src || !/^https?:/i.test(src)) return { tagName: 'span', attribs: {}, text }
  return { tagName: 'a', attribs: { href: src, rel: 'nofollow noopener noreferrer' }, text }
}
