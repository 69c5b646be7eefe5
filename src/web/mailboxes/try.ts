// Does a way of mail work right now? Somebody pressed a button and waits: sign in, look, say what was seen.
import type { admin } from '#contract'
import { DeskError } from '#kernel'
import { mailboxes } from '#mail/ingress'
import { outbox } from '#mail/outbound'
import type { WebDesk } from '../context.ts'

export type Tried = mailboxes.BoxName | 'outgoing'

/** Somebody waits; a server that is well answers in a second. */
const patienceMs = 20_000

const running = new WeakMap<object, Set<Tried>>()

/**
 * Changes nothing. What does not work is an answer, too.
 * @throws DeskError conflict while the same is being tried already, or if there is nothing to be tried
 */
export async function tryMailbox(desk: WebDesk, name: Tried): Promise<admin.Test> {
  const tests = running.get(desk.db) ?? new Set<Tried>()
  running.set(desk.db, tests)
  // Servers slow down those who sign in again and again.
  if (tests.has(name))
    throw new DeskError('conflict', `A test of ${name} is running already: wait for its result`)
  tests.add(name)
  try {
    const begun = performance.now()
    const seen = await (name === 'outgoing' ? tryOutgoing(desk) : tryBox(desk, name))
    return { ...seen, milliseconds: Math.round(performance.now() - begun) }
  } finally {
    tests.delete(name)
  }
}

type Seen = Omit<admin.Test, 'milliseconds'>
const nothingSeen = { ok: false, warnings: [], folder: null }

async function tryOutgoing({ config: { smtp } }: WebDesk): Promise<Seen> {
  if (smtp === undefined)
    throw new DeskError('conflict', 'No SMTP server is configured: set smtp.address and smtp.port')
  const at = `${smtp.address}:${smtp.port}`
  const fault = await outbox.findServerFault(smtp)
  if (fault !== null)
    return {
      ...nothingSeen,
      says: `${at} takes no mail: ${fault}. Compare the settings under smtp with what the server wants.`,
    }
  const who = smtp.user_name === undefined ? '' : ` from ${smtp.user_name}`
  return {
    ok: true,
    says: `${at} takes mail${who}.`,
    warnings: openly(mailboxes.smtpSendsPasswordOpenly(smtp)),
    folder: null,
  }
}

async function tryBox({ config }: WebDesk, name: mailboxes.BoxName): Promise<Seen> {
  const box = config[name]
  if (!mailboxes.isFetched(box))
    throw new DeskError(
      'conflict',
      `${name} is not fetched, so there is nothing to sign in to: set ${name}.host, ${name}.user and ${name}.password`,
    )
  const warnings = openly(mailboxes.sendsPasswordOpenly(box))
  try {
    const seen = await inTime(signal => mailboxes.probeMailbox(box, signal))
    const { folder, unread, total, uidNext = null, uidValidity = null, idle = null } = seen
    return {
      ok: true,
      says: `Signed in as ${box.user} and opened ${folder}: ${total} ${total === 1 ? 'mail' : 'mails'}, ${unread} unread.`,
      warnings: [...warnings, ...seen.warnings],
      folder: { name: folder, unread, total, uid_next: uidNext, uid_validity: uidValidity, idle },
    }
  } catch (error) {
    return {
      ...nothingSeen,
      warnings,
      says: sentence(error instanceof Error ? error.message : String(error)),
    }
  }
}

const openly = (open: boolean) => (open ? ['The password crosses the network unencrypted.'] : [])
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

/** A server may hang at any step, and a probe that does not notice must not keep the person waiting. */
async function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = `The server has not answered within ${patienceMs / 1000} seconds. Compare host and port, and look whether a firewall stands between`
  const ended = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new Error(late))
    ended.abort()
  }, patienceMs)
  try {
    return await Promise.race([work(ended.signal), promise])
  } finally {
    clearTimeout(timer)
  }
}
