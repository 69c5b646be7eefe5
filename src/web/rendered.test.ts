// Are texts shown as safe HTML, each to its viewer?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, labels, notes, uploads } from '#issues'
import { supportBot } from '#users'
import type { TestPerson } from '../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../test/support/web-tracker.ts'
import { foldable } from './folded.ts'

const rel = 'rel="nofollow noopener noreferrer"'
const attack =
  '<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://spy.example/p.gif) <svg/onload=alert(1)>'

const get = async (desk: WebTracker, by: TestPerson | null, url: string) =>
  (await desk.as(by, { url })).json()
const markdown = (desk: WebTracker, by: TestPerson | null, payload: object) =>
  desk.as(by, { method: 'POST', url: '/markdown', payload })

/** Nothing in the tags runs, loads from elsewhere, or dresses up. */
function isInert(html: string): void {
  const tags = (html.match(/<[^>]*>/g) ?? []).join('\n')
  assert.doesNotMatch(tags, /<(?:script|svg|style|iframe|object|form)|\son\w+=|javascript:|src="http|style=/i)
}

test('an issue and its notes bring their texts as HTML only when asked', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.issue({ description: 'It **burns**' })
  await desk.write(tx => notes.add(tx, { issueId: id, by: desk.reporter, body: '- [x] *water*' }))
  const url = `/projects/${desk.open}/issues/${iid}`
  assert.equal((await get(desk, desk.guest, url)).description_html, undefined)
  assert.equal((await get(desk, desk.guest, `${url}/notes`))[0].body_html, undefined)
  const issue = await get(desk, desk.guest, `${url}?render_html=true`)
  assert.equal(issue.description_html, '<p>It <strong>burns</strong></p>\n')
  const [note] = await get(desk, desk.guest, `${url}/notes?render_html=true`)
  assert.match(
    note.body_html,
    /<input type="checkbox" disabled checked aria-label="Done" \/> <em>water<\/em>/,
  )
  assert.equal(note.trimmed_html, undefined)
  const one = await get(desk, desk.guest, `${url}/notes/${note.id}?render_html=true`)
  assert.equal(one.body_html, note.body_html)
  const [thread] = await get(desk, desk.guest, `${url}/discussions?render_html=true`)
  assert.equal(thread.notes[0].body_html, note.body_html)
})

test('what is written and changed answers with its HTML', async () => {
  await using desk = await webTracker()
  const ask = (method: 'POST' | 'PUT', url: string, payload: object) =>
    desk.as(desk.reporter, { method, url: `/projects/${desk.open}/issues${url}?render_html=true`, payload })
  const made = (await ask('POST', '', { title: 'Printer', description: '*one*' })).json()
  assert.equal(made.description_html, '<p><em>one</em></p>\n')
  const changed = (await ask('PUT', `/${made.iid}`, { description: '*two*' })).json()
  assert.equal(changed.description_html, '<p><em>two</em></p>\n')
  const note = (await ask('POST', `/${made.iid}/notes`, { body: '*three*' })).json()
  assert.equal(note.body_html, '<p><em>three</em></p>\n')
  const edited = (await ask('PUT', `/${made.iid}/notes/${note.id}`, { body: '*four*' })).json()
  assert.equal(edited.body_html, '<p><em>four</em></p>\n')
  const thread = (await ask('POST', `/${made.iid}/discussions`, { body: '*five*' })).json()
  assert.equal(thread.notes[0].body_html, '<p><em>five</em></p>\n')
})

test('references lead where the viewer may look, and are text where not', async () => {
  await using desk = await webTracker()
  const secret = await desk.issue({ title: 'Takeover', confidential: true })
  const inside = await desk.issue({ projectId: desk.widget, title: 'Hidden' })
  const plain = await desk.issue({ title: 'A <b>"fire"</b>' })
  await desk.write(tx => labels.create(tx, { projectId: desk.open }, desk.reporter, { title: 'bug' }))
  const body = `#${secret.iid} acme/widget#${inside.iid} #${plain.iid} #999 @reporter @nobody ~bug %v1 \`#${plain.iid}\``
  const { note } = await desk.write(tx => notes.add(tx, { issueId: plain.id, by: desk.reporter, body }))
  const show = async (by: TestPerson | null): Promise<string> =>
    (await get(desk, by, `/projects/${desk.open}/issues/${plain.iid}/notes/${note?.id}?render_html=true`))
      .body_html
  const self = `<a href="/acme/open/-/issues/${plain.iid}" title="A &lt;b&gt;&quot;fire&quot;&lt;/b&gt;" ${rel}>#${plain.iid}</a>`
  const label = `<a href="/acme/open/-/issues?label_name[]=bug" title="bug" ${rel}>~bug</a>`
  const person = `<a href="/reporter" title="reporter Example" ${rel}>@reporter</a>`
  const rest = `@nobody ${label} %v1 <code>#${plain.iid}</code></p>\n`
  const hidden = `<p>#${secret.iid} acme/widget#${inside.iid} ${self} #999`
  assert.equal(await show(desk.outsider), `${hidden} ${person} ${rest}`)
  // Who is here is not told to everybody in the world.
  assert.equal(await show(null), `${hidden} @reporter ${rest}`)
  const all = await show(desk.reporter)
  assert.ok(all.includes(`<a href="/acme/open/-/issues/${secret.iid}" title="Takeover" ${rel}>`), all)
  assert.ok(all.includes(`<a href="/acme/widget/-/issues/${inside.iid}" title="Hidden" ${rel}>`), all)
})

