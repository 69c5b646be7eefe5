// Could anything in this HTML run, load, or reach into the page around it? As a browser would read it, not as a pattern finds it.
import { Parser } from 'htmlparser2'

const elements = new Set(
  [
    'a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em',
    'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd li main mark ol p pre q s samp section',
    'small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr',
  ].flatMap(line => line.split(' ')),
)

/** What a page or a script could take for its own: hooks, names and handlers; and all that fetches. */
const attribute =
  /^(?:on|data-|aria-(?!label$)|form|x?link|xml|srcset|srcdoc|background|poster|ping|action|id$|name$|slot$|is$|part$|nonce$|itemprop$)/

const unsafeUrl = (url: string) =>
  !/^(?:https?:\/\/|mailto:|tel:|ftp:\/\/|#|\/(?![/\\])|\.{0,2}\/?[\w%.-]+(?:\/|$))/i.test(url)

/** Findings that are named; one is enough to know. */
const mostShown = 3

/** What is wrong with it; empty: nothing. */
export function harmIn(html: string): string[] {
  const found: string[] = []
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (!elements.has(name)) found.push(`<${name}>`)
        for (const [key, value] of Object.entries(attributes)) {
          if (attribute.test(key)) found.push(`<${name} ${key}="${value}">`)
          if (key === 'style' && /url|expression|@|\\|(?:^|;)\s*position|behaviou?r|binding/i.test(value))
            found.push(`<${name} style="${value}">`)
          if (key === 'href' && unsafeUrl(value)) found.push(`<${name} href="${value}">`)
          if (key === 'src' && !/^(?:data:image\/(?!svg)|\/)/i.test(value))
            found.push(`<${name} src="${value}">`)
        }
      },
      oncomment: text => void found.push(`<!--${text}-->`),
      onprocessinginstruction: name => void found.push(`<${name}>`),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.end(html)
  return found.slice(0, mostShown)
}
