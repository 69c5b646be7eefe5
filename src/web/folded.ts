// Which part of a ticket's first mail is the writer's own, and which only comes along?
import { splitReply } from '#mail/message'

/** What the intake writes below a mail: one line for each of its files. */
const fileLine = /^(?:!?\[[^\]\n]*\]\(\/uploads\/[0-9a-f]{32}\/[^)\s]+\)|Not kept: .+)$/

export type Parts = {
  words: string
  /** Quoted mails and a long signature; '' if there is nothing that can be folded. */
  tail: string
  /** Links to the files of the mail. */
  files: string
}

/** A mail that is nothing but a forwarded one is shown whole: that is what its sender wanted to say. */
export function foldable(description: string): Parts {
  const { text, files } = withoutFiles(description)
  const { reply, trimmed } = splitReply(text)
  if (reply.trim() === '' || trimmed.trim() === '') return { words: text, tail: '', files }
  return { words: reply, tail: trimmed, files }
}

function withoutFiles(description: string): { text: string; files: string } {
  const lines = description.split('\n')
  let start = lines.length
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? ''
    if (fileLine.test(line)) start = at
    else if (line.trim() !== '') break
  }
  return { text: lines.slice(0, start).join('\n').trimEnd(), files: lines.slice(start).join('\n') }
}
