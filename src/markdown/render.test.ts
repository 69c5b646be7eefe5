import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findReferences, plainText, renderCustomerText, renderMailHtml, renderMarkdown } from './index.ts'

test('a reference that somebody may follow becomes a link, another stays text', () => {
  const html = renderMarkdown('see #1 and #2 and [#1 here](/x)', {
    references: ({ iid }) => (iid === 1 ? { href: '/g/p/-/issues/1', title: 'Broken' } : undefined),
  })
  assert.equal(
    html.trim(),
    '<p>see <a href="/g/p/-/issues/1" title="Broken" rel="nofollow noopener noreferrer">#1</a> and #2 and <a href="/x" rel="nofollow noopener noreferrer">#1 here</a></p>',
  )
})

test("a customer's text refers to nothing", () => {
  assert.equal(renderCustomerText('/close\n@root #1 ~bug').trim(), '<p>/close<br />\n@root #1 ~bug</p>')
})

const upload = `/uploads/${'a'.repeat(32)}/shot.png`

/** What stands inside a tag and could act; text cannot. */
const dangerous =
  /<(?:script|style|iframe|svg|math|object|embed|form|button|base|meta|link|video|audio)\b|\son\w+=|(?:href|src)="(?:\s*(?:javascript|vbscript|data|file|blob):|\/\/|\/\\)|\s(?:class|id|name|data-[\w-]+|srcset|background|formaction|target)=/i

