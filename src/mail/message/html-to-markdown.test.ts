// Does a person read the same in the Markdown as in the HTML mail?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { limits } from './limits.ts'

const cases: [situation: string, html: string, markdown: string][] = [
  ['paragraphs and line breaks', '<p>a<br>b</p><p>c</p><div>d</div><div>e</div>', 'a\nb\n\nc\n\nd\ne'],
  ['two breaks end a paragraph', 'a<br><br>b', 'a\n\nb'],
  ['blanks collapse, no-break spaces too', '<p> a \n b&nbsp;&nbsp;c </p>', 'a b c'],
  ['emphasis without blanks inside', 'x<b> bold </b>y <i>it</i> <s>no</s>', 'x **bold** y *it* ~~no~~'],
  ['emphasis over several lines', '<b>a<br>b</b>', '**a**\n**b**'],
  ['links', '<a href="https://x.example/(1)">t</a>', '[t](https://x.example/%281%29)'],
  ['a link that shows itself', '<a href="https://x.example/">https://x.example</a>', 'https://x.example/'],
  ['mail links', '<a href="mailto:a@b.example">a@b.example</a>', 'a@b.example'],
  ['links that run code or have no target', '<a href="javascript:x()">t</a><a name=x>u</a>', 'tu'],
  ['pictures of the mail', '<img src="cid:a@b" alt="A [b]">', '![A b](cid:a@b)'],
  ['remote pictures are their words', '<img src="https://t.example/p.gif"><img src=x alt=Logo>', 'Logo'],
  ['lists', '<ul><li>a<li>b<ol start=3><li>c</ol></ul>', '- a\n- b\n  3. c'],
  ['quotes', '<blockquote>a<blockquote>b</blockquote></blockquote>c', '> a\n>\n> > b\n\nc'],
  ['headings and rules', '<h2>H</h2><hr>x', '## H\n\n---\n\nx'],
  ['code', '<pre>a\n  b</pre><code>c`d</code>', '```\na\n  b\n```\n\n`` c`d ``'],
  ['a plain mail inside pre', '<pre wrap>a\n> b</pre>', 'a\n> b'],
  [
    'data tables',
    '<table><tr><th>A<th>B<tr><td>1|2<td><p>x</p></table>',
    '| A | B |\n| --- | --- |\n| 1\\|2 | x |',
  ],
  ['layout tables', '<table><tr><td><table><tr><td>a<td>b</table><td>c</table>', 'a b\n\nc'],
  [
    'what is not shown',
    '<head><title>t</title></head><style>s</style><script>j</script>a<p hidden>h</p>',
    'a',
  ],
  ['previews in size zero', '<div style="font-size:0px">p</div><span style="DISPLAY: none">q</span>a', 'a'],
  ['conditional comments', '<!--[if mso]><p>m</p><![endif]-->a<![if !mso]>b<![endif]>', 'ab'],
  ['entities', '&lt;b&gt; &amp; &eacute; &#8364;', '\\<b> & é €'],
  [
    'characters of Markdown',
    '*a* _b_ snake_case 2 * 3 `c` # d',
    '\\*a\\* \\_b\\_ snake_case 2 * 3 \\`c\\` # d',
  ],
  ['a hash at the start of a line', '<p># x', '\\# x'],
  ['unclosed and stray tags', '</p></td>a<b>b<div>c', 'a**b**\n**c**'],
]
for (const [situation, html, markdown] of cases)
  test(situation, () => {
    assert.equal(htmlToMarkdown(html).text, markdown)
  })

test('a mail of hidden text only is shown rather than empty', () => {
  assert.equal(htmlToMarkdown('<div style="display:none">a</div>').text, 'a')
})

test('the quote of a mail program is told apart', () => {
  assert.equal(htmlToMarkdown('<p>new</p><div class="gmail_quote">old</div>').beforeQuote, 'new')
  assert.equal(htmlToMarkdown('new<div id="divRplyFwdMsg">From: x</div>').beforeQuote, 'new')
  assert.equal(htmlToMarkdown('<blockquote>x</blockquote>').beforeQuote, null)
})

test('no depth and no number of tags overflows or outgrows the limit', () => {
  const hostile = [
    '<div>'.repeat(200_000),
    '<table><tr><td>x'.repeat(50_000),
    '<blockquote>x'.repeat(50_000),
    '<ul><li>x'.repeat(50_000),
    '<b>x<i>'.repeat(50_000),
    '<a href="https://x.example">y<p>'.repeat(50_000),
    `${'<div>x'.repeat(20_000)}${'</x>'.repeat(200_000)}`,
    `<pre>${'`'.repeat(500_000)}`,
    `<pre>${' '.repeat(500_000)}x`,
    'x]('.repeat(300_000),
  ]
  for (const html of hostile) assert.ok(htmlToMarkdown(html).text.length <= limits.textLength)
})
