// How does a customer's mail look as its sender meant it, in a frame that can do nothing?
import type { inbox } from '#mail/inbound'
import { renderReceivedHtml } from '#markdown'
import type { Reply } from './context.ts'
import { escapeHtml } from './escape.ts'
import { headBytes, safeType } from './files/sniff.ts'

/** Bytes of one picture that is shown in its place; bigger ones are among the files. */
const maxPicture = 2 * 1024 * 1024
/** Bytes of all pictures of a mail together: they stand in the page itself. */
const maxPictures = 8 * 1024 * 1024

type Files = inbox.Original['attachments']

const style = `
:root { color-scheme: light }
body { margin: 12px; font: 14px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff; overflow-wrap: anywhere }
img { max-width: 100%; height: auto }
pre { white-space: pre-wrap; font: inherit }
blockquote { margin: 0 0 0 .8ex; border-left: 2px solid #d0d7de; padding-left: 1ex }
.cut { color: #59636e; font-style: italic }
`

/**
 * The mail as a page for a frame. Even without our cleaning nothing in it could run, send, or reach the desk: the page
 * is of no origin. That links open a window is left to the frame.
 * @param options.images pictures of other hosts are fetched
 */
export function sendMailPage(
  reply: Reply,
  mail: Pick<inbox.Original, 'html' | 'text' | 'attachments'>,
  { images = false }: { images?: boolean | undefined },
): Reply {
  const page = `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Original mail</title>
<style>${style}</style>
</head>
<body dir="auto">
${bodyOf(mail, images)}
</body>
</html>
`
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        'sandbox allow-popups allow-popups-to-escape-sandbox',
        "default-src 'none'",
        `img-src data: 'self'${images ? ' https: http:' : ''}`,
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
      ].join('; '),
      // Neither the hosts of pictures nor those of links are to learn where the mail is read.
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
    .serializer((payload: unknown) => payload as string)
    .send(page)
}

function bodyOf(
  { html, text, attachments }: Pick<inbox.Original, 'html' | 'text' | 'attachments'>,
  images: boolean,
) {
  if (html === null) return `<pre>${escapeHtml(text)}</pre>`
  const shown = renderReceivedHtml(html, { picture: pictures(attachments), remoteImages: images })
  return shown.isCut ? `${shown.html}\n<p class="cut">The mail goes on in its source.</p>` : shown.html
}

/** Finds pictures that came along. What a picture is, its bytes say: an SVG could hold anything. */
function pictures(files: Files): (contentId: string) => string | undefined {
  const byId = new Map(files.map(file => [file.contentId, file]))
  const urls = new Map<Files[number], string | undefined>()
  let room = maxPictures
  return id => {
    const file = byId.get(id) ?? byId.get(decoded(id))
    // Each showing weighs: the page holds the picture as often as the mail names it.
    if (file === undefined || file.size > Math.min(maxPicture, room)) return undefined
    if (!urls.has(file)) urls.set(file, dataUrl(file))
    const url = urls.get(file)
    if (url !== undefined) room -= file.size
    return url
  }
}

function dataUrl({ content, filename }: Files[number]): string | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const type = safeType(bytes.subarray(0, headBytes), filename)
  return type?.startsWith('image/') ? `data:${type};base64,${bytes.toString('base64')}` : undefined
}

/** In links an id may be written with percent signs (RFC 2392 §2). */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
