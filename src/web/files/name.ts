// What is a file called: where it is kept, and where it is saved?

/** Characters; file systems take 255 bytes, and most letters outside ASCII need two or three. */
const maxLength = 100

/**
 * The last part of a path without control, invisible and bidirectional characters (a name must not read backwards),
 * without characters that file systems and shells give a meaning, and without dots at its ends.
 */
export function cleanFileName(given: string): string {
  const name = (given.toWellFormed().split(/[/\\]/).at(-1) ?? '')
    .replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  if (name === '') return 'file'
  const characters = [...name]
  if (characters.length <= maxLength) return name
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  return characters.slice(0, maxLength - extension.length).join('') + extension
}

/** `Content-Disposition` with a name of any letters (RFC 6266 §4.3, RFC 8187), and an ASCII one for old clients. */
export function disposition(kind: 'inline' | 'attachment', filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