for (const attack of [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a class="js-hook" data-x="1" id="y" name="z">b</a>',
  '<iframe srcdoc="x"></iframe>',
  '<svg/onload=alert(1)>',
  '<style>*{display:none}</style>',
  '<math><mtext></form>',
  '<video poster="https://t.example/p.gif">',
  '<details open ontoggle=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](jav&#x09;ascript:alert(1))',
  '[a](javascript&colon;alert(1))',
  '[a](\u0001javascript:alert(1))',
  '[a](vbscript:x)',
  '[a](data:text/html;base64,PHNjcmlwdD4=)',
  '[a](file:///etc/passwd)',
  '[a](//evil.example)',
  '[a](/\\evil.example)',
  '[x](<javascript:alert(1)>)',
  '[a]: javascript:alert(1)\n\n[a]',
  '[a](/x "\\" onmouseover=\\"alert(1)")',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg/onload=alert(1)>)',
  '![x](https://tracker.example/p.gif)',
  '![x](//tracker.example/p.gif)',
  '![a](" onerror="alert(1))',
  '![" onerror="alert(1)](/x.png)',
  `![a](${upload}" onerror="alert(1))`,
  'http://g?"onmouseover="alert(1)',
  'https://a.example/<script>alert(1)</script>',
  '```"><script>alert(1)</script>\nx\n```',
  '```js onclick=x class=y\nx\n```',
  '| <script> | a |\n|:-:|--:|\n| <b onclick=x> | ![x](javascript:1) |',
  '- [x] <input onfocus=alert(1) autofocus>',
  '~"<img src=x onerror=alert(1)>" #1',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  `${'> '.repeat(200)}<script>alert(1)</script>`,
  `${'a\n'.repeat(60_000)}<script>alert(1)</script>`,
]) {
  test(`nothing runs, loads or hooks on: ${JSON.stringify(attack.slice(0, 60))}`, () => {
    const references = () => ({ href: '/x?"><script>', title: '"><script>' })
    for (const html of [
      renderMarkdown(attack),
      renderMarkdown(attack, { references, uploads: path => path }),
      renderCustomerText(attack),
      renderMailHtml(attack, { baseUrl: 'https://desk.example' }),
    ]) {
      const tags = (html.match(/<[^>]*>/g) ?? []).join('\n').replace(/(?:alt|title)="[^"]*"/g, '')
      assert.doesNotMatch(tags, dangerous)
      assert.doesNotMatch(tags, /<img[^>]*src="(?!\/uploads\/)/, 'a picture is loaded from elsewhere')
    }
  })
}

test('pictures are shown only from the desk itself; others are links', () => {
  assert.match(renderMarkdown(`![shot](${upload})`), /<img src="\/uploads\/a{32}\/shot.png" alt="shot" \/>/)
  assert.match(
    renderMarkdown('![p](https://tracker.example/p.gif)'),
    /<a href="https:\/\/tracker.example\/p.gif"[^>]*>p \(image: tracker\.example\)<\/a>/,
  )
})

test('in a mail links are absolute and pictures travel along', () => {
  const html = renderMailHtml('[a](/x/y) ![shot](/uploads/1/a.png)', {
    baseUrl: 'https://desk.example',
    image: () => 'cid:1',
  })
  assert.match(html, /href="https:\/\/desk.example\/x\/y"/)
  assert.match(html, /<img src="cid:1" alt="shot" style="[^"]+" \/>/)
})

test('tasks are boxes, tables are tables', () => {
  assert.match(
    renderMarkdown('- [x] done\n- [ ] open'),
    /<input type="checkbox" disabled checked aria-label="Done" \/> done[\s\S]*<input type="checkbox" disabled aria-label="To do" \/> open/,
  )
  assert.match(renderMarkdown('| a | b |\n|---|---|\n| 1 | 2 |'), /<table>[\s\S]*<td>2<\/td>/)
})

test('a file of the project is found where the page says', () => {
  const html = renderMarkdown(`![shot](${upload}) [file](${upload})`, { uploads: path => `/g/p${path}` })
  const place = `/g/p${upload}`
  const rel = 'rel="nofollow noopener noreferrer"'
  assert.equal(
    html,
    `<p><a href="${place}" ${rel}><img src="${place}" alt="shot" loading="lazy" /></a> <a href="${place}" download="shot.png" ${rel}>file</a></p>\n`,
  )
})

test('a picture in a link leads where the link does', () => {
  const html = renderMarkdown(`[![shot](${upload})](https://a.example)`, { uploads: path => path })
  assert.match(html, /^<p><a href="https:\/\/a.example"[^>]*><img [^>]*><\/a><\/p>\n$/)
})

test('columns keep their side, and the end of a line breaks it where people write', () => {
  assert.match(renderMarkdown('| a |\n|--:|\n| 1 |'), /<th align="right">a<\/th>[\s\S]*<td align="right">1/)
  assert.equal(renderMarkdown('a\nb'), '<p>a<br />\nb</p>\n')
  assert.equal(renderMarkdown('a\nb', { softBreaks: true }), '<p>a\nb</p>\n')
})

test('what is too long to be read as Markdown is shown as it is written, to the last character', () => {
  const html = renderMarkdown(`**a**\n\n${'word \n'.repeat(50_000)}**<end>**`)
  assert.match(html, /^<p><strong>a<\/strong><\/p>/)
  assert.match(html, /\*\*&lt;end&gt;\*\*<\/pre>\n$/)
  assert.match(
    renderCustomerText(`${'|a'.repeat(5000)}\n${'|-'.repeat(5000)}\n${'|x\n'.repeat(5000)}`),
    /^<pre>/,
  )
})

test('in a mail references are text and quotes look like quotes', () => {
  const html = renderMailHtml('> #1 @anna', { baseUrl: 'https://desk.example' })
  assert.match(html, /<blockquote style="[^"]+">\s*<p>#1 @anna<\/p>/)
})

test('hostile lengths and depths end', () => {
  for (const text of [
    '> '.repeat(10_000),
    '!['.repeat(100_000),
    '[a]('.repeat(50_000),
    '*'.repeat(200_000),
    '`'.repeat(100_000),
    '<'.repeat(200_000),
    '#1 '.repeat(100_000),
    `${'a/'.repeat(100_000)}#1`,
    '@'.repeat(200_000),
    '~"'.repeat(100_000),
    `[${'#1 '.repeat(30_000)}](x)`,
    'x'.repeat(1024 * 1024),
    'abcdef1 '.repeat(100_000),
    '_#1'.repeat(60_000),
    `|#1|#1|\n|-|-|\n${'|#1|#1|\n'.repeat(8000)}`,
  ]) {
    assert.equal(typeof renderMarkdown(text, { references: () => undefined }), 'string')
    assert.equal(typeof renderCustomerText(text), 'string')
    assert.equal(typeof plainText(text), 'string')
    assert.ok(Array.isArray(findReferences(text)))
  }
})

test('a signature under a name makes no heading of it in a mail; in a text of the team two dashes do', () => {
  const mail = 'Thanks\nAnna\n--\nAcme Ltd\n==='
  assert.doesNotMatch(renderCustomerText(mail), /<h[1-6]/)
  assert.match(renderCustomerText(mail), /Anna/)
  assert.match(renderMarkdown('Title\n--'), /<h2/)
})
