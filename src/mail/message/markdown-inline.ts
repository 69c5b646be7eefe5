// How is a run of text marked as strong, as code, as a link?

/** Marks that enclose inline text. */
export type Inline = { kind: 'strong' | 'em' | 'del' | 'code' } | { kind: 'link'; href: string }

export type Frame = Inline & { text: string }

const marks = { strong: '**', em: '*', del: '~~', code: '`' } as const
/** Only what would be read as markup: a customer's `snake_case` and `2 * 3` stay as they were typed. */
export const escapeInline = (text: string): string =>
  text
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/`/g, '\\`')
    .replace(/\*(?=\S)|(?<=\S)\*/g, '\\*')
    .replace(/(?<![\p{L}\p{N}])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/~~/g, '\\~~')
    .replace(/<(?=[a-z/!?])/gi, '\\<')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/&(?=#?\w{1,31};)/g, '\\&')

/** The text with its marks; blanks at its ends stay outside, since `** x**` is no emphasis. */
export function wrapped(frame: Frame): string {
  const core = frame.text.trim()
  if (core === '') return frame.text === '' ? '' : ' '
  const before = /^\s/.test(frame.text) ? ' ' : ''
  const after = /\s$/.test(frame.text) ? ' ' : ''
  return `${before}${enclosed(frame, core)}${after}`
}

function enclosed(frame: Frame, core: string): string {
  if (frame.kind === 'code') {
    const fence = core.includes('`') ? '``' : '`'
    return fence === '`' ? `\`${core}\`` : `${fence} ${core} ${fence}`
  }
  if (frame.kind !== 'link') return `${marks[frame.kind]}${core}${marks[frame.kind]}`
  const href = frame.href.replace(/[\s()<>\\]/g, char =>
    encodeURIComponent(char).replace('(', '%28').replace(')', '%29'),
  )
  const plain = core.replace(/\\([!-/:-@[-`{-~])/g, '$1')
  const same = [frame.href, frame.href.replace(/^(?:mailto:|https?:\/\/)/i, '')].some(
    shown => shown.replace(/\/$/, '') === plain.replace(/\/$/, ''),
  )
  if (same) return /^mailto:/i.test(frame.href) ? plain : frame.href
  // A bracket inside the text would end it early.
  return `[${core.includes('](') ? core : core.replace(/(?<!\\)[[\]]/g, '\\$&')}](${href})`
}
