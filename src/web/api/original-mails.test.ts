// Does the team see the mail behind a ticket or note, harmless, and nobody else?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues } from '#issues'
import { limits, process, receive } from '#mail/inbound'
import type { TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

const png = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1').toString('base64')
const key = 'ab12'.repeat(8)
const forms = ['inbox', 'mail', 'mail.html', 'mail.eml']
const part = (type: string, body: string, more = '') =>
  `--b\r\nContent-Type: ${type}\r\n${more}\r\n${body}\r\n`

function letter(html: string, { id = 'first', headers = '', text = 'It burns', files = '' } = {}): string {
  return [
    'From: =?UTF-8?Q?J=C3=A4ne_=3Cscript=3E?= <jane@customer.example>',
    'To: "<img src=x onerror=alert(1)>" <desk@desk.example>, Bob <bob@x.example>',
    'Subject: <script>alert(1)</script>',
    'Date: Mon, 3 Mar 2025 10:00:00 +0100',
    `Message-ID: <${id}@customer.example>`,
    ...(headers === '' ? [] : [headers]),
    'Content-Type: multipart/related; boundary=b',
    '',
    `--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--c--\r\n${files}--b--\r\n`,
  ].join('\r\n')
}

/** Sends the mail to acme/widget; its way is not of interest here. */
async function send(desk: WebTracker, raw: string): Promise<{ issue: string; note: string }> {
  const { accepted } = await receive(desk.desk, Buffer.from(raw), {
    ingress: 'smtp',
    mailFrom: 'jane@customer.example',
    recipients: [`incoming+acme-widget-${desk.widget}-issue-@desk.localhost`],
  })
  const inboxId = accepted[0]?.inboxId ?? 0
  // The whole configuration is there; the web itself needs less of it.
  await process(desk.desk as unknown as Parameters<typeof process>[0], { inboxId })
  const row = (await desk.as(desk.root, { url: `/admin/inbox/${inboxId}` })).json()
  assert.ok(['ticket_opened', 'note_added'].includes(row.ending), JSON.stringify(row))
  const issue = `/projects/${desk.widget}/issues/${row.issue_iid}`
  return { issue, note: `${issue}/notes/${row.note_id}` }
}

const get = (desk: WebTracker, by: TestPerson | null, url: string) => desk.as(by, { url })
const page = async (desk: WebTracker, url: string) => (await get(desk, desk.reporter, url)).body

test('the first mail and each mailed note are there in every form', async () => {
  await using desk = await webTracker()
  const first = letter('<p>It <b>burns</b></p>', {
    headers: 'Delivered-To: a@desk.example\r\nDelivered-To: b@desk.example',
  })
  const { issue } = await send(desk, first)
  const second = letter('<p>Still</p>', {
    id: 'second',
    text: 'Still',
    headers: 'In-Reply-To: <first@customer.example>',
  })
  const { note } = await send(desk, second)
  const origin = (await get(desk, desk.reporter, `${issue}/inbox`)).json()
  assert.equal(origin.message_id, 'first@customer.example')
  assert.equal(origin.mail_from, 'jane@customer.example')
  assert.equal(origin.size, Buffer.byteLength(first))
  assert.deepEqual(origin.recipients, [`incoming+acme-widget-${desk.widget}-issue-@desk.localhost`])
  assert.equal((await get(desk, desk.reporter, `${note}/inbox`)).json().message_id, 'second@customer.example')
  const mail = (await get(desk, desk.reporter, `${issue}/mail`)).json()
  assert.deepEqual(mail, {
    headers: [
      { name: 'From', value: 'Jäne <script> <jane@customer.example>' },
      { name: 'To', value: '"<img src=x onerror=alert(1)>" <desk@desk.example>, Bob <bob@x.example>' },
      { name: 'Date', value: 'Mon, 3 Mar 2025 10:00:00 +0100' },
      { name: 'Subject', value: '<script>alert(1)</script>' },
      { name: 'Message-ID', value: '<first@customer.example>' },
      { name: 'Delivered-To', value: 'a@desk.example' },
      { name: 'Delivered-To', value: 'b@desk.example' },
    ],
    has_html: true,
    remote_images: 0,
    text: 'It burns',
  })
  assert.equal((await get(desk, desk.reporter, `${note}/mail`)).json().text, 'Still')
  assert.match(await page(desk, `${issue}/mail.html`), /<body dir="auto">\n<p>It <b>burns<\/b><\/p>/)
  assert.match(await page(desk, `${note}/mail.html`), /<p>Still<\/p>/)
  for (const [url, raw] of [
    [issue, first],
    [note, second],
  ] as const) {
    const answer = await get(desk, desk.reporter, `${url}/mail.eml`)
    assert.equal(answer.body, raw)
    assert.equal(answer.headers['content-type'], 'message/rfc822')
    assert.match(String(answer.headers['content-disposition']), /^attachment; filename="mail-\d+\.eml"$/)
  }
})

test('beside a mailed note stands what a trusted server found out about its sender, for the team alone', async () => {
  await using desk = await webTracker()
  const config = { ...desk.desk.config, trusted_relays: ['mx.desk.example'] }
  const trusting = { ...desk, desk: { ...desk.desk, config } }
  const { issue } = await send(trusting, letter('<p>a</p>'))
  const headers =
    'Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\nIn-Reply-To: <first@customer.example>'
  const { note } = await send(trusting, letter('b', { id: 'second', text: 'b', headers }))
  await desk.as(desk.reporter, { method: 'PUT', url: issue, payload: { confidential: false } })
  const words = 'DMARC pass, SPF none, DKIM none; says mx.desk.example'
  assert.equal((await get(desk, desk.reporter, note)).json().sender, words)
  assert.equal((await get(desk, desk.reporter, `${note}/inbox`)).json().why.sender, words)
  const guest = (await get(desk, desk.guest, note)).json()
  assert.deepEqual([guest.body, guest.sender], ['b', undefined])
  const own = { method: 'POST', url: `${issue}/notes`, payload: { body: 'Our answer' } } as const
  const { id } = (await desk.as(desk.reporter, own)).json()
  assert.equal((await get(desk, desk.reporter, `${issue}/notes/${id}`)).json().sender, null)
})

test('below Reporter there is no original, and neither is there one of what came by no mail', async () => {
  await using desk = await webTracker()
  const { issue } = await send(desk, letter('<p>a</p>'))
  const { note } = await send(
    desk,
    letter('b', { id: 'second', text: 'b', headers: 'In-Reply-To: <first@customer.example>' }),
  )
  const iid = Number(issue.split('/').at(-1))
  await desk.as(desk.reporter, { method: 'PUT', url: issue, payload: { confidential: false } })
  assert.equal((await get(desk, desk.guest, note)).statusCode, 200)
  const own = await desk.issue({ projectId: desk.widget })
  const ownUrl = `/projects/${desk.widget}/issues/${own.iid}`
  for (const form of forms) {
    for (const url of [issue, note]) {
      const answer = await get(desk, desk.guest, `${url}/${form}`)
      assert.deepEqual(
        [answer.statusCode, answer.json().message],
        [404, '404 Mail Not Found'],
        `${url}/${form}`,
      )
      assert.equal((await get(desk, desk.outsider, `${url}/${form}`)).statusCode, 404)
      assert.equal((await get(desk, null, `${url}/${form}`)).statusCode, 401)
    }
    const none = await get(desk, desk.reporter, `${ownUrl}/${form}`)
    assert.deepEqual([none.statusCode, none.json().message], [404, '404 Mail Not Found'])
    assert.equal((await get(desk, desk.reporter, `${ownUrl}/notes/999999/${form}`)).statusCode, 404)
    // A note is asked for on its own issue.
    const strange = note.replace(`/issues/${iid}/`, `/issues/${own.iid}/`)
    assert.equal((await get(desk, desk.reporter, `${strange}/${form}`)).statusCode, 404)
  }
})

test('the page of a mail runs nothing, whatever is in it, and its headers shut it in', async () => {
  await using desk = await webTracker()
  const { issue } = await send(
    desk,
    letter(`<html><head><title>x</title><style>@import url(https://spy.example/s.css)</style><base href="//spy.example">
      <meta http-equiv=refresh content="0;url=https://spy.example"></head><body onload=alert(1)>
      <script>alert(1)</script><img src=x onerror=alert(1)><svg><style><img src=x onerror=alert(1)></style></svg>
      <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></table></math>
      <a href="java&#10;script:alert(1)">a</a><a href="/users/sign_out">b</a><a href="https://shop.example/?a=1&amp;b=2" target=_top>c</a>
      <form action=//spy.example><input name=password><button>Send</button></form><iframe src=//spy.example></iframe>
      <p style="color:red;background:url(https://spy.example/b);position:fixed;width:expression(alert(1));b\\61ckground:url(x)">styled</p>
      <img src="data:image/svg+xml,<svg onload=alert(1)>"><div style='font-family:"</style><script>'>end</div></body></html>`),
  )
  const answer = await get(desk, desk.reporter, `${issue}/mail.html`)
  const { headers } = answer
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(
    headers['content-security-policy'],
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
  )
  assert.notEqual(headers['x-frame-options'], 'DENY')
  assert.equal(headers['referrer-policy'], 'no-referrer')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  const body = answer.body.slice(answer.body.indexOf('<body'))
  const markup = (body.match(/<[^>]*>/g) ?? []).join('\n')
  assert.doesNotMatch(
    markup,
    /<(?:script|style|svg|math|form|input|iframe|meta|base|img)|\son\w+=|javascript|spy\.example|position|sign_out|url\(/i,
  )
  assert.ok(body.includes('<p style="color:red">styled</p>'), body)
  assert.ok(
    body.includes(
      '<a target="_blank" href="https://shop.example/?a=1&amp;b=2" rel="nofollow noopener noreferrer">c</a>',
    ),
    body,
  )
})

test('pictures of other hosts stay away until they are asked for; those that came along are shown', async () => {
  await using desk = await webTracker()
  const picture = (id: string, content: string, name: string) =>
    part(
      'image/png',
      content,
      `Content-ID: <${id}>\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename="${name}"\r\n`,
    )
  const svg = Buffer.from('<svg onload=alert(1)>').toString('base64')
  const { issue } = await send(
    desk,
    letter(
      '<img src="cid:a%40b" alt=""><img src=cid:svg alt="bad"><img src=cid:none><img src="https://spy.example/a.gif?x=1" alt="logo"><img src=//spy.example/b.gif>',
      { files: picture('a@b', png, '"><script>alert(1)</script>.png') + picture('svg', svg, 'a.png') },
    ),
  )
  assert.equal((await get(desk, desk.reporter, `${issue}/mail`)).json().remote_images, 2)
  const blocked = await page(desk, `${issue}/mail.html`)
  assert.deepEqual(blocked.match(/<img[^>]*>/g), [`<img alt="" src="data:image/png;base64,${png}" />`])
  assert.match(blocked, /<span>logo<\/span>/)
  assert.doesNotMatch(blocked, /spy\.example/)
  const shown = await get(desk, desk.reporter, `${issue}/mail.html?images=true`)
  assert.match(String(shown.headers['content-security-policy']), /img-src data: 'self' https: http:;/)
  assert.match(
    shown.body,
    /<img alt="logo" src="https:\/\/spy\.example\/a\.gif\?x=1" \/><img src="https:\/\/spy\.example\/b\.gif" \/>/,
  )
  const { description_html: html } = (await get(desk, desk.reporter, `${issue}?render_html=true`)).json()
  assert.doesNotMatch(
    html
      .match(/<[^>]*>/g)
      .join('')
      .replace(/="[^"]*"/g, ''),
    /script|onload/,
  )
})

test('a mail without HTML is shown as the text that it is', async () => {
  await using desk = await webTracker()
  const raw = `From: jane@customer.example\r\nSubject: x\r\nMessage-ID: <t@customer.example>\r\n\r\n<script>alert(1)</script>\r\n<b>1 & 2</b>\r\n`
  const { issue } = await send(desk, raw)
  const { has_html, text } = (await get(desk, desk.reporter, `${issue}/mail`)).json()
  assert.deepEqual([has_html, text], [false, '<script>alert(1)</script>\n<b>1 & 2</b>'])
  assert.match(
    await page(desk, `${issue}/mail.html`),
    /<pre>&#60;script&#62;alert\(1\)&#60;\/script&#62;\n&#60;b&#62;1 &#38; 2&#60;\/b&#62;<\/pre>/,
  )
})

test('our own keys are in none of the forms that are read, since they would let one write as the customer', async () => {
  await using desk = await webTracker()
  const link = `http://desk.example/-/sent_notifications/${key}/unsubscribe`
  const { issue } = await send(
    desk,
    letter(`<a href="${link}">leave</a>`, {
      text: `a ${link}`,
      headers: `Reply-To: incoming+${key}@desk.example`,
    }),
  )
  for (const form of ['mail', 'mail.html', 'inbox'])
    assert.doesNotMatch(await page(desk, `${issue}/${form}`), new RegExp(key), form)
})

test('a ticket that was moved keeps its mail', async () => {
  await using desk = await webTracker()
  const { issue } = await send(desk, letter('<p>moving</p>'))
  const { id } = (await get(desk, desk.root, issue)).json()
  const { toIid } = await desk.write(tx =>
    issues.move(tx, { issueId: id, toProjectId: desk.open, by: desk.root }),
  )
  const url = `/projects/${desk.open}/issues/${toIid}`
  assert.match(await page(desk, `${url}/mail.html`), /<p>moving<\/p>/)
})

test('a big mail is read in a thread, a long one is shown up to its limit', async () => {
  await using desk = await webTracker()
  const long = `<p>start</p>${'<p>word</p>'.repeat(60_000)}<p>end</p>`
  const { issue } = await send(desk, letter(long, { headers: `X-Pad: ${'a'.repeat(900)}` }))
  const origin = (await get(desk, desk.reporter, `${issue}/inbox`)).json()
  assert.ok(origin.size > limits.smallBytes)
  const [body, mail, raw] = await Promise.all(
    ['mail.html', 'mail', 'mail.eml'].map(form => get(desk, desk.reporter, `${issue}/${form}`)),
  )
  assert.match(body?.body ?? '', /<p>start<\/p>/)
  assert.match(body?.body ?? '', /The mail goes on in its source/)
  assert.doesNotMatch(body?.body ?? '', /<p>end<\/p>/)
  assert.equal(mail?.json().has_html, true)
  assert.equal(raw?.rawPayload.length, origin.size)
})
