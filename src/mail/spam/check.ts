// Is a new ticket spam? Asked in order: a trusted server's headers, Rspamd, Akismet. Who gives no answer holds up nothing.
import type { Log } from '#kernel'
import { akismet } from './akismet.ts'
import { type CheckedMail, type Checker, limits } from './mail.ts'
import { relayOpinion } from './relay.ts'
import { rspamd } from './rspamd.ts'

export type SpamVerdict = {
  verdict: 'spam' | 'ham' | 'unchecked'
  evidence: string
}

export type SpamConfig = {
  external_url?: string | undefined
  akismet?: { enabled: boolean; api_key: string; url: string } | undefined
  rspamd?: { url: string; password?: string | undefined } | undefined
}

/** Those that are configured, in the order in which they are asked. */
export function checkersOf(config: SpamConfig): Checker[] {
  const { akismet: key, rspamd: server, external_url: blog = 'http://localhost' } = config
  return [
    ...(server === undefined ? [] : [rspamd(server)]),
    ...(key?.enabled ? [akismet({ apiKey: key.api_key, url: key.url, blog })] : []),
  ]
}

/**
 * The first who says "spam" decides. Nothing is thrown: a checker that is down leaves the mail unchecked.
 * @param trusted whether the server that handed the mail over is believed
 * @returns null if nobody is there to be asked
 */
export async function checkSpam(
  checkers: readonly Checker[],
  given: CheckedMail,
  { trusted, log }: { trusted: boolean; log: Log },
): Promise<SpamVerdict | null> {
  const mail = { ...given, raw: given.raw.subarray(0, limits.checkedBytes) }
  const relay = trusted ? relayOpinion(mail) : null
  if (relay !== null) return { verdict: 'spam', evidence: relay.evidence }
  const said: string[] = []
  const failed: string[] = []
  for (const checker of checkers) {
    try {
      const { spam, evidence } = await checker.check(mail)
      if (spam) return { verdict: 'spam', evidence }
      said.push(evidence)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.warn({ checker: checker.name, reason }, 'a mail could not be checked for spam')
      failed.push(reason)
    }
  }
  if (said.length === 0 && failed.length === 0) return null
  return { verdict: said.length === 0 ? 'unchecked' : 'ham', evidence: [...said, ...failed].join('; ') }
}
