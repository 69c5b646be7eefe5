import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findReferences, renderCustomerText, renderMailHtml, renderMarkdown } from './index.ts'

const found = (text: string) =>
  findReferences(text).map(({ kind, text, path, iid, name }) => ({ kind, text, path, iid, name }))
const texts = (text: string) => findReferences(text).map(reference => reference.text)

test('references are found where GitLab finds them', () => {
  assert.deepEqual(found('see #12, !3 and group/sub/project#4'), [
    { kind: 'issue', text: '#12', path: undefined, iid: 12, name: undefined },
    { kind: 'merge_request', text: '!3', path: undefined, iid: 3, name: undefined },
    { kind: 'issue', text: 'group/sub/project#4', path: 'group/sub/project', iid: 4, name: undefined },
  ])
  assert.deepEqual(
    found('@anna.kern: ~bug ~"two words" %v1.0 %"next one"').map(r => r.name),
    ['anna.kern', 'bug', 'two words', 'v1.0', 'next one'],
  )
  assert.deepEqual(texts('(#1) [#2] "#3" #4. #5, #6'), ['#1', '#2', '#3', '#4', '#5', '#6'])
})

test('code, links, mail addresses and words that only look alike hold no references', () => {
  for (const text of [
    '`#1`',
    '``a #1 b``',
    '```\n#1 @root\n```',
    '~~~\n#1\n~~~',
    '    #1 in an indented block',
    'https://a.example/#1',
    'anna@root.example',
    'mail anna@example.com',
    'C#1',
    'a#1',
    '#1a',
    '#0',
    '#99999999999',
    '##1',
    '100%done',
    'a~b',
    '&#39;',
    'x@root',
  ])
    assert.deepEqual(texts(text), [], text)
})

test('a reference that somebody may follow becomes a link, another stays text', () => {
  const html = renderMarkdown('see #1 and #2 and [#1 here](/x)', r =>
    r.iid === 1 ? { href: '/g/p/-/issues/1', title: 'Broken' } : undefined,
  )
  assert.equal(
    html.trim(),
    '<p>see <a href="/g/p/-/issues/1" title="Broken" rel="nofollow noopener noreferrer">#1</a> and #2 and <a href="/x" rel="nofollow noopener noreferrer">#1 here</a></p>',
  )
})

test("a customer's text refers to nothing", () => {
  assert.equal(renderCustomerText('/close\n@root #1 ~bug').trim(), '<p>/close<br />\n@root #1 ~bug</p>')
})

test('nothing that runs, loads or hooks on survives', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](jav&#x09;ascript:alert(1))',
    '[a](vbscript:x)',
    '[a](data:text/html;base64,PHNjcmlwdD4=)',
    '<svg/onload=alert(1)>',
    '<a class="js-hook" data-x="1" id="y">b</a>',
    '<iframe srcdoc="x"></iframe>',
    '![x](javascript:alert(1))',
    '![x](https://tracker.example/p.gif)',
    '![x](//tracker.example/p.gif)',
    '<style>*{display:none}</style>',
    '[x](<javascript:alert(1)>)',
    '[a]: javascript:alert(1)\n\n[a]',
    '<math><mtext></form>',
    'http://g?"onmouseover="alert(1)',
    '![a](" onerror="alert(1))',
  ]
  for (const attack of attacks) {
    for (const html of [
      renderMarkdown(attack),
      renderCustomerText(attack),
      renderMailHtml(attack, { baseUrl: 'https://desk.example' }),
    ]) {
      // Only what stands inside a tag can act.
      const live = (html.match(/<[^>]*>/g) ?? []).join('')
      assert.doesNotMatch(
        live,
        /<(script|style|iframe|svg|math|img|object|form)|\son\w+=|(href|src)="(javascript|vbscript|data)|class=|\sid=|data-x/i,
        `${attack} → ${html}`,
      )
    }
  }
})

test('pictures are shown only from the desk itself; others are links', () => {
  const upload = `/uploads/${'a'.repeat(32)}/shot.png`
  assert.match(renderMarkdown(`![shot](${upload})`), /<img src="\/uploads\/a{32}\/shot.png" alt="shot" \/>/)
  assert.match(
    renderMarkdown('![p](https://tracker.example/p.gif)'),
    /<a href="https:\/\/tracker.example\/p.gif"[^>]*>p<\/a>/,
  )
})

test('in a mail links are absolute and pictures travel along', () => {
  const html = renderMailHtml('[a](/x/y) ![shot](/uploads/1/a.png)', {
    baseUrl: 'https://desk.example',
    image: () => 'cid:1',
  })
  assert.match(html, /href="https:\/\/desk.example\/x\/y"/)
  assert.match(html, /<img src="cid:1" alt="shot" \/>/)
})

test('tasks are boxes, tables are tables', () => {
  assert.match(
    renderMarkdown('- [x] done\n- [ ] open'),
    /<input type="checkbox" disabled checked> done[\s\S]*<input type="checkbox" disabled> open/,
  )
  assert.match(renderMarkdown('| a | b |\n|---|---|\n| 1 | 2 |'), /<table>[\s\S]*<td>2<\/td>/)
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
  ]) {
    assert.equal(typeof renderMarkdown(text, () => undefined), 'string')
    assert.equal(typeof renderCustomerText(text), 'string')
  }
})
