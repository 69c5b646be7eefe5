// What does Rspamd think of a mail? (its HTTP protocol: /checkv2, /learnspam, /learnham)
import { z } from 'zod'
import { ask } from './ask.ts'
import type { CheckedMail, Checker } from './mail.ts'

/** Actions by which Rspamd says that a mail is spam; greylisting is for servers that have not taken it yet. */
const spamActions: readonly string[] = ['reject', 'add header', 'rewrite subject', 'quarantine', 'discard']
/** Symbols that are named as evidence, the weightiest first. */
const named = 5

const Result = z.object({
  action: z.string(),
  score: z.number(),
  required_score: z.number().optional(),
  is_skipped: z.boolean().optional(),
  symbols: z.record(z.string(), z.object({ score: z.number().optional() })).optional(),
})

export function rspamd({ url, password }: { url: string; password?: string | undefined }): Checker {
  const base = url.endsWith('/') ? url : `${url}/`
  const post = (path: string, mail: CheckedMail) =>
    ask(new URL(path, base), { headers: headersOf(mail, password), body: new Uint8Array(mail.raw) })
  return {
    name: 'Rspamd',
    async check(mail) {
      const { status, text } = await post('checkv2', mail)
      const parsed = Result.safeParse(status === 200 ? json(text) : undefined)
      if (!parsed.success) throw new Error(`Rspamd answered with ${status}, which is no verdict`)
      const { action, score, required_score: required, symbols = {}, is_skipped: skipped } = parsed.data
      // It also skips the rest where one rule was enough.
      if (skipped && !spamActions.includes(action)) throw new Error('Rspamd skipped the mail')
      const weights = Object.entries(symbols).sort(([, a], [, b]) => (b.score ?? 0) - (a.score ?? 0))
      const reasons = weights.slice(0, named).map(([name]) => name)
      const limit = required === undefined ? '' : ` of ${required}`
      return {
        spam: spamActions.includes(action),
        evidence: `Rspamd: ${action}, score ${score.toFixed(1)}${limit}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
      }
    },
    async ready() {
      const headers: Record<string, string> = password === undefined ? {} : { password }
      const { status } = await ask(new URL('checkv2', base), {
        headers,
        body: Buffer.from('Subject: test\r\n\r\ntest\r\n'),
      })
      return status === 200
        ? null
        : `Rspamd answered with ${status}${status === 401 || status === 403 ? ': compare rspamd.password' : ''}`
    },
    async learn(mail, as) {
      const { status, text } = await post(as === 'spam' ? 'learnspam' : 'learnham', mail)
      // 208: it has learned this very mail before.
      if (status !== 200 && status !== 204 && status !== 208)
        throw new Error(`Rspamd did not learn: ${status} ${text.slice(0, 200)}`)
    },
  }
}

/** What stands in a header must not begin another one. */
const line = (value: string) => value.replace(/[^\x20-\x7e]/g, '?')

function headersOf(mail: CheckedMail, password: string | undefined): Record<string, string> {
  const { clientAddress, clientName, mailFrom, recipients } = mail
  return {
    'content-type': 'message/rfc822',
    ...(clientAddress !== null && { ip: line(clientAddress) }),
    ...(clientName !== null && { helo: line(clientName) }),
    ...(mailFrom !== null && { from: line(mailFrom) }),
    ...(recipients.length > 0 && { rcpt: line(recipients[0] ?? '') }),
    ...(password !== undefined && { password }),
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
