// Do the replies of every program and language keep what was written, and fold the rest?
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { splitReply } from './reply-text.ts'

const folder = join(import.meta.dirname, '../../../testdata/replies')

type Sample = { name: string; above: string; below: string | null }

function samplesIn(file: string): Sample[] {
  return readFileSync(join(folder, file), 'utf8')
    .split(/^(?=## .+\n)/m)
    .filter(piece => piece.startsWith('## '))
    .map(piece => {
      const end = piece.indexOf('\n')
      const [above = '', below] = piece.slice(end + 1).split(/^%%\n/m)
      return { name: piece.slice(3, end), above: above.trimEnd(), below: below?.trimEnd() ?? null }
    })
}

/** A heading inside of a kept sample belongs to it: Markdown is what it is about. */
const joined = (samples: Sample[]): Sample[] =>
  samples.reduce<Sample[]>((all, sample) => {
    const last = all.at(-1)
    if (sample.name.endsWith(' is a heading') && last) last.above += `\n\n## ${sample.name}\n${sample.above}`
    else all.push(sample)
    return all
  }, [])

const languages = readdirSync(folder).filter(name => name.endsWith('.txt') && name !== 'html.txt')

for (const file of languages)
  test(`the introductions and headers of programs in ${file.replace('.txt', '')} are folded`, () => {
    const wrong: string[] = []
    for (const { name, above, below } of samplesIn(file)) {
      assert.ok(below !== null, `${name} has nothing to fold`)
      const { reply, trimmed } = splitReply(`${above}\n\n${below}`)
      if (reply !== above || trimmed.trim() !== below.trim()) wrong.push(`${name}: ${reply}`)
    }
    assert.deepEqual(wrong, [])
  })

test('there are samples of more than thirty languages', () => {
  assert.ok(languages.length > 30)
})

for (const [file, title] of [
  ['kept.txt', 'rules, tables, code, diffs, logs, lists and prose are neither quote nor signature'],
  ['inline.txt', 'answers between and below quotes stay where they are'],
  ['quotes.txt', 'quotes, forwarded mails, signatures and footers are folded together'],
] as const)
  test(title, () => {
    for (const { name, above, below } of joined(samplesIn(join('situations', file)))) {
      const { reply, trimmed } = splitReply(below === null ? above : `${above}\n\n${below}`)
      assert.deepEqual(
        { name, reply, trimmed: trimmed.trim() },
        { name, reply: above, trimmed: below?.trim() ?? '' },
      )
    }
  })

test('the elements of mail programs show the quote in languages that nobody knows', () => {
  for (const { name, above, below } of samplesIn('html.txt')) {
    const html = below ?? ''
    const { reply } = splitReply(htmlToMarkdown(html).text, html)
    assert.deepEqual({ name, reply }, { name, reply: above })
  }
})
