// Do files come in whole and go out harmless, to those who may read what they hang on?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { externalUrl, type TestPerson, type testWeb } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

const png = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1')
type Link = { id: number; alt: string; url: string; full_path: string; markdown: string }

function form(name: string, content: Buffer, { field = 'file', type = 'image/png', end = true } = {}) {
  const boundary = 'b0undary'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`
  const payload = Buffer.concat([
    Buffer.from(head),
    content,
    Buffer.from(end ? `\r\n--${boundary}--\r\n` : ''),
  ])
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}
const upload = (desk: WebTracker, by: TestPerson | null, given = form('a b.png', png), project = desk.open) =>
  desk.as(by, { method: 'POST', url: `/projects/${project}/uploads`, ...given })
const read = (desk: WebTracker, by: TestPerson | null, link: Link, headers = {}) =>
  desk.as(by, { url: `/projects/${desk.open}${link.url}`, headers })
const page = (desk: WebTracker, by: TestPerson | null, url: string) =>
  desk.app.inject({ url, headers: by === null ? {} : { 'private-token': by.token } })
const small = (bytes: number): Parameters<typeof testWeb>[0] => ({
  desk: desk => ({
    ...desk,
    config: { ...desk.config, limits: { ...desk.config.limits, upload_bytes: bytes } },
  }),
})

test('a file is uploaded and read at each of its addresses', async () => {
  await using desk = await webTracker()
  const made = await upload(desk, desk.guest)
  assert.equal(made.statusCode, 201, made.body)
  const link: Link = made.json()
  const secret = /[0-9a-f]{32}/.exec(link.url)?.[0]
  assert.deepEqual(link, {
    id: link.id,
    alt: 'a b',
    url: `/uploads/${secret}/a%20b.png`,
    full_path: `/-/project/${desk.open}/uploads/${secret}/a%20b.png`,
    markdown: `![a b](/uploads/${secret}/a%20b.png)`,
  })
  for (const answer of [
    await read(desk, desk.guest, link),
    await page(desk, desk.guest, link.full_path),
    await page(desk, desk.guest, `/acme/open${link.url}`),
  ]) {
    assert.equal(answer.statusCode, 200, answer.body)
    assert.deepEqual(answer.rawPayload, png)
    const { headers } = answer
    assert.equal(headers['content-type'], 'image/png')
    assert.equal(headers['content-length'], String(png.length))
    assert.equal(headers['content-disposition'], `inline; filename="a b.png"; filename*=UTF-8''a%20b.png`)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'")
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['cache-control'], 'private, no-cache')
  }
  const head = await desk.as(desk.guest, { method: 'HEAD', url: `/projects/${desk.open}${link.url}` })
  assert.deepEqual(
    [head.statusCode, head.headers['content-length'], head.body],
    [200, String(png.length), ''],
  )
})

test('brackets in a name do not break the link', async () => {
  await using desk = await webTracker()
  const link: Link = (await upload(desk, desk.guest, form('a) (1.png', png))).json()
  assert.match(link.markdown, /^!\[a\) \(1\]\(\/uploads\/[0-9a-f]{32}\/a%29%20%281\.png\)$/)
  assert.equal((await read(desk, desk.guest, link)).statusCode, 200)
})

test('a part of a file, and a file that one has already', async () => {
  await using desk = await webTracker()
  const link: Link = (await upload(desk, desk.guest)).json()
  const part = await read(desk, desk.guest, link, { range: 'bytes=8-11' })
  assert.deepEqual([part.statusCode, part.body, part.headers['content-length']], [206, '0123', '4'])
  assert.equal(part.headers['content-range'], `bytes 8-11/${png.length}`)
  const etag = String(part.headers.etag)
  const beyond = await read(desk, desk.guest, link, { range: 'bytes=99-' })
  assert.deepEqual([beyond.statusCode, beyond.headers['content-range']], [416, `bytes */${png.length}`])
  const other = await read(desk, desk.guest, link, { range: 'bytes=8-11', 'if-range': '"other"' })
  assert.equal(other.statusCode, 200)
  const same = await read(desk, desk.guest, link, { range: 'bytes=8-11', 'if-range': etag })
  assert.equal(same.statusCode, 206)
  const known = await read(desk, desk.guest, link, { 'if-none-match': `W/"x", ${etag}` })
  assert.deepEqual([known.statusCode, known.body], [304, ''])
})

test('HTML and SVG are never shown, whatever they claim to be', async () => {
  await using desk = await webTracker()
  for (const [name, text, type] of [
    ['a.html', 'hello', 'text/html'],
    ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['a.png', '<html><script>alert(1)</script>', 'image/png'],
  ] as const) {
    const made = await upload(desk, desk.guest, form(name, Buffer.from(text), { type }))
    const link: Link = made.json()
    assert.ok(!link.markdown.startsWith('!'), link.markdown)
    const { headers } = await read(desk, desk.guest, link)
    assert.equal(headers['content-type'], 'application/octet-stream')
    assert.match(String(headers['content-disposition']), /^attachment;/)
  }
})

test('what is wrong is named', async () => {
  await using desk = await webTracker(small(1000))
  const missing = { message: { file: ['is missing'] } }
  const tooBig = { message: { file: ['is too big (maximum is 1000 bytes)'] } }
  const big = Buffer.alloc(1001)
  for (const [given, status, answer] of [
    [{ payload: {} }, 400, missing],
    [{}, 400, missing],
    [form('a', png, { field: 'files' }), 400, missing],
    [form('a', big), 413, tooBig],
    [form('a', Buffer.alloc(200_000)), 413, tooBig],
    [form('a', png, { end: false }), 400, { error: 'body is not valid multipart/form-data' }],
  ] as const) {
    const made = await upload(desk, desk.guest, given as ReturnType<typeof form>)
    assert.deepEqual([made.statusCode, made.json()], [status, answer])
  }
  assert.deepEqual(await desk.desk.db.selectFrom('uploads').select('id').execute(), [])
  assert.equal((await upload(desk, desk.guest, form('a', Buffer.alloc(1000)))).statusCode, 201)
  assert.equal((await upload(desk, null)).statusCode, 401)
  assert.equal((await upload(desk, desk.outsider, form('a', png), desk.widget)).statusCode, 404)
  await desk.desk.db.updateTable('projects').set({ archived: true }).where('id', '=', desk.open).execute()
  assert.equal((await upload(desk, desk.reporter)).statusCode, 403)
})

test('a file larger than other bodies comes in whole', async () => {
  await using desk = await webTracker()
  const content = Buffer.alloc(6 * 1024 * 1024, 'x')
  const link: Link = (await upload(desk, desk.guest, form('a.log', content, { type: 'text/plain' }))).json()
  assert.ok((await read(desk, desk.guest, link)).rawPayload.equals(content))
})

test('a file is read by those who may read what it hangs on', async () => {
  await using desk = await webTracker()
  const [open, ticket] = [await desk.issue(), await desk.ticket()]
  const everybody = { root: 200, reporter: 200, guest: 200, outsider: 200, nobody: 200 }
  const team = { ...everybody, guest: 404, outsider: 404, nobody: 404 }
  const given = async (iid: number, note: object | null) => {
    const link: Link = (await upload(desk, desk.reporter)).json()
    if (note !== null) {
      const url = `/projects/${desk.open}/issues/${iid}/notes`
      const made = await desk.as(desk.reporter, {
        method: 'POST',
        url,
        payload: { body: link.markdown, ...note },
      })
      assert.equal(made.statusCode, 201, made.body)
    }
    return link
  }
  for (const [what, link, expected] of [
    ['unbound', await given(open.iid, null), team],
    ['public note', await given(open.iid, {}), everybody],
    ['internal note', await given(open.iid, { internal: true }), team],
    ['confidential issue', await given(ticket.iid, {}), team],
  ] as const) {
    const seen: Record<string, number> = {}
    for (const [name, who] of Object.entries({ ...people(desk), nobody: null })) {
      seen[name] = (await read(desk, who, link)).statusCode
      assert.equal((await page(desk, who, `/acme/open${link.url}`)).statusCode, seen[name], what)
    }
    assert.deepEqual(seen, expected, what)
  }
  const mine: Link = (await upload(desk, desk.outsider)).json()
  assert.equal((await read(desk, desk.outsider, mine)).statusCode, 200)
  assert.equal((await read(desk, desk.guest, mine)).statusCode, 404)
  const elsewhere = await desk.as(desk.reporter, { url: `/projects/${desk.widget}${mine.url}` })
  assert.equal(elsewhere.statusCode, 404)
  assert.equal((await read(desk, desk.outsider, { ...mine, url: `${mine.url}x` })).statusCode, 404)
})

const people = ({ root, reporter, guest, outsider }: WebTracker) => ({ root, reporter, guest, outsider })

test('the page takes the session’s cookie', async () => {
  await using desk = await webTracker()
  const link: Link = (await upload(desk, desk.guest)).json()
  const signIn = await desk.as(null, {
    method: 'POST',
    url: '/session',
    payload: { login: 'guest', password: 'correct horse battery' },
    headers: { origin: externalUrl },
  })
  const cookie = [signIn.headers['set-cookie']]
    .flat()
    .map(value => String(value).split(';')[0])
    .join('; ')
  const answer = await desk.app.inject({ url: link.full_path, headers: { cookie } })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.equal((await desk.app.inject({ url: link.full_path })).statusCode, 404)
})
