// How fast is a mail read: parsed, turned from HTML into Markdown, trimmed? And how fast are bare libraries at the same?
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Parser } from 'htmlparser2'
import { parseMessage, splitReply } from '#mail/message'
import { filesBelow } from '../bin/corpus/files.ts'
import { htmlToMarkdown } from '../src/mail/message/html-to-markdown.ts'
import { rounded } from './floor.ts'
import { bigMail, htmlMail, plainMail } from './mails.ts'

/** Seconds that each thing is repeated, so that the compiler's warming counts little. */
const seconds = 2
const corpus = join(import.meta.dirname, '../../shared/mail')

type Piece = Buffer | string
type Figures = { mails_per_second: number; MB_per_second: number }

export async function text(): Promise<object> {
  const written = [
    ...Array.from({ length: 200 }, (_, number) => Buffer.from(plainMail(number, 'desk@desk.example').data)),
    ...Array.from({ length: 100 }, (_, number) => Buffer.from(htmlMail(number))),
  ]
  const real = await realMails()
  const messages = await Promise.all([...written, ...real].map(raw => parseMessage(raw).catch(() => null)))
  const htmls = messages.flatMap(message => message?.html ?? [])
  const bodies = messages.flatMap(message => (message === null ? [] : [message]))
  return {
    what: `mails we wrote (200 plain ones of 2 kB, 100 with HTML of 20 kB)${real.length > 0 ? `, and ${real.length} real ones` : ''}; one thread`,
    parse: await measured([...written, ...real], raw => parseMessage(raw as Buffer).catch(() => null)),
    parse_floor_decoding_the_bytes_alone: await measured([...written, ...real], raw =>
      decoder.decode(raw as Buffer),
    ),
    parse_one_of_20_MB: await measured([Buffer.from(bigMail('desk@desk.example', 20).data)], raw =>
      parseMessage(raw as Buffer),
    ),
    html_to_markdown: await measured(htmls, html => htmlToMarkdown(html as string)),
    html_floor_htmlparser2_alone: await measured(htmls, html => tokenize(html as string)),
    trimming: await measured(
      bodies.map(message => message.text),
      (body, at) => splitReply(body as string, bodies[at]?.html ?? null),
    ),
    trimming_floor_splitting_into_lines: await measured(
      bodies.map(message => message.text),
      body => (body as string).split('\n'),
    ),
  }
}

const decoder = new TextDecoder('utf-8')

/** Every tag and text is handed over, and nothing made of it. */
function tokenize(html: string): number {
  let seen = 0
  const count = () => {
    seen++
  }
  const parser = new Parser({ onopentag: count, onclosetag: count, ontext: count }, { decodeEntities: true })
  parser.end(html)
  return seen
}

/** Real mails that lie beside the project, where they do. */
async function realMails(): Promise<Buffer[]> {
  const folders = ['list-and-personal', 'spam', 'mime']
  const paths = await Promise.all(folders.map(folder => filesBelow(join(corpus, folder)).catch(() => [])))
  return paths.flat().map(path => readFileSync(path))
}

async function measured(
  pieces: readonly Piece[],
  work: (piece: Piece, at: number) => unknown,
): Promise<Figures> {
  const bytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  let rounds = 0
  const begun = performance.now()
  while (performance.now() - begun < seconds * 1000) {
    for (const [at, piece] of pieces.entries()) await work(piece, at)
    rounds++
  }
  const took = (performance.now() - begun) / 1000
  return {
    mails_per_second: Math.round((rounds * pieces.length) / took),
    MB_per_second: rounded((rounds * bytes) / took / 1e6),
  }
}
