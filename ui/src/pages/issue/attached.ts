// Which files came with a text? The desk puts them after the words of a mail; they are shown as a strip instead.

export type Attached = { url: string; name: string; isImage: boolean }

const upload = /\/uploads\/[0-9a-f]{32}\/[^/]+$/

/** The words, and the files that stand alone after them. */
export function split(html: string): { words: string; files: Attached[] } {
  const files: Attached[] = []
  let words = html
  while (words.includes('/uploads/')) {
    const from = words.lastIndexOf('<p>')
    const found = from === -1 ? null : filesIn(words.slice(from))
    if (found === null) break
    files.unshift(...found)
    words = words.slice(0, from)
  }
  return { words, files }
}

/** Null if the paragraph holds anything but links to files. */
function filesIn(html: string): Attached[] | null {
  if (!/<\/p>\s*$/.test(html)) return null
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  if (body.children.length !== 1) return null
  const found: Attached[] = []
  for (const node of body.firstElementChild?.childNodes ?? []) {
    if (node instanceof HTMLBRElement || (node instanceof Text && node.data.trim() === '')) continue
    if (!(node instanceof HTMLAnchorElement)) return null
    const url = node.getAttribute('href') ?? ''
    if (!upload.test(url)) return null
    const image = node.querySelector('img')
    found.push({
      url,
      name: image?.alt || node.textContent || nameIn(url),
      isImage: image !== null,
    })
  }
  return found.length === 0 ? null : found
}

function nameIn(url: string): string {
  const last = url.slice(url.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
