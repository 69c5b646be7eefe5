// What of the HTML that a stranger's mail brought may be shown? How it looks; nothing that runs, loads, or leads astray.
import sanitizeHtml from 'sanitize-html'

export type ReceivedOptions = {
  /** A picture that came along, by its Content-ID, as `data:` URL. */
  picture?: (contentId: string) => string | undefined
  /** Whether pictures of other hosts are fetched: their hosts then know who reads the mail, and when. */
  remoteImages?: boolean
}

export type Received = {
  html: string
  /** Pictures of other hosts in it, shown or not. */
  remoteImages: number
  /** Whether the mail goes on. */
  isCut: boolean
}

/** Characters that are shown; Gmail shows a fifth of that. Reading them takes a tenth of a second. */
const maxHtml = 500_000
/** Tags, since sanitize-html's time grows with the square of those that are never closed. */
const maxTags = 20_000

const tags = [
  'a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em',
  'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small',
  'span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr',
].flatMap(line => line.split(' '))
/** What stands in these is no text for people. */
const withoutText =
  'iframe noembed noframes noscript object option script style template textarea title xmp'.split(' ')
const cell = ['colspan', 'rowspan', 'nowrap']

/** Tables in tables are how mails are laid out, and each answer quotes all before it. */
const maxNesting = 200

/** Properties that change how a text looks and nothing else: none that fetches, or covers other things. */
const property =
  /^(?:color|background(?:-color)?|font(?:-\w+)*|text-(?:align|decoration|indent|transform)|line-height|letter-spacing|white-space|word-(?:break|wrap)|vertical-align|direction|display|float|clear|list-style(?:-type)?|table-layout|(?:margin|padding|border)(?:-[a-z-]+)?|(?:min-|max-)?(?:width|height))$/
/** No backslash, which hides a function's name, and no function but of colours and sums. */
const value = /^(?:[\w\s.,%#"'!+*/-]|(?:rgba?|hsla?|calc)\([\w\s.,%+*/-]*\))*$/i

function safeStyle(style: string): string {
  return style
    .split(';')
    .map(declaration => /^\s*([\w-]+)\s*:(.*)$/s.exec(declaration))
    .flatMap(match => {
      const [name = '', given = ''] = [match?.[1]?.toLowerCase(), match?.[2]?.trim()]
      return property.test(name) && value.test(given) ? [`${name}:${given}`] : []
    })
    .join(';')
}

/** Blanks and control characters in a scheme are read over by browsers. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const plainUrl = (url: string | undefined) => (url ?? '').replace(/[\u0000-\u0020]+/g, '')
const isRemote = (url: string) => /^(?:https?:)?[/\\]{2}/i.test(url)
const isPicture = (url: string) => /^data:image\/(?:png|jpe?g|gif|webp|avif);base64,[\w+/=]*$/i.test(url)

/** The first of the characters and of the tags. */
function bounded(html: string): string {
  const start = html.slice(0, maxHtml)
  let count = 0
  for (const { index } of start.matchAll(/<[a-z]/gi)) if (++count > maxTags) return start.slice(0, index)
  return start
}

export function renderReceivedHtml(source: string, options: ReceivedOptions = {}): Received {
  const html = bounded(source)
  let remoteImages = 0
  const image = (_tag: string, { src, srcset: _, ...attribs }: sanitizeHtml.Attributes): sanitizeHtml.Tag => {
    const url = plainUrl(src)
    if (isRemote(url)) remoteImages++
    const shown = placeOf(url, options)
    if (shown !== undefined) return { tagName: 'img', attribs: { ...attribs, src: shown } }
    return { tagName: 'span', attribs: {}, text: attribs.alt ?? '' }
  }
  const clean = sanitizeHtml(html, {
    allowedTags: tags,
    nonTextTags: withoutText,
    nestingLimit: maxNesting,
    allowedAttributes: {
      '*': ['style', 'align', 'valign', 'dir', 'lang', 'title', 'width', 'height', 'bgcolor'],
      a: ['href', 'rel', 'target'],
      img: ['src', 'alt', 'border'],
      table: ['border', 'cellpadding', 'cellspacing'],
      td: cell,
      th: cell,
      col: ['span'],
      font: ['color', 'face', 'size'],
      ol: ['start', 'type'],
      li: ['value'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    transformTags: {
      body: 'div',
      a: (tagName, { href, ...attribs }) => ({ tagName, attribs: { ...attribs, ...leadingOut(href) } }),
      img: image,
      '*': (tagName, { style, ...attribs }) => {
        const kept = safeStyle(style ?? '')
        return { tagName, attribs: kept === '' ? attribs : { ...attribs, style: kept } }
      },
    },
  })
  return { html: clean, remoteImages, isCut: html.length < source.length }
}

/** A link to nowhere but out, in a window of its own; one without a host would lead into the desk. */
function leadingOut(href: string | undefined): sanitizeHtml.Attributes {
  const url = plainUrl(href)
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(url)) return {}
  return { href: url, rel: 'nofollow noopener noreferrer', target: '_blank' }
}

function placeOf(url: string, { picture, remoteImages = false }: ReceivedOptions): string | undefined {
  if (/^cid:/i.test(url)) return picture?.(url.slice(4))
  if (isPicture(url)) return url
  if (!isRemote(url) || !remoteImages) return undefined
  return /^https?:/i.test(url) ? url : `https:${url}`
}
