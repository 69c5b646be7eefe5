// With which elements do mail programs surround or announce the mail that is answered?
import type { Tag } from './html-tokens.ts'

/** Outlook on the web prefixes classes and ids of a mail that it answers with `x_`. */
const quoteClass =
  /(?:^|\s)(?:x_)*(?:gmail_quote(?:_container)?|gmail_attr|yahoo_quoted|ydp[0-9a-f]+yahoo_quoted|moz-cite-prefix|moz-forward-container|protonmail_quote|tutanota_quote|zmail_extra|zmail_extra_hr|OutlookMessageHeader|front-blockquote|ntes-mailmaster-quote)(?:\s|$)/
const quoteId =
  /^(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|stopSpelling|isReplyContent|reply-intro|(?:ydp\w+)?yahoo_quoted.*|zwchr|origbody|AOLMsgPart_.*)$/i

/** Outlook for Windows draws a thin line above the header of the answered mail, in the colours of its versions. */
const outlookRule =
  /^border:none;border-top:solid(?:#(?:e1e1e1|b5c4df)|windowtext)1\.0pt;padding:3\.0pt0(?:in|cm|mm)0(?:in|cm|mm)0(?:in|cm|mm)/

/** Characters of a style that are read. */
const styleLength = 500

/** Whether the answered mail begins with this element. */
export function startsQuote({ name, attributes }: Tag): boolean {
  if (name === 'blockquote' && attributes.get('type')?.toLowerCase() === 'cite') return true
  if (quoteClass.test(attributes.get('class') ?? '') || quoteId.test(attributes.get('id') ?? '')) return true
  const style = name === 'div' ? attributes.get('style') : undefined
  return (
    style !== undefined && outlookRule.test(style.slice(0, styleLength).toLowerCase().replace(/\s+/g, ''))
  )
}
