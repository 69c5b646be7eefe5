// What does a mail to a customer say, if a project says nothing else? And how are placeholders filled?
import { withoutComments } from '#markdown'
import type { MailKind } from './mailings.ts'

/** The mails whose text a project may replace by a file of its own (SPEC §7). */
export type TemplateKind = Extract<
  MailKind,
  'thank_you' | 'new_note' | 'new_participant' | 'closed' | 'reopened'
>

/** What an administrator wants in all mails; nothing, if nothing is set. */
const around = (text: string) => `%{SYSTEM_HEADER}

${text}

%{ADDITIONAL_TEXT}

%{SYSTEM_FOOTER}
`

export const builtIn: Record<TemplateKind, string> = {
  thank_you:
    around(`Thank you for your message. We keep it as request %{ISSUE_ID} (%{ISSUE_PATH}) and will answer you by mail.

If you would like to add something, just reply to this mail.`),
  new_note: around('%{NOTE_TEXT}'),
  new_participant:
    around(`You were added to request %{ISSUE_ID} (%{ISSUE_PATH}). From now on you get its answers by mail.

If you would like to say something about it, just reply to this mail.`),
  closed: around(`Your request %{ISSUE_ID} (%{ISSUE_PATH}) was closed.

If something is still open, just reply to this mail.`),
  reopened: around('Your request %{ISSUE_ID} (%{ISSUE_PATH}) was opened again. We will answer you by mail.'),
}

/** Text for the text part, and HTML for the HTML part. */
export type Block = { text: string; html: string }

/** Short values stand within a line of Markdown; they are ours, and hold nothing that Markdown reads. */
type Words = Record<'ISSUE_ID' | 'ISSUE_PATH' | 'ISSUE_URL' | 'UNSUBSCRIBE_URL', string>
/** Long values are rendered by themselves: what somebody wrote is never read as part of the template. */
type Blocks = Record<
  'NOTE_TEXT' | 'ISSUE_DESCRIPTION' | 'SYSTEM_HEADER' | 'SYSTEM_FOOTER' | 'ADDITIONAL_TEXT',
  Block
>
type Values = { words: Words; blocks: Blocks }

/** All that there are (SPEC §7). */
export const placeholders: ReadonlySet<string> = new Set<keyof Words | keyof Blocks>([
  'ISSUE_ID',
  'ISSUE_PATH',
  'ISSUE_URL',
  'UNSUBSCRIBE_URL',
  'NOTE_TEXT',
  'ISSUE_DESCRIPTION',
  'SYSTEM_HEADER',
  'SYSTEM_FOOTER',
  'ADDITIONAL_TEXT',
])

const placeholder = /%\{[ \t]*([A-Z_]+)[ \t]*\}/g
const placeholderAlone = /^[ \t]*%\{[ \t]*([A-Z_]+)[ \t]*\}[ \t]*$/

/** The names of the placeholders that stand in a template, unknown ones too. */
export function placeholdersIn(template: string): Set<string> {
  return new Set([...withoutComments(template).matchAll(placeholder)].map(([, name = '']) => name))
}

/** Blocks of one mail. A note of a megabyte that is named a thousand times would take the desk's memory. */
const maxInserted = 10

/** Where a block was named: letters and digits only, so that Markdown and addresses leave it as it is. */
const markOf = (nonce: string, name: string) => `${nonce}${name.replaceAll('_', '').toLowerCase()}${nonce}`

/**
 * Replaces all placeholders in ONE pass: a placeholder inside a value stays as it was typed. Unknown ones stay too.
 * @param nonce small letters and digits that stand in no text
 * @param toText the text part of the template's own Markdown
 * @param toHtml the HTML of the template's own Markdown: tags have no `>` within
 */
export function fillTemplate(
  template: string,
  values: Values,
  nonce: string,
  { toText, toHtml }: { toText(markdown: string): string; toHtml(markdown: string): string },
): Block {
  const marks = new Map<string, Block>()
  let inserted = 0
  const source = withoutEmpty(withoutComments(template), values).replace(
    placeholder,
    (typed, name: string) => {
      if (Object.hasOwn(values.words, name)) return values.words[name as keyof Words]
      if (!Object.hasOwn(values.blocks, name)) return typed
      if (++inserted > maxInserted) return ''
      const mark = markOf(nonce, name)
      marks.set(mark, values.blocks[name as keyof Blocks])
      return mark
    },
  )
  if (marks.size === 0) return { text: toText(source), html: toHtml(source) }
  return { text: insertTexts(toText(source), marks), html: insertHtml(toHtml(source), marks) }
}

/** Where the block stands in a quote, all its lines do. */
function insertTexts(into: string, marks: ReadonlyMap<string, Block>): string {
  const pattern = new RegExp(`^([ \\t]*(?:>[ \\t]?)+)?(${[...marks.keys()].join('|')})`, 'gm')
  const inLine = new RegExp([...marks.keys()].join('|'), 'g')
  const textOf = (mark: string) => marks.get(mark)?.text.trim() ?? ''
  let filled = ''
  let at = 0
  // By hand and not by two `replace`: what the first inserted would be read by the second.
  const rest = (piece: string) => piece.replace(inLine, mark => textOf(mark))
  for (const found of into.matchAll(pattern)) {
    const [whole, prefix = '', mark = ''] = found
    filled += rest(into.slice(at, found.index)) + prefix + textOf(mark).replaceAll('\n', `\n${prefix}`)
    at = found.index + whole.length
  }
  return filled + rest(into.slice(at))
}

/** Characters of a block that are put into an address: browsers and mail programs take no longer ones. */
const maxInAddress = 1500

/** A block that is a paragraph of its own takes the place of the paragraph; within a tag it is only letters. */
function insertHtml(into: string, marks: ReadonlyMap<string, Block>): string {
  const names = [...marks.keys()].join('|')
  const inTag = new RegExp(names, 'g')
  const encoded = (mark: string) =>
    encodeURIComponent((marks.get(mark)?.text ?? '').trim().slice(0, maxInAddress).toWellFormed())
  return into.replace(
    new RegExp(`<p[^>]*>\\s*(${names})\\s*</p>|(<[^>]*>)|(${names})`, 'g'),
    (_, alone?: string, tag?: string, within?: string) =>
      tag === undefined ? (marks.get(alone ?? within ?? '')?.html ?? '') : tag.replace(inTag, encoded),
  )
}

/** Without lines that hold nothing but a block which is empty, and without the blank line that is then one too many. */
function withoutEmpty(template: string, { blocks }: Values): string {
  const kept: string[] = []
  let dropped = false
  for (const line of template.split('\n')) {
    const name = placeholderAlone.exec(line)?.[1] ?? ''
    const isBlank = line.trim() === ''
    if (Object.hasOwn(blocks, name) && blocks[name as keyof Blocks].text.trim() === '') dropped = true
    else if (!(dropped && isBlank && (kept.at(-1) ?? '').trim() === '')) {
      kept.push(line)
      dropped = false
    }
  }
  return kept.join('\n').trimEnd()
}
