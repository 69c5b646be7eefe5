// Who writes what comes in by mail? One bot for the whole desk (SPEC §1), made with the first start.
import type { Db, Tx } from '#db'
import type { Person } from './person.ts'
import { personColumns, toPerson } from './person.ts'

const username = 'support-bot'
/** RFC 2606 §2: a domain that can never receive mail. */
const address = 'support-bot@deskbell.invalid'

const known = new WeakMap<Db, Person>()

/** Makes the Support Bot if the desk has none yet. It has no password, and bots cannot sign in. */
export async function ensureSupportBot(tx: Tx): Promise<Person> {
  await tx
    .insertInto('users')
    .values({ username, name: 'Support Bot', email: address, email_verified: false, is_bot: true })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  return find(tx)
}

/** The Support Bot. Asked with the desk's own `Db` (not a transaction), it is read once and then known. */
export async function supportBot(db: Db): Promise<Person> {
  const person = known.get(db) ?? (await find(db))
  known.set(db, person)
  return person
}

async function find(db: Db): Promise<Person> {
  const row = await db
    .selectFrom('users')
    .select(personColumns)
    .where('username', '=', username)
    .where('is_bot', '=', true)
    .executeTakeFirst()
  if (row === undefined) throw new Error('the Support Bot is missing: was the desk migrated?')
  return toPerson(row)
}
