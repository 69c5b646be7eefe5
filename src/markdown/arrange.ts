// What of a parsed text is changed before it is shown? Where files and links lead, tasks, the alignment of columns.
import type { Token } from 'markdown-it'

export type Arrangement = {
  /** Where a link leads; undefined leaves it. */
  link?: (href: string) => string | undefined
  /** Where a picture is found; undefined leaves it. */
  image?: (src: string) => string | undefined
  /** Which files are the desk's own: their links save them, and a picture leads to the whole of it. */
  isFile?: (url: string) => boolean
  /** Whether `- [ ]` is a box. */
  tasks?: boolean
}

/** Changes the tokens in place. */
export function arrange(tokens: Token[], arrangement: Arrangement): void {
  for (const [at, token] of tokens.entries()) {
    if (arrangement.tasks && token.type === 'inline' && tokens[at - 2]?.type === 'list_item_open') box(token)
    if (token.type === 'th_open' || token.type === 'td_open') align(token)
    for (const child of token.children ?? []) arrangeInline(child, arrangement)
    if (token.children && arrangement.isFile) token.children = withFiles(token.children, arrangement.isFile)
  }
}

/** A picture that stands in a link already leads where its writer wanted. */
function withFiles(children: readonly Token[], isFile: (url: string) => boolean): Token[] {
  let open = 0
  return children.flatMap((token, at) => {
    if (token.type === 'link_open') open++
    if (token.type === 'link_close') open--
    const url = String(token.attrGet(token.type === 'image' ? 'src' : 'href') ?? '')
    if (!isFile(url)) return [token]
    if (token.type === 'link_open' && children[at + 1]?.type !== 'image')
      token.attrSet('download', nameIn(url))
    if (token.type !== 'image') return [token]
    token.attrSet('loading', 'lazy')
    if (open > 0) return [token]
    const link = (type: string, nesting: number) =>
      Object.assign(Object.create(Object.getPrototypeOf(token)), token, {
        type,
        tag: 'a',
        nesting,
        attrs: null,
      })
    const opening: Token = link('link_open', 1)
    opening.attrSet('href', url)
    return [opening, token, link('link_close', -1)]
  })
}

/** The last part of the path, as a person reads it. */
function nameIn(url: string): string {
  const name = url.slice(url.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function arrangeInline(token: Token, { link, image }: Arrangement): void {
  if (token.type === 'link_open') replace(token, 'href', link)
  if (token.type === 'image') replace(token, 'src', image)
  // The text for a picture is text, whatever it names.
  for (const child of token.type === 'image' ? (token.children ?? []) : [])
    if (child.type === 'reference') child.type = 'text'
}

function replace(token: Token, attribute: string, change: ((url: string) => string | undefined) | undefined) {
  const url = change?.(String(token.attrGet(attribute) ?? ''))
  if (url !== undefined) token.attrSet(attribute, url)
}

/** `- [ ] thing` and `- [x] thing`, as boxes that cannot be ticked. */
function box({ children }: Token): void {
  const first = children?.[0]
  const mark = first?.type === 'text' ? /^\[([ xX])\](?=\s)/.exec(first.content) : null
  if (!children || !first || !mark) return
  const state = mark[1] === ' ' ? 'aria-label="To do"' : 'checked aria-label="Done"'
  const checkbox = Object.assign(Object.create(Object.getPrototypeOf(first)), first, {
    type: 'html_inline',
    content: `<input type="checkbox" disabled ${state}>`,
  })
  first.content = first.content.slice(mark[0].length)
  children.unshift(checkbox)
}

function align(token: Token): void {
  const side = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1]
  token.attrs = side === undefined ? null : [['align', side]]
}
