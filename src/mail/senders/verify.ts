// Is the sender who the mail says? SPF (RFC 7208), DKIM (6376), DMARC (7489) and ARC (8617), by mailauth.
import { Resolver } from 'node:dns/promises'
import { Readable } from 'node:stream'
import { authenticate } from 'mailauth'
import { asPolicy, asResult, belongTogether, nobodyKnows, type SenderVerdict } from './verdict.ts'

export type Resolve = (name: string, type: string) => Promise<string[][] | string[]>

export type Client = {
  /** IP address; null: not known, so that SPF says nothing. */
  address: string | null
  /** What it called itself. */
  name: string | null
  /** Reverse-path, '' for `<>`. */
  mailFrom: string | null
}

const limits = {
  /** Milliseconds for all questions about one mail: it waits for them before it becomes a ticket. */
  totalMs: 10_000,
  /** Milliseconds until a name server is asked again, and how often. */
  questionMs: 2_000,
  tries: 2,
  /** Signatures of one mail that are looked at, the topmost; each costs a question and a check of the whole body. */
  signatures: 10,
  /** Mails in a row about which nothing was heard in all that time, and milliseconds for which nobody is asked after that. */
  silences: 3,
  restMs: 60_000,
  /** Bytes of a From or Return-Path that are looked at: the library's time grows with the square of those with groups in them. */
  addressBytes: 4096,
  /** Bytes in which the end of the header is looked for; beyond, nothing is looked at. */
  headerBytes: 1024 * 1024,
} as const

const servers = new Resolver({ timeout: limits.questionMs, tries: limits.tries })
const ask: Resolve = (name, type) => servers.resolve(name, type) as Promise<string[][] | string[]>

/** Name servers that say nothing would hold up every mail for as long as one may: they are left alone for a while. */
const silent = new WeakMap<Resolve, { inARow: number; until: number }>()

function rests(resolve: Resolve): boolean {
  return (silent.get(resolve)?.until ?? 0) > Date.now()
}

function noteSilence(resolve: Resolve, heard: boolean): void {
  const inARow = heard ? 0 : (silent.get(resolve)?.inARow ?? 0) + 1
  silent.set(resolve, { inARow, until: inARow >= limits.silences ? Date.now() + limits.restMs : 0 })
}

const notKnown: SenderVerdict = { ...nobodyKnows, source: 'desk', dmarc: 'temperror' }

/**
 * What cannot be found out (name servers that do not answer) is `temperror` or `none`: never a reason to lose or hold a mail.
 * @param from the domain in From
 */
export async function verifySender(
  raw: AsyncIterable<Uint8Array>,
  { client, from }: { client: Client; from: string },
  resolve: Resolve = ask,
): Promise<SenderVerdict> {
  if (rests(resolve)) return notKnown
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>(done => {
    timer = setTimeout(() => done(null), limits.totalMs)
  })
  try {
    const found = await Promise.race([find(bounded(raw), client, resolve), late])
    noteSilence(resolve, found !== null)
    return found === null ? notKnown : verdictOf(found, from)
  } catch {
    // A mail that the library cannot read says nothing about its sender.
    return nobodyKnows
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The mail without the signatures beyond those that are looked at: else a forger would add some, so that nobody looks.
 * No signature covers the others, so those that stay are as good as before. Of an endless From the start is looked at,
 * which no signature fits then: who pads it to hide is found out as a forger all the same.
 */
async function* bounded(raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Buffer | null = Buffer.alloc(0)
  for await (const piece of raw) {
    if (head === null) {
      yield piece
      continue
    }
    head = Buffer.concat([head, piece])
    const [end = -1] = ['\r\n\r\n', '\n\n'].map(blank => head?.indexOf(blank) ?? -1).filter(at => at !== -1)
    if (end === -1 && head.length <= limits.headerBytes) continue
    if (end === -1) throw new Error('no end of the header in sight')
    yield fewer(head.toString('latin1', 0, end))
    yield head.subarray(end)
    head = null
  }
  if (head !== null) yield fewer(head.toString('latin1'))
}

function fewer(header: string): Buffer {
  let count = 0
  const fields = header.split(/\r?\n(?![ \t])/)
  const kept = fields.filter(field => !/^dkim-signature[ \t]*:/i.test(field) || ++count <= limits.signatures)
  const isEndless = (field: string) =>
    field.length > limits.addressBytes && /^(?:from|return-path)[ \t]*:/i.test(field)
  // As it came, to the byte, where there is nothing to leave out.
  if (kept.length === fields.length && !fields.some(isEndless)) return Buffer.from(header, 'latin1')
  const cut = kept.map(field => (isEndless(field) ? field.slice(0, limits.addressBytes) : field))
  return Buffer.from(cut.join('\r\n'), 'latin1')
}

type Found = Awaited<ReturnType<typeof authenticate>>

function find(raw: AsyncIterable<Uint8Array>, client: Client, resolver: Resolve): Promise<Found> {
  return authenticate(Readable.from(raw), {
    ...(client.address !== null && { ip: client.address }),
    ...(client.name !== null && { helo: client.name }),
    sender: client.mailFrom ?? '',
    mta: 'desk.invalid',
    resolver,
    disableBimi: true,
  })
}

function verdictOf({ spf, dkim, dmarc, arc }: Found, from: string): SenderVerdict {
  const signed = dkim.results.map(({ status, signingDomain }) => ({
    result: asResult(status.result),
    domain: signingDomain,
  }))
  const spfResult = spf === false ? 'none' : asResult(spf?.status.result)
  const passed = signed.find(({ result }) => result === 'pass')
  const waiting = spfResult === 'temperror' || signed.some(({ result }) => result === 'temperror')
  const dmarcResult = dmarc === false ? 'none' : asResult(dmarc.status.result)
  return {
    source: 'desk',
    spf: spfResult,
    dkim: passed?.result ?? signed[0]?.result ?? 'none',
    // Without an answer of a name server nobody knows whether the mail would have passed.
    dmarc: dmarcResult === 'fail' && waiting ? 'temperror' : dmarcResult,
    arc: arc === false ? 'none' : asResult(arc.status.result),
    policy: dmarc === false ? null : asPolicy(dmarc.policy),
    aligned:
      signed.some(({ result, domain }) => result === 'pass' && belongTogether(domain, from)) ||
      (spfResult === 'pass' && spf !== false && belongTogether(spf?.domain ?? '', from)),
  }
}
