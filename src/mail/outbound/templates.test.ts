import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMailHtml } from '#markdown'
import { fillTemplate } from './templates.ts'

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
const fill = (template: string) =>
  fillTemplate(template, values, 'mfeed', {
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
