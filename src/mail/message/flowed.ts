// What paragraphs did the sender write before format=flowed wrapped them (RFC 3676)?

type Paragraph = { depth: number; text: string }

const lineOf = (paragraph: Paragraph): string =>
  paragraph.depth === 0 ? paragraph.text : `${'>'.repeat(paragraph.depth)} ${paragraph.text}`

/**
 * Lines keep their quote marks. The signature line `-- ` neither continues a paragraph nor is continued (§4.3).
 *
 * @param deleteSpace DelSp=yes (§4.5): the blank before the line end is the mailer's, not the sender's
 */
export function unwrapFlowed(text: string, deleteSpace: boolean): string {
  const out: string[] = []
  const open: Paragraph[] = []
  const flush = () => {
    const paragraph = open.pop()
    if (paragraph) out.push(lineOf(paragraph))
  }
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0
    const rest = line.slice(depth)
    // Space-stuffing (§4.4): one leading space is not the sender's.
    const content = rest.startsWith(' ') ? rest.slice(1) : rest
    const signature = content === '-- '
    if (open[0] && (open[0].depth !== depth || signature)) flush()
    const flows = content.endsWith(' ') && !signature
    const piece = flows && deleteSpace ? content.slice(0, -1) : content
    if (open[0]) open[0].text += piece
    else open.push({ depth, text: piece })
    if (!flows) flush()
  }
  flush()
  return out.join('\n')
}
