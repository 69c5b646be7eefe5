// How does what somebody wrote look in a mail?
import { renderMailHtml } from '#markdown'
import type { FilePlace } from './files.ts'
import type { Block } from './templates.ts'

/** `[text](/uploads/<secret>/name)`, with `!` before it where it is a picture, under whatever path. */
const uploadReference = /(!?)\[([^\]\n]*)\]\([^)\s]*\/uploads\/([0-9a-f]{32})\/[^)\s]*\)/g

/** Words of the team: Markdown. Links become absolute, files are found where they travel. */
export function teamText(
  source: string,
  { baseUrl, places }: { baseUrl: string; places: ReadonlyMap<string, FilePlace> },
): Block {
  const cidOf = (src: string) => {
    const cid = places.get(/\/uploads\/([0-9a-f]{32})\//.exec(src)?.[1] ?? '')?.cid
    return cid ? `cid:${cid}` : undefined
  }
  const html = withFiles(source, places, (whole, place) => (place.cid ? whole : undefined))
  const text = withFiles(source, places, () => undefined)
  return { text, html: renderMailHtml(html, { baseUrl, image: cidOf }) }
}

/**
 * Words of a customer: shown as they were typed, nothing in them is read as markup. Links are not made clickable under
 * another name: in a mail that truly comes from us they would be a phisher's gift.
 */
export function customerText(source: string, places: ReadonlyMap<string, FilePlace>): Block {
  const text = withFiles(source, places, () => undefined)
  return { text, html: `<p>${escapeHtml(text).replaceAll('\n', '<br>\n')}</p>` }
}

function withFiles(
  source: string,
  places: ReadonlyMap<string, FilePlace>,
  special: (whole: string, place: FilePlace) => string | undefined,
): string {
  return source.replace(uploadReference, (whole: string, picture: string, label: string, secret: string) => {
    const place = places.get(secret)
    if (place === undefined) return whole
    const kept = picture === '' ? undefined : special(whole, place)
    if (kept !== undefined) return kept
    const name = label || place.filename
    return place.url === null ? `${name} (attached)` : `[${name}](${place.url})`
  })
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/** Lines with `> ` before each, as mail programs quote. */
export function quoted(text: string): string {
  return text
    .split('\n')
    .map(line => (line === '' ? '>' : `> ${line}`))
    .join('\n')
}
