// What did a server that we trust find out about the sender? Its Authentication-Results (RFC 8601).
import { asPolicy, asResult, belongTogether, type SenderVerdict } from './verdict.ts'

/** Characters of one header that are read; honest ones have some hundred. */
const longest = 10_000

type Method = { result: string; properties: Map<string, string>; comments: string }

type Segment = { text: string; comments: string }

/** Parts between semicolons; those in comments, which may be nested, and in quotes separate nothing (RFC 5322 §3.2.2). */
function segmentsOf(value: string): Segment[] {
  const segments: Segment[] = [{ text: '', comments: '' }]
  let depth = 0
  let quoted = false
  for (const character of value) {
    const segment = segments.at(-1) as Segment
    if (character === '"' && depth === 0) quoted = !quoted
    if (quoted || (depth === 0 && !/[();]/.test(character))) segment.text += character
    else if (depth === 0 && character === ';') segments.push({ text: '', comments: '' })
    else if (character === '(') depth++
    else if (character === ')') depth = Math.max(0, depth - 1)
    else segment.comments += character
    if (!quoted && /[()]/.test(character)) segment.comments += ' '
  }
  return segments
}

function methodsIn(value: string): { server: string; methods: Map<string, Method[]> } {
  const [first, ...rest] = segmentsOf(value.slice(0, longest).replace(/\s+/g, ' '))
  const server = first?.text.trim().split(' ')[0]?.toLowerCase() ?? ''
  const methods = new Map<string, Method[]>()
  for (const { text, comments } of rest) {
    const [, name = '', result = ''] =
      /^\s*([a-z][a-z0-9-]{0,20})(?:\/\d+)?\s*=\s*([a-z]{1,20})/i.exec(text) ?? []
    if (name === '') continue
    const properties = new Map(
      [...text.matchAll(/\s([a-z]{1,20}(?:\.[a-z-]{1,30})?)\s*=\s*"?([^\s";]{1,320})"?/gi)].map(match => [
        (match[1] ?? '').toLowerCase(),
        match[2] ?? '',
      ]),
    )
    const same = methods.get(name.toLowerCase()) ?? []
    methods.set(name.toLowerCase(), [...same, { result, properties, comments }])
  }
  return { server, methods }
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/** The field names of policies differ: Google writes `(p=REJECT …)`, Microsoft `action=quarantine`, Rspamd `(policy=reject)`. */
function policyOf({ properties, comments }: Method): SenderVerdict['policy'] {
  const named = /(?:^|[\s,;])(?:p|policy)\s*=\s*([a-z]+)/i.exec(comments)?.[1]
  const action = properties.get('action')?.replace(/^o/i, '')
  return asPolicy(named ?? properties.get('policy.p') ?? action)
}

/**
 * Only the topmost header counts: servers write theirs above what was there, so that one further down may be the sender's own.
 * @param headers values of Authentication-Results, the topmost first
 * @param trusts whether the server of that name (authserv-id) is believed
 * @param from the domain in From
 */
export function readResults(
  headers: readonly string[],
  trusts: (server: string) => boolean,
  from: string,
): SenderVerdict | null {
  const [topmost] = headers
  if (topmost === undefined) return null
  const { server, methods } = methodsIn(topmost)
  if (server === '' || !trusts(server)) return null
  const dkims = methods.get('dkim') ?? []
  const [spf] = methods.get('spf') ?? []
  const [dmarc] = methods.get('dmarc') ?? []
  const [arc] = methods.get('arc') ?? []
  const dkimAligned = dkims.some(
    ({ result, properties }) =>
      asResult(result) === 'pass' &&
      belongTogether(domainOf(properties.get('header.d') ?? properties.get('header.i') ?? ''), from),
  )
  const spfAligned =
    asResult(spf?.result) === 'pass' &&
    belongTogether(domainOf(spf?.properties.get('smtp.mailfrom') ?? ''), from)
  return {
    source: 'relay',
    relay: server,
    spf: asResult(spf?.result),
    dkim: dkims.some(({ result }) => asResult(result) === 'pass') ? 'pass' : asResult(dkims[0]?.result),
    dmarc: asResult(dmarc?.result),
    arc: asResult(arc?.result),
    policy: dmarc === undefined ? null : policyOf(dmarc),
    aligned: dkimAligned || spfAligned,
  }
}
