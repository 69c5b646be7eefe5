// What is a file really? Its first bytes say so; what its sender or its name claims is not believed.

/** Bytes to look at. Enough for every signature below, and for a text to show itself as one. */
export const headBytes = 4096

const signatures: readonly (readonly [type: string, pattern: RegExp])[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the signature of PNG has one, on purpose.
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
  ['image/avif', /^[\s\S]{4}ftypavi[fs]/],
  ['application/pdf', /^%PDF-/],
]

/** Texts that a browser would run or lay out, should it ever take them for what their names say. */
const activeNames = /\.(?:[xs]?html?|xht|svgz?|xml|xslt?|mht|mhtml|m?js|css|swf|htc)$/i
const activeText = /^\s*</

/**
 * The type under which a file may be shown in the browser: a raster image, a PDF or a plain text. Null: it may only be
 * saved, HTML and SVG above all (SPEC §4.8).
 * @param head the first `headBytes` of the file, or all of it
 */
export function safeType(head: Buffer, filename: string): string | null {
  const start = head.toString('latin1', 0, 16)
  const known = signatures.find(([, pattern]) => pattern.test(start))
  if (known) return known[0]
  return !activeNames.test(filename) && isPlainText(head) ? 'text/plain; charset=utf-8' : null
}

function isPlainText(head: Buffer): boolean {
  const text = decode(head)
  if (text === null || activeText.test(text)) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells a binary file.
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/.test(text)
}

/** Null unless it is UTF-8; a character cut in two at the end is none of its faults. */
function decode(head: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length >= headBytes })
  } catch {
    return null
  }
}
