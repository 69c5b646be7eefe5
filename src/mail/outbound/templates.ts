// What does a mail to a customer say?
import type { MailKind } from './mailings.ts'

/** The mails whose text a project may replace by a file of its own (SPEC §7). */
export type TemplateKind = Extract<
  MailKind,
  'thank_you' | 'new_note' | 'new_participant' | 'closed' | 'reopened'
>

/** The project's own text in Markdown, or null: there is none, and the built-in one is used. */
export type TemplateFor = (projectId: number, kind: TemplateKind) => Promise<string | null>

export const builtIn: Record<TemplateKind, string> = {
  thank_you: `Thank you for your message. We keep it as request %{ISSUE_ID} (%{ISSUE_PATH}) and will answer you by mail.

If you would like to add something, just reply to this mail.`,
  new_note: '%{NOTE_TEXT}',
  new_participant: `You were added to request %{ISSUE_ID} (%{ISSUE_PATH}). From now on you get its answers by mail.

If you would like to say something about it, just reply to this mail.`,
  closed: `Your request %{ISSUE_ID} (%{ISSUE_PATH}) was closed.

If something is still open, just reply to this mail.`,
  reopened: 'Your request %{ISSUE_ID} (%{ISSUE_PATH}) was opened again. We will answer you by mail.',
}

/** Text for the text part, and HTML for the HTML part. */
export type Block = { text: string; html: string }

/** Short values stand within a line of Markdown; they are ours, and hold nothing that Markdown reads. */
export type Words = Record<'ISSUE_ID' | 'ISSUE_PATH' | 'ISSUE_URL' | 'UNSUBSCRIBE_URL', string>
/** Long values are rendered by themselves: what somebody wrote is never read as part of the template. */
export type Blocks = Record<
  'NOTE_TEXT' | 'ISSUE_DESCRIPTION' | 'SYSTEM_HEADER' | 'SYSTEM_FOOTER' | 'ADDITIONAL_TEXT',
  Block
>

const placeholder = /%\{[ \t]*([A-Z_]+)[ \t]*\}/g

/** Where a block was named: letters and digits only, so that Markdown leaves it as it is. */
const markOf = (nonce: string, name: string) => `${nonce}${name.replaceAll('_', '')}${nonce}`

/**
 * Replaces all placeholders in ONE pass: a placeholder inside a value stays as it was typed. Unknown ones stay too.
 * @param nonce letters and digits that stand in no text
 * @param toText the text part of the template's own Markdown
 * @param toHtml the HTML of the template's own Markdown
 */
export function fillTemplate(
  template: string,
  values: { words: Words; blocks: Blocks },
  nonce: string,
  { toText, toHtml }: { toText(markdown: string): string; toHtml(markdown: string): string },
): Block {
  const marks = new Map<string, Block>()
  const source = template.replace(placeholder, (typed, name: string) => {
    if (Object.hasOwn(values.words, name)) return values.words[name as keyof Words]
    if (!Object.hasOwn(values.blocks, name)) return typed
    const mark = markOf(nonce, name)
    marks.set(mark, values.blocks[name as keyof Blocks])
    return mark
  })
  if (marks.size === 0) return { text: toText(source), html: toHtml(source) }
  const names = [...marks.keys()].join('|')
  const insert = (into: string, pattern: string, value: (block: Block) => string) =>
    into.replace(new RegExp(pattern, 'g'), (_, alone?: string, within?: string) => {
      const block = marks.get(alone ?? within ?? '')
      return block === undefined ? '' : value(block)
    })
  return {
    text: insert(toText(source), `(${names})`, block => block.text.trim()),
    // A block that is a paragraph of its own takes the place of the paragraph.
    html: insert(toHtml(source), `<p[^>]*>\\s*(${names})\\s*</p>|(${names})`, block => block.html),
  }
}
