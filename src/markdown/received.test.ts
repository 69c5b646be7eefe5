// Is a stranger's HTML shown as he meant it, and harmless whatever he meant?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderReceivedHtml } from '#markdown'

const shown = (html: string) => renderReceivedHtml(html).html

test('how a mail looks is kept: tables, colours, sizes, direction', () => {
  for (const html of [
    '<table width="600" cellpadding="0" bgcolor="#eee"><tbody><tr><td colspan="2" align="center">a</td></tr></tbody></table>',
    '<p dir="rtl" lang="he">b</p>',
    '<font color="red" size="2">c</font>',
    `<p style="color:#333;font-family:'A B', Arial;margin:0 auto;width:calc(100% - 2px);background:rgb(1, 2, 3)">d</p>`,
  ])
    assert.equal(shown(html), html)
  assert.equal(shown('<html><body bgcolor="#fff">a</body></html>'), '<div bgcolor="#fff">a</div>')
})

test('styles fetch nothing and cover nothing, however they are written', () => {
  for (const style of [
    'background:url(https://spy.example)',
    'background:URL (x)',
    'background:u\\72l(x)',
    'background:image-set("x" 1x)',
    'position:fixed',
    'z-index:9',
    'behavior:url(x)',
    'width:expression(alert(1))',
    'color:red}*{color:blue',
    'font-family:"</style><script>"',
    '-moz-binding:url(x)',
    'content:attr(x)',
  ])
    assert.equal(shown(`<p style='${style}'>a</p>`), '<p>a</p>', style)
})

test('a link leads out or nowhere', () => {
  for (const href of [
    'javascript:alert(1)',
    ' java\tscript:x',
    'data:text/html,x',
    '/api/v4/user',
    '//x',
    '?a',
    '#a',
    'ftp://x',
  ])
    assert.equal(shown(`<a href="${href}">a</a>`), '<a>a</a>', href)
  assert.match(shown('<a href="mailto:a@x.example">a</a>'), /href="mailto:a@x.example"/)
})

test('only pictures are taken from data: addresses', () => {
  assert.equal(shown('<img src="data:image/png;base64,AAAA">'), '<img src="data:image/png;base64,AAAA" />')
  for (const src of ['data:image/svg+xml;base64,AAAA', 'data:text/html,a', '/-/project/1/uploads/x', 'a.png'])
    assert.equal(shown(`<img src="${src}" alt="<b>">`), '<span>&lt;b&gt;</span>', src)
})

test('what is longer or has more tags than people write is cut, so that reading it ends in time', () => {
  for (const html of [
    '<b><i>'.repeat(160_000),
    '<'.repeat(1_000_000),
    `<p style="${'a:b;'.repeat(250_000)}">`,
  ]) {
    const { isCut } = renderReceivedHtml(html)
    assert.equal(isCut, true)
  }
  assert.equal(renderReceivedHtml('<p>a</p>'.repeat(20_000)).isCut, false)
  assert.match(renderReceivedHtml(`${'<div>'.repeat(19_000)}deep`).html, /deep/)
})
