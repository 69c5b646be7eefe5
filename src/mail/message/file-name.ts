// Under which name may a file from outside be shown and saved?
import { cleanLine } from './bytes.ts'
import { limits } from './limits.ts'

const extensions: Record<string, string> = {
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/pgp-encrypted': 'asc',
  'application/pgp-keys': 'asc',
  'application/pgp-signature': 'asc',
  'application/pkcs7-mime': 'p7m',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-mime': 'p7m',
  'application/x-pkcs7-signature': 'p7s',
  'application/gzip': 'gz',
  'application/zip': 'zip',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/svg+xml': 'svg',
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
}

const extensionOf = (contentType: string): string => {
  const known = extensions[contentType]
  if (known !== undefined) return known
  const subtype = /^(?:image|audio|video)\/([a-z0-9]{2,5})$/.exec(contentType)?.[1]
  return (
    subtype ?? (contentType.startsWith('text/') ? 'txt' : contentType.startsWith('message/') ? 'txt' : 'bin')
  )
}

/**
 * The last path segment without controls, invisible and bidi characters (`exe.gpj` turned round), characters that
 * a file system or shell gives a meaning, and leading dots (`.htaccess`). Without a name one is made from the type.
 *
 * @param index counts the attachments of a mail, so that two nameless ones differ
 */
export function fileNameFor(given: string, contentType: string, index: number): string {
  const segment = cleanLine(given.replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, ''))
    .split(/[/\\]/)
    .filter(part => part.trim() !== '')
    .at(-1)
  const name = (segment ?? '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
  if (name === '')
    return `${contentType.startsWith('image/') ? 'image' : 'attachment'}-${index + 1}.${extensionOf(contentType)}`
  // Names that Windows keeps for devices.
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name) ? `_${name}` : name
  if (safe.length <= limits.fileNameLength) return safe
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(safe)?.[0] ?? ''
  return `${safe
    .slice(0, limits.fileNameLength - extension.length)
    .toWellFormed()
    .replace(/\ufffd+$/, '')}${extension}`
}
