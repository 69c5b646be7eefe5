// May somebody try another password? Counted in the database, so that a restart or a second node forgets nothing.
import { isIPv6 } from 'node:net'
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'

/** Attempts on one account, whoever makes them: GitLab locks an account after as many. */
const perAccount = 10
/** Attempts from one client address: an office behind one address signs in too. */
const perAddress = 50
const windowSeconds = 600

/**
 * Counts an attempt before it is made, so that a thousand at once are a thousand. Unknown accounts count like known ones:
 * the limit must not tell which exist.
 * @throws rate_limited if this one is too many
 */
export async function countAttempt(db: Db, account: string, clientAddress: string | null): Promise<void> {
  const keys = [{ key: accountKey(account), limit: perAccount }]
  if (clientAddress !== null) keys.push({ key: addressKey(clientAddress), limit: perAddress })
  for (const { key, limit } of keys) {
    const { attempts } = await db
      .insertInto('sign_in_attempts')
      .values({ key, attempts: 1, window_ends_at: windowEnd })
      .onConflict(conflict =>
        conflict.column('key').doUpdateSet({
          attempts: sql`case when sign_in_attempts.window_ends_at > now() then sign_in_attempts.attempts + 1 else 1 end`,
          window_ends_at: sql`case when sign_in_attempts.window_ends_at > now() then sign_in_attempts.window_ends_at else ${windowEnd} end`,
        }),
      )
      .returning('attempts')
      .executeTakeFirstOrThrow()
    if (attempts > limit)
      throw new DeskError(
        'rate_limited',
        `Too many attempts to sign in. Try again in ${windowSeconds / 60} minutes.`,
      )
  }
}

const windowEnd = sql<Date>`now() + make_interval(secs => ${sql.lit(windowSeconds)})`

/** A success clears the account (not the address: one known password must not buy guesses at others), and old windows. */
export async function forgetAttempts(db: Db, account: string): Promise<void> {
  await db
    .deleteFrom('sign_in_attempts')
    .where(({ eb, or }) =>
      or([eb('key', '=', accountKey(account)), eb('window_ends_at', '<', sql<Date>`now()`)]),
    )
    .execute()
}

/**
 * Takes back one attempt of an address, which was right. Programs send their password with each request: they must not use
 * up what an address has, and gain nothing for guesses.
 */
export async function forgiveAttempt(db: Db, clientAddress: string): Promise<void> {
  await db
    .updateTable('sign_in_attempts')
    .set({ attempts: sql`greatest(attempts - 1, 0)` })
    .where('key', '=', addressKey(clientAddress))
    .execute()
}

const accountKey = (account: string) => `account:${account.slice(0, 254).toLowerCase()}`

/** Whoever has one IPv6 address has the /64 around it (RFC 6177). */
function addressKey(address: string): string {
  if (!isIPv6(address) || /^::ffff:/i.test(address)) return `address:${address.replace(/^::ffff:/i, '')}`
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(group => group !== '')
  const filled = tail === undefined ? groups : [...groups, ...Array<string>(4).fill('0')]
  return `address:${filled.slice(0, 4).join(':')}::/64`.toLowerCase()
}
