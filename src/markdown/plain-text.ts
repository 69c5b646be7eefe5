// What does Markdown look like where nothing renders it, as in the text part of a mail?
import { parse } from './engine.ts'

const image = /!\[([^[\]\n]{0,500})\]\(<?([^\s()<>]{1,2000})>?(?: {1,5}"[^"\n]{0,500}")?\)/g
const link = /\[([^[\]\n]{0,500})\]\(<?([^\s()<>]{1,2000})>?(?: {1,5}"[^"\n]{0,500}")?\)/g
const autolink = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,253})>/gi
const escaped = /\\([!-/:-@[-`{-~])/g
const entity = /&(?:amp|lt|gt|quot|nbsp|#39);/g
const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" }

/**
 * Markdown as a person reads it in a plain mail: it stays as it was written, since quotes, lists and emphasis are
 * readable so. Only what is ugly goes: links become `words (URL)`, escapes and entities what they stand for, marks of a
 * line break nothing. Code stays untouched. Runs in linear time.
 */
export function plainText(markdown: string): string {
  const lines = markdown.split(/\r\n?|\n/)
  const code = new Set<number>()
  for (const { type, map } of parse(markdown, {})) {
    if (type !== 'fence' && type !== 'code_block') continue
    for (let line = map?.[0] ?? 0; line < (map?.[1] ?? 0); line++) code.add(line)
  }
  return lines.map((line, number) => (code.has(number) ? line : plainLine(line))).join('\n')
}

function plainLine(line: string): string {
  return line
    .replace(/(?:\\| {2,50})$/, '')
    .split(/((?<!`)`[^`]{1,1000}`(?!`))/)
    .map((part, at) => (at % 2 === 1 ? part : plainWords(part)))
    .join('')
}

function plainWords(text: string): string {
  return text
    .replace(image, (_, words: string, url: string) => withUrl(words, url))
    .replace(link, (_, words: string, url: string) => withUrl(words, url))
    .replace(autolink, '$1')
    .replace(escaped, '$1')
    .replace(entity, name => characters[name.slice(1, -1)] ?? name)
}

/** The escapes in the words are resolved with the rest of the line. */
function withUrl(words: string, url: string): string {
  const shown = url.replace(/^mailto:/i, '')
  return words === '' || words === url || words === shown ? shown : `${words} (${shown})`
}
