// Which of the real mails come out as those who gathered them say? A pass rate a suite, and each miss by name.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseMessage } from '#mail/message'
import { filesBelow } from './files.ts'
import { type Judgement, judge, type Rules } from './judge.ts'

export type Suite = {
  suite: string
  right: number
  of: number
  /** What is not as expected, and why. */
  misses: string[]
}

/** What is wrong with the end of a mail; null if nothing is. */
type Expectation = (seen: Judgement, raw: Buffer) => string | null

const opens = ({ ending }: Judgement) => ending === 'ticket_opened' || ending === 'note_added'

const isReadable = ({ text, attachments }: Judgement): string | null => {
  if (text.trim() === '') return attachments.length > 0 ? null : 'no text'
  const broken = text.match(/\ufffd/g)?.length ?? 0
  return broken > text.length / 100 ? 'unreadable text' : null
}

const isPost = (raw: Buffer) => /^list-[a-z]+:/im.test(raw.toString('latin1').split(/\r?\n\r?\n/, 1)[0] ?? '')

/** Folder, and what is expected of each mail in it. */
const suites: Record<string, Expectation> = {
  bounces: seen => (opens(seen) ? `became ${seen.ending}` : seen.automatic ? null : 'would be answered'),
  'bounces-broken': seen => (seen.reason === '' ? 'no reason' : null),
  'not-bounces': seen => (opens(seen) ? null : seen.ending),
  reports: seen => (opens(seen) ? `became ${seen.ending}` : null),
  mime: () => null,
  'list-and-personal': (seen, raw) =>
    isReadable(seen) ?? (isPost(raw) && !seen.automatic ? 'a post would be answered' : null),
  spam: seen => isReadable(seen),
}

/** @param place the folder with the suites in it; those that are not there are left out */
export async function expectations(place: string, rules: Rules): Promise<Suite[]> {
  const present = new Set(readdirSync(place))
  const done: Suite[] = []
  for (const [suite, expect] of Object.entries(suites)) {
    if (!present.has(suite)) continue
    const counted: Suite = { suite, right: 0, of: 0, misses: [] }
    for (const path of await filesBelow(join(place, suite))) {
      const raw = readFileSync(path)
      count(
        counted,
        basename(path),
        await failureOf(async () => expect(await judge(path, raw, raw.length, rules), raw)),
      )
    }
    done.push(counted)
  }
  if (present.has('tnef')) done.push(await namesInWinmail(join(place, 'tnef'), rules))
  if (present.has('mime-expected')) done.push(...(await parseTrees(place)))
  return done
}

function count(suite: Suite, name: string, failure: string | null): void {
  suite.of++
  if (failure === null) suite.right++
  else suite.misses.push(`${name}: ${failure}`)
}

async function failureOf(check: () => Promise<string | null>): Promise<string | null> {
  try {
    return await check()
  } catch (error) {
    return String(error)
  }
}

/** Each name of a list once among the files that a desk makes of it. */
async function namesInWinmail(folder: string, rules: Rules): Promise<Suite> {
  const suite: Suite = { suite: 'tnef', right: 0, of: 0, misses: [] }
  for (const list of readdirSync(folder).filter(name => name.endsWith('.list'))) {
    const path = join(folder, list.replace('.list', '.tnef'))
    const raw = readFileSync(path)
    const { attachments, text } = await judge(path, raw, raw.length, rules)
    const names = [...attachments]
    const wanted = readFileSync(join(folder, list), 'utf8').split(/\r?\n/).filter(Boolean)
    const missing = wanted.filter(name => {
      // The words of the mail are no file here but its text.
      if (/^(?:body|message)\.(?:html|txt|rtf)$/.test(name) && text !== '') return false
      const at = names.indexOf(name)
      if (at !== -1) names.splice(at, 1)
      return at === -1
    })
    count(suite, list, missing.length === 0 ? null : `without ${missing.join(', ')}`)
  }
  return suite
}

type Field = { name: unknown; value: { Text?: string; Address?: { List?: { address?: string }[] } } }
type Tree = {
  parts: { headers: Field[]; body: { Text?: string } }[]
  text_body: number[]
  attachments: number[]
}

const squeeze = (text: string) => text.replace(/\s+/g, '')

/** U+FFFD is what the reference could not read: any characters may stand there. */
function holds(text: string, wanted: string, whole: boolean): boolean {
  const pieces = squeeze(wanted).split(/\ufffd+/)
  let at = 0
  for (const piece of pieces) {
    const found = squeeze(text).indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return !whole || pieces.length > 1 || squeeze(text) === squeeze(wanted)
}

async function parseTrees(place: string): Promise<Suite[]> {
  const suite = (name: string): Suite => ({ suite: `mime-expected: ${name}`, right: 0, of: 0, misses: [] })
  const [subjects, senders, texts, files] = [suite('subject'), suite('sender'), suite('text'), suite('files')]
  for (const file of readdirSync(join(place, 'mime-expected'))) {
    const tree: Tree = JSON.parse(readFileSync(join(place, 'mime-expected', file), 'utf8'))
    const name = file.replace('.json', '.eml')
    const mail = await parseMessage(readFileSync(join(place, 'mime', name)))
    const value = (field: string) => tree.parts[0]?.headers.find(header => header.name === field)?.value
    const subject = value('subject')?.Text
    if (subject !== undefined) count(subjects, name, holds(mail.subject, subject, true) ? null : mail.subject)
    const sender = value('from')?.Address?.List?.[0]?.address
    const from = mail.from?.address
    if (sender) count(senders, name, sender.toLowerCase() === from?.toLowerCase() ? null : `${from}`)
    const wanted = tree.text_body.flatMap(index => tree.parts[index]?.body.Text ?? [])
    if (wanted.length > 0) {
      const missing = wanted.filter(text => !holds(mail.text, text, false)).length
      count(texts, name, missing === 0 ? null : `${missing} of ${wanted.length} texts differ`)
    }
    const counts = `${mail.attachments.length} files, not ${tree.attachments.length}`
    count(files, name, mail.attachments.length === tree.attachments.length ? null : counts)
  }
  return [subjects, senders, texts, files]
}
