// What does each HTML element mean for a mail that is read as text?
import type { Tag } from './html-tokens.ts'
import type { Inline } from './markdown-inline.ts'

/** Elements without end tag. */
export const voids = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/
/** Elements whose content is not read. */
export const silent =
  /^(?:head|script|style|title|template|svg|math|object|iframe|select|textarea|xml|noframes|noembed|applet|map)$/
/** All else ends an unclosed head. */
export const inHead = /^(?:meta|link|title|style|script|base|noscript|xml|object|basefont)$/
/** Set off by blank lines. */
export const paragraph =
  /^(?:p|dl|table|section|article|figure|fieldset|form|address|header|footer|main|aside|nav|center)$/
/** On lines of their own. */
export const lineBlock =
  /^(?:div|tr|dt|dd|caption|thead|tbody|tfoot|figcaption|legend|body|html|option|details|summary)$/
export const emphasis: Record<string, Exclude<Inline['kind'], 'link'>> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  cite: 'em',
  s: 'del',
  strike: 'del',
  del: 'del',
  code: 'code',
  kbd: 'code',
  samp: 'code',
}

/** Preview texts, tracking marks and text in size zero are not shown to the reader of the mail either. */
export function isHidden(tag: Tag): boolean {
  if (tag.attributes.has('hidden')) return true
  if (tag.name === 'img' && isTiny(tag)) return true
  const style = tag.attributes.get('style')
  if (style === undefined) return false
  const plain = style.slice(0, 2000).toLowerCase().replace(/\s+/g, '')
  return /(?:^|;)(?:display:none|visibility:hidden|mso-hide:all|font-size:0(?:px|pt|em|%)?(?:!important)?(?:;|$)|max-height:0(?:px)?(?:!important)?(?:;|$)|opacity:0(?:\.0+)?(?:!important)?(?:;|$))/.test(
    plain,
  )
}

/** Pictures of one pixel count readers; what their alt says is no word of the mail. */
const isTiny = (tag: Tag): boolean =>
  ['width', 'height'].some(side => /^\s*[01](?:px)?\s*$/.test(tag.attributes.get(side) ?? ''))

/** Only addresses that are safe to follow become links. */
export const hrefOf = (tag: Tag): string | null => {
  const href = tag.attributes.get('href')?.trim() ?? ''
  return /^(?:https?:\/\/|mailto:|tel:|ftp:\/\/)\S/i.test(href) && href.length <= 4000 ? href : null
}