test('what a customer wrote refers to nothing, runs nothing and loads nothing', async () => {
  await using desk = await webTracker()
  const words = `${attack} #1 @reporter - [ ] task`
  const ticket = { replyTo: 'jane@customer.example', requesterName: 'Jane', customerText: words }
  const { id, iid } = await desk.ticket({ description: words, ticket })
  await desk.mailed(id, { body: words, trimmed: `> #1 ${attack}` })
  const url = `/projects/${desk.open}/issues/${iid}`
  const { description_html: description } = await get(desk, desk.reporter, `${url}?render_html=true`)
  const [note] = await get(desk, desk.reporter, `${url}/notes?render_html=true`)
  for (const html of [description, note.body_html, note.trimmed_html]) {
    isInert(html)
    assert.doesNotMatch(html, /href="\//)
    assert.ok(html.includes(`<a href="https://spy.example/p.gif" ${rel}>p (image: spy.example)</a>`), html)
  }
  const own = await desk.issue({ title: 'x', description: attack })
  isInert(
    (await get(desk, desk.guest, `/projects/${desk.open}/issues/${own.iid}?render_html=true`))
      .description_html,
  )
})

test('an issue of the team stays its words when it becomes a ticket', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.issue({ description: 'As in #1' })
  await desk.write(tx =>
    issues.convertToTicket(tx, { issueId: id, address: 'jane@customer.example', by: desk.reporter }),
  )
  const issue = await get(desk, desk.reporter, `/projects/${desk.open}/issues/${iid}?render_html=true`)
  assert.match(issue.description_html, /<a href="\/acme\/open\/-\/issues\/1"/)
})

test("the quoted tail of a ticket's first mail is folded, its files are not", async () => {
  await using desk = await webTracker()
  const file = await desk.write(async tx =>
    uploads.create(tx, {
      projectId: desk.open,
      uploaderId: (await supportBot(tx)).id,
      filename: '"><img src=x onerror=alert(1)>.png',
      contentType: 'image/png',
      size: 1,
      digest: 'd',
    }),
  )
  const mail =
    'It burns.\n\nOn Mon, 3 Mar 2025 at 10:00, Bob <bob@x.example> wrote:\n> Does it?\n> <script>alert(1)</script>'
  const description = `${mail}\n\n${file.markdown}`
  const ticket = { replyTo: 'jane@customer.example', requesterName: 'Jane', customerText: mail }
  const { iid } = await desk.ticket({ description, ticket })
  const { description_html: html } = await get(
    desk,
    desk.reporter,
    `/projects/${desk.open}/issues/${iid}?render_html=true`,
  )
  assert.match(
    html,
    /^<p>It burns\.<\/p>\n<details class="quoted"><summary>Quoted text<\/summary>\n<p>On Mon[\s\S]*<\/details>\n<p><a href="\/-\/project\/\d+\/uploads/,
  )
  const src = `/-/project/${desk.open}${file.url}`
  assert.ok(html.includes(`<a href="${src}" ${rel}><img src="${src}" alt=`), html)
  isInert(html.replace(/ (?:alt|src|href)="[^"]*"/g, ''))
})

test('a mail is folded only below words of its own', () => {
  const forward =
    '---------- Forwarded message ---------\nFrom: A <a@x.example>\nDate: Mon\nSubject: x\n\nPlease help'
  assert.deepEqual(foldable(forward), { words: forward, tail: '', files: '' })
  assert.deepEqual(foldable('Just words\n\n'), { words: 'Just words', tail: '', files: '' })
  const link = `[log.txt](/uploads/${'a'.repeat(32)}/log.txt)`
  assert.deepEqual(foldable(`See\n> quoted\n\n${link}\n\nNot kept: b (1 bytes): more than 1 files`), {
    words: 'See',
    tail: '> quoted',
    files: `${link}\n\nNot kept: b (1 bytes): more than 1 files`,
  })
})

test('a text is shown before it is sent, as it will be', async () => {
  await using desk = await webTracker()
  await desk.issue({ title: 'Fire' })
  const secret = 'a'.repeat(32)
  const made = await markdown(desk, desk.guest, { text: '**a** #1 acme/open#1', gfm: true })
  assert.equal(made.statusCode, 201, made.body)
  const full = `<a href="/acme/open/-/issues/1" title="Fire" ${rel}>acme/open#1</a>`
  assert.equal(made.json().html, `<p><strong>a</strong> #1 ${full}</p>\n`)
  for (const project of [desk.open, 'acme/open', String(desk.open)]) {
    const text = `#1 [a](/uploads/${secret}/a%20b.txt)`
    const { html } = (await markdown(desk, desk.guest, { text, project })).json()
    const place = `/-/project/${desk.open}/uploads/${secret}/a%20b.txt`
    assert.equal(
      html,
      `<p><a href="/acme/open/-/issues/1" title="Fire" ${rel}>#1</a> <a href="${place}" download="a b.txt" ${rel}>a</a></p>\n`,
    )
  }
  isInert((await markdown(desk, desk.guest, { text: attack })).json().html)
  assert.equal((await markdown(desk, null, { text: 'a' })).statusCode, 401)
  assert.equal((await markdown(desk, desk.outsider, { text: 'a', project: desk.widget })).statusCode, 404)
  assert.equal((await markdown(desk, desk.outsider, { text: 'a', project: 'no/such' })).statusCode, 404)
  assert.equal((await markdown(desk, desk.guest, {})).statusCode, 400)
})
