// What would the desk make of a folder of mails? `npm run corpus -- DIR [--reply] [--json]`, without a database.
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '#config'
import { expectations } from './corpus/expect.ts'
import { filesBelow, readFileUpTo } from './corpus/files.ts'
import { type Judgement, judge, type Rules } from './corpus/judge.ts'

const usage = `npm run corpus -- DIR [--reply] [--json] [--expect]

  DIR      a folder of raw mails (or one file), looked through with all folders in it
  --reply  the mails answer a ticket: their quotes are trimmed; files may be bare bodies of replies (text or .html)
  --json   a line of JSON a mail: file, ending, reason, automatic, from, subject, text, trimmed, attachments, ms, …
  --expect how many mails of each suite below DIR end as its name says (bounces, reports, mime-expected, …), and which do not

Ends with 1 if a mail could not be worked on, with 2 if the call is wrong.`

/** Milliseconds that no mail should take. */
const slowMs = 1000

type Seen = { file: string; bytes: number; ms: number } & (Judgement | { failure: string })

function wrong(message: string): never {
  console.error(`${message}\n\n${usage}`)
  process.exit(2)
}

function read(): { place: string; reply: boolean; json: boolean; expect: boolean } {
  try {
    const options = {
      reply: { type: 'boolean' },
      json: { type: 'boolean' },
      expect: { type: 'boolean' },
    } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const [place, ...more] = positionals
    if (place === undefined || more.length > 0) wrong('Name one folder.')
    return { place, reply: values.reply ?? false, json: values.json ?? false, expect: values.expect ?? false }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

async function see(file: string, path: string, rules: Rules): Promise<Seen> {
  let [begun, size] = [performance.now(), 0]
  const took = () => Math.round((performance.now() - begun) * 10) / 10
  try {
    const read = await readFileUpTo(path, { mostBytes: rules.mailBytes })
    begun = performance.now()
    size = read.size
    const judgement = await judge(path, read.bytes, size, rules)
    return { file, bytes: size, ms: took(), ...judgement }
  } catch (error) {
    return {
      file,
      bytes: size,
      ms: took(),
      failure: error instanceof Error ? (error.stack ?? '') : String(error),
    }
  }
}

function line(seen: Seen): string {
  const figures = `${String(seen.bytes).padStart(9)} B ${seen.ms.toFixed(1).padStart(8)} ms`
  if ('failure' in seen) return `FAILED                           ${figures}  ${seen.file}\n${seen.failure}`
  const { ending, reason, text, trimmed, attachments, automatic } = seen
  const sizes = `${text.length} + ${trimmed.length} chars, ${attachments.length} files`
  const machine = automatic ? ' (not answered)' : ''
  return `${`${ending} (${reason})`.padEnd(32)} ${figures}  ${seen.file}: ${sizes}${machine}`
}

/** What the last line says of all of them; bounded, whatever their number. */
class Summary {
  private readonly counts = new Map<string, number>()
  private readonly empty: string[] = []
  private readonly slow: string[] = []
  private bytes = 0
  private ms = 0
  private mails = 0
  failures = 0

  add(seen: Seen): void {
    this.mails++
    this.bytes += seen.bytes
    this.ms += seen.ms
    if (seen.ms > slowMs) this.slow.push(`${seen.file} (${Math.round(seen.ms)} ms)`)
    const name = 'failure' in seen ? 'FAILED' : `${seen.ending} (${seen.reason})`
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
    if ('failure' in seen) {
      this.failures++
    } else if (['new_ticket', 'reply'].includes(seen.reason)) {
      if (seen.text.trim() === '' && seen.attachments.length === 0) this.empty.push(seen.file)
    }
  }

  toString(): string {
    const { mails, bytes, ms, empty, slow } = this
    const rows = [...this.counts]
      .sort((a, b) => b[1] - a[1])
      .map(([name, count]) => `${String(count).padStart(7)}  ${name}`)
    const memory = Math.round(process.resourceUsage().maxRSS / 1024)
    const seconds = Math.max(ms / 1000, 0.001)
    return [
      '',
      `${mails} mails, ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s of work: ${Math.round(mails / seconds)} mails/s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s, ${memory} MB of memory at most`,
      ...rows,
      `${String(empty.length).padStart(7)}  opened or added without any text or file${listed(empty)}`,
      `${String(slow.length).padStart(7)}  took more than ${slowMs} ms${listed(slow)}`,
    ].join('\n')
  }
}

const listed = (names: readonly string[]) => (names.length === 0 ? '' : `: ${names.slice(0, 20).join(', ')}`)

const { place, reply, json, expect } = read()
const files = await filesBelow(place).catch(error => wrong(`${place} cannot be read: ${error.message}`))
// The limits that a desk has if nobody sets them.
const { limits } = loadConfig({ env: {}, cwd: join(import.meta.dirname, 'corpus') })
const rules: Rules = { reply, mailBytes: limits.mail_bytes, receivedLines: limits.received_lines }
const summary = new Summary()
if (expect) {
  for (const { suite, right, of, misses } of await expectations(place, rules))
    console.log(
      [`${String(right).padStart(7)} of ${of}  ${suite}`, ...misses.map(miss => `           ${miss}`)].join(
        '\n',
      ),
    )
  process.exit(0)
}
for (const path of files) {
  const seen = await see(relative(place, path) || path, path, rules)
  summary.add(seen)
  const text = json ? JSON.stringify(seen) : line(seen)
  // Waits for a slow reader, so that lines do not pile up.
  if (!process.stdout.write(`${text}\n`)) await new Promise(resolve => process.stdout.once('drain', resolve))
}
if (files.length === 0) wrong(`There are no mails in ${place}.`)
if (!json) console.log(String(summary))
process.exitCode = summary.failures > 0 ? 1 : 0
