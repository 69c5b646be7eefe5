// What may the HTML of a text hold? What stands on a short list, and nothing that runs, loads or hooks on.
import sanitizeHtml from 'sanitize-html'

const tags = [
  'p br hr h1 h2 h3 h4 h5 h6 blockquote pre code em strong s del ul ol li',
  'table thead tbody tr th td a img input span',
].flatMap(line => line.split(' '))

export type Policy = {
  /** Whether a picture from here is shown. */
  mayShow: (src: string) => boolean
  /** Styles of our own, by tag, for mails, which bring no stylesheet. */
  styles?: Readonly<Record<string, string>>
}

const align = { name: 'align', multiple: false, values: ['left', 'center', 'right'] }

/**
 * Nothing that a stylesheet or a script of the page could hold on to survives: no class, id, name, style, data-*. Links
 * tell their goal nothing; a picture that may not be shown becomes a link.
 */
export function sanitize(html: string, { mayShow, styles = {} }: Policy): string {
  return sanitizeHtml(html, {
    allowedTags: tags,
    allowedAttributes: {
      '*': ['style'],
      a: ['href', 'title', 'rel', 'download'],
      img: ['src', 'alt', 'title', 'loading'],
      ol: ['start'],
      th: [align],
      td: [align],
      input: ['type', 'checked', 'disabled', 'aria-label'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'cid'],
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    nestingLimit: 100,
    transformTags: {
      '*': (tagName, attribs) => {
        const { style: _, ...kept } = attribs
        const ours = styles[tagName]
        return { tagName, attribs: ours === undefined ? kept : { ...kept, style: ours } }
      },
      a: (tagName, { style: _, ...attribs }) => ({ tagName, attribs: { ...attribs, rel } }),
      img: (tagName, { style: _, ...attribs }) =>
        mayShow(attribs.src ?? '') ? { tagName, attribs: withStyle(attribs, styles.img) } : asLink(attribs),
    },
    exclusiveFilter: ({ tag, attribs }) => tag === 'input' && attribs.type !== 'checkbox',
  })
}

const rel = 'nofollow noopener noreferrer'

const withStyle = (attribs: sanitizeHtml.Attributes, style: string | undefined) =>
  style === undefined ? attribs : { ...attribs, style }

/** A picture from elsewhere tells its host who read the ticket, and when; a link asks first. */
function asLink({ src, alt }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  if (!src || !/^(?:https?:|\/)/i.test(src)) return { tagName: 'span', attribs: {}, text: alt || src || '' }
  const host = URL.canParse(src) ? `image: ${new URL(src).host}` : ''
  const text = host === '' ? alt || src : alt ? `${alt} (${host})` : host
  return { tagName: 'a', attribs: { href: src, rel }, text }
}
