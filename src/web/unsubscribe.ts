// How does somebody without an account stop the mail about a ticket, or take that back? Pages without scripts.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { transaction } from '#db'
import { policy } from '#issues'
import { isDeskError } from '#kernel'
import { subscription } from '#mail/outbound'
import type { Reply, Request, Routes, WebDesk } from './context.ts'
import { escapeHtml } from './escape.ts'

const params = z.object({ key: z.string().max(100) })
const schema = { hide: true, params }

const style = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:light-dark(#fff,#15171c);color:light-dark(#1f2430,#e9ebf0)}
main{max-width:32rem;margin:0 auto;padding:16vh 1.25rem 3rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .5rem}
p{margin:0 0 1.25rem}
button{font:inherit;font-weight:500;padding:.5rem 1.25rem;border:0;border-radius:.375rem;background:light-dark(#2c55cb,#8aa8ff);color:light-dark(#fff,#10141f);cursor:pointer}
button:focus-visible{outline:2px solid currentColor;outline-offset:2px}`
const styleDigest = createHash('sha256').update(style).digest('base64')

/**
 * `GET` asks and never acts, since scanners and mail programs follow every link of a mail. `POST` acts, whether it comes
 * from the page or from a mail program by one click (RFC 8058 §3.1), and needs neither a session nor a token against
 * forged requests: whoever knows the key was given it in a mail.
 */
export const unsubscribeRoutes: Routes = (app, desk) => {
  const base = '/-/sent_notifications/:key'

  app.get(`${base}/unsubscribe`, { schema }, async (request, reply) => {
    const found = await subscription.findSubscription(desk.db, request.params.key)
    if (found === null) return sendGone(reply)
    const about = await subjectOf(desk, request, found.issueId)
    return found.subscribed
      ? send(
          reply,
          200,
          'Unsubscribe',
          `Do you want no more mail about ${about}?`,
          button('unsubscribe', 'No more mail'),
        )
      : sendUnsubscribed(reply)
  })

  app.post(`${base}/unsubscribe`, { schema, config: { anonymous: true } }, async (request, reply) => {
    const now = await transaction(desk.db, tx => subscription.unsubscribe(tx, request.params.key))
    return now === null ? sendGone(reply) : sendUnsubscribed(reply)
  })

  app.post(`${base}/subscribe`, { schema, config: { anonymous: true } }, async (request, reply) => {
    const now = await transaction(desk.db, tx => subscription.resubscribe(tx, request.params.key))
    if (now === null) return sendGone(reply)
    return send(reply, 200, 'Subscribed again', 'You get mail about this request again.')
  })
}

/** The title, for those who may read it: a mail is forwarded, and a title may have changed since (SPEC §6). */
async function subjectOf(desk: WebDesk, request: Request, issueId: number): Promise<string> {
  try {
    const { issue } = await policy.findIssue(desk.db, request.viewer, issueId)
    return `“${escapeHtml(issue.title)}” (#${issue.iid})`
  } catch (error) {
    if (isDeskError(error, 'not_found')) return 'this request'
    throw error
  }
}

function sendUnsubscribed(reply: Reply): Reply {
  const again = button('subscribe', 'Get mail again')
  return send(reply, 200, 'Unsubscribed', 'You get no more mail about this request.', again)
}

function sendGone(reply: Reply): Reply {
  const text = 'This link belongs to no request, or the request is gone. No more mail comes because of it.'
  return send(reply, 404, 'Nothing to unsubscribe from', text)
}

/** Posts to a sibling of the page's own address, so that the key need not be written into the page. */
function button(action: string, label: string): string {
  return `<form method="post" action="${action}"><button>${label}</button></form>`
}

function send(reply: Reply, status: number, title: string, text: string, form = ''): Reply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleDigest}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
      // The address holds the key.
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    })
    .send(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${form}
</main>
</body>
</html>
`)
}
