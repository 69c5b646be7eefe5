// Is a split reply whole, and stable, whatever the lines are?
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { splitReply } from './reply-text.ts'

const folder = join(import.meta.dirname, '../../../testdata/replies')

/** Lines of real mails in all languages, to be mixed up. */
const known = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.txt') && name !== 'html.txt')
  .flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n'))
  .filter((line, at, all) => all.indexOf(line) === at)
const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...known) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('', '', '> old', '>', '-- ', '---', 'Jane', 'Sent from my iPhone', '```'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 80 }) },
)
const mail = fc.array(line, { maxLength: 25 }).map(lines => lines.join('\n'))

const markup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<div class="gmail_quote">',
        '<blockquote type="cite">',
        '</blockquote>',
        '<div id="divRplyFwdMsg">',
        '</div>',
        '<p>',
        '<br>',
        '<hr>',
        '<table><tr><td>',
        '</table>',
      ),
      fc.constantFrom(...known).map(text => `${text.replace(/</g, '&lt;')}<br>`),
    ),
    { maxLength: 25 },
  )
  .map(pieces => pieces.join(''))

function isWhole(text: string, { reply, trimmed }: { reply: string; trimmed: string }): void {
  assert.ok(text.startsWith(reply), 'the reply is the beginning')
  assert.ok(text.endsWith(trimmed), 'the folded part is the end')
  assert.equal(text.slice(reply.length, text.length - trimmed.length).trim(), '', 'nothing lies between')
  assert.ok(reply.length + trimmed.length <= text.length, 'nothing is doubled')
}

test('reply and folded part are the mail, with nothing but blanks between them', () => {
  fc.assert(
    fc.property(mail, text => isWhole(text, splitReply(text))),
    { numRuns: 3000, seed: 48 },
  )
})

test('so they are where the HTML has a say', () => {
  fc.assert(
    fc.property(markup, mail, (html, other) => {
      const { text } = htmlToMarkdown(html)
      isWhole(text, splitReply(text, html))
      isWhole(other, splitReply(other, html))
    }),
    { numRuns: 1500, seed: 48 },
  )
})

test('a reply that is split again stays as it is', () => {
  fc.assert(
    fc.property(mail, text => {
      const { reply } = splitReply(text)
      if (reply !== '') assert.deepEqual(splitReply(reply), { reply, trimmed: '' })
    }),
    { numRuns: 3000, seed: 48 },
  )
})
