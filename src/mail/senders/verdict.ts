// How sure is it who wrote? The results of RFC 8601 §2.7, and what follows from them.

/** The standard's words; whatever else servers write is `none`. */
const results = ['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror'] as const
export type Result = (typeof results)[number]

export type SenderVerdict = {
  /** Who found it out: the desk itself, a server that it trusts, or nobody. */
  source: 'desk' | 'relay' | 'nobody'
  /** Whose header it was. */
  relay?: string
  spf: Result
  dkim: Result
  dmarc: Result
  arc: Result
  /** What the domain in From asks for, if DMARC fails. */
  policy: 'none' | 'quarantine' | 'reject' | null
  /** SPF or DKIM passed for the domain in From, or one above or below it (RFC 7489 §3.1, relaxed). */
  aligned: boolean
}

export const nobodyKnows: SenderVerdict = {
  source: 'nobody',
  spf: 'none',
  dkim: 'none',
  dmarc: 'none',
  arc: 'none',
  policy: null,
  aligned: false,
}

export const asResult = (word: string | undefined): Result => {
  const given = word?.toLowerCase() === 'temperr' ? 'temperror' : word?.toLowerCase()
  return results.find(result => result === given) ?? 'none'
}

export const asPolicy = (word: string | undefined): SenderVerdict['policy'] =>
  (['none', 'quarantine', 'reject'] as const).find(policy => policy === word?.toLowerCase()) ?? null

/** Whether a mail to the address in From reaches who wrote. */
export const isAuthenticated = ({ dmarc, aligned }: SenderVerdict): boolean =>
  dmarc === 'pass' || (aligned && dmarc !== 'fail')

/** Whether the domain in From disowns the mail, and wishes that it be kept away. */
export const isDisowned = ({ dmarc, policy }: SenderVerdict): boolean =>
  dmarc === 'fail' && (policy === 'reject' || policy === 'quarantine')

/** Domains of one owner, as relaxed alignment has it. */
export function belongTogether(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  return a !== '' && b !== '' && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`))
}

/** In a few words, for the inbox log: `DMARC pass, SPF pass, DKIM pass (found out by the desk)`. */
export function inWords(verdict: SenderVerdict): string {
  const { source, relay, spf, dkim, dmarc, arc, policy } = verdict
  const asks = dmarc === 'fail' && policy !== null ? ` (the domain asks for ${policy})` : ''
  const chain = arc === 'none' ? '' : `, ARC ${arc}`
  const who = source === 'relay' ? `says ${relay}` : 'found out by the desk'
  return `DMARC ${dmarc}${asks}, SPF ${spf}, DKIM ${dkim}${chain}; ${who}`
}
