import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMailHtml } from '#markdown'
import { builtIn, fillTemplate, placeholdersIn } from './templates.ts'

const block = (text: string) => ({ text, html: `<p>${text}</p>` })
const values = {
  words: {
    ISSUE_ID: '#12',
    ISSUE_PATH: 'a/b#12',
    ISSUE_URL: 'https://desk.example/a/b/-/issues/12',
    UNSUBSCRIBE_URL: 'https://desk.example/-/u',
  },
  blocks: {
    NOTE_TEXT: block('note with %{ISSUE_ID} and %{ISSUE_DESCRIPTION}'),
    ISSUE_DESCRIPTION: block('her words'),
    SYSTEM_HEADER: block(''),
    SYSTEM_FOOTER: block(''),
    ADDITIONAL_TEXT: block(''),
  },
}
const fill = (template: string, blocks: Partial<typeof values.blocks> = {}) =>
  fillTemplate(template, { ...values, blocks: { ...values.blocks, ...blocks } }, 'mfeed', {
    toText: markdown => markdown,
    toHtml: markdown => renderMailHtml(markdown, { baseUrl: 'https://desk.example' }).trim(),
  })

test('placeholders are replaced, with blanks inside the braces too', () => {
  assert.equal(fill('%{ISSUE_ID} %{ ISSUE_PATH } %{\tISSUE_ID }').text, '#12 a/b#12 #12')
})

test('a placeholder inside a value stays as it was typed', () => {
  assert.equal(fill('%{NOTE_TEXT}').text, 'note with %{ISSUE_ID} and %{ISSUE_DESCRIPTION}')
  assert.equal(fill('%{NOTE_TEXT}').html, '<p>note with %{ISSUE_ID} and %{ISSUE_DESCRIPTION}</p>')
})

test('unknown placeholders stay as text', () => {
  assert.equal(fill('%{FOO} %{issue_id} %{constructor}').text, '%{FOO} %{issue_id} %{constructor}')
})

test('a block takes the place of its paragraph, and stands within a line where it is named there', () => {
  assert.equal(fill('Hi,\n\n%{ISSUE_DESCRIPTION}\n\nBye').html, '<p>Hi,</p>\n<p>her words</p>\n<p>Bye</p>')
  assert.match(fill('You wrote: %{ISSUE_DESCRIPTION}!').html, /You wrote: <p>her words<\/p>!/)
})

test('a link may lead to a placeholder', () => {
  assert.match(fill('[no more](%{UNSUBSCRIBE_URL})').html, /href="https:\/\/desk\.example\/-\/u"/)
})

test('values with a dollar sign are no replacement patterns', () => {
  const dear = { ...values, blocks: { ...values.blocks, NOTE_TEXT: block("costs $1 $& $'") } }
  const plain = { toText: (text: string) => text, toHtml: (text: string) => text }
  assert.equal(fillTemplate('a %{NOTE_TEXT}', dear, 'mfeed', plain).text, "a costs $1 $& $'")
})

test('a block within a tag is letters and no markup, and ends neither the tag nor its value', () => {
  const NOTE_TEXT = { text: 'a"b <c> & \ud800 d', html: '<p>see <a href="https://x.example">x</a></p>' }
  const link = (target: string) => fill(`[x](${target}%{NOTE_TEXT} "%{NOTE_TEXT}")`, { NOTE_TEXT }).html
  const letters = 'a%22b%20%3Cc%3E%20%26%20%EF%BF%BD%20d'
  assert.match(
    link('https://y.example/'),
    new RegExp(`href="https://y.example/${letters}" title="${letters}"`),
  )
  assert.match(link('mailto:a@b.example?body='), new RegExp(`href="mailto:a@b.example\\?body=${letters}"`))
  assert.doesNotMatch(link('https://'), /<p>see|x\.example/)
})

test('a quoted block is quoted in all its lines', () => {
  const ISSUE_DESCRIPTION = { text: 'one\n\ntwo', html: '<p>one</p>\n<p>two</p>' }
  const { text, html } = fill('You wrote:\n\n> %{ISSUE_DESCRIPTION}\n\nBye', { ISSUE_DESCRIPTION })
  assert.equal(text, 'You wrote:\n\n> one\n> \n> two\n\nBye')
  assert.match(html, /<blockquote[^>]*>\s*<p>one<\/p>\n<p>two<\/p>\s*<\/blockquote>/)
})

test('a line with an empty block alone leaves no gap, and what is set stands in its place', () => {
  const template =
    '%{SYSTEM_HEADER}\n\nHi\n%{ADDITIONAL_TEXT}\n\nBye\n\n%{ADDITIONAL_TEXT}\n\n%{SYSTEM_FOOTER}\n'
  assert.equal(fill(template).text, 'Hi\n\nBye')
  const set = { SYSTEM_HEADER: block('head'), SYSTEM_FOOTER: block('foot') }
  assert.equal(fill(template, set).text, 'head\n\nHi\n\nBye\n\nfoot')
  for (const text of Object.values(builtIn)) assert.doesNotMatch(fill(text).text, /\n\n\n|^\s|\s$/)
})

test('comments of a template are for its writers, and one without an end is none', () => {
  assert.equal(fill('<!-- for us:\n%{NOTE_TEXT} --> Hi <!-- more --> there').text.trim(), 'Hi  there')
  assert.equal(fill('Hi <!-- %{ISSUE_ID}').text, 'Hi <!-- #12')
  assert.deepEqual([...placeholdersIn('%{ISSUE_ID} <!-- %{NOTE_TEXT} --> %{ FOO }')], ['ISSUE_ID', 'FOO'])
})

test('a block that is named again and again is not repeated without end', () => {
  const { text, html } = fill('%{NOTE_TEXT} '.repeat(1000), { NOTE_TEXT: block('word') })
  assert.equal(text.match(/word/g)?.length, 10)
  assert.equal(html.match(/word/g)?.length, 10)
})

test('a template of many lines, or made to be slow, is filled at once', () => {
  const lines = Array.from({ length: 300 }, (_, line) => `Line ${line} of %{ISSUE_ID}`).join('\n')
  assert.equal(fill(lines).text.split('\n').length, 300)
  assert.match(fill(lines).html, /Line 299 of #12/)
  const size = 256 * 1024
  for (const piece of ['<!--', '%{', '%{ ', '> ', '%{NOTE_TEXT}>', '\n%{ADDITIONAL_TEXT}\n', '<p>', '\t'])
    fillTemplate(piece.repeat(size / piece.length), values, 'mfeed', {
      toText: text => text,
      toHtml: text => text,
    })
})
