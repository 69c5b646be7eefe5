// Which desk is this, and what does it sign with?
import type { Tx } from '#db'
import { randomHex } from '#kernel'

/** Public: stands in mails, so that the desk knows its own when they come back. */
const idBytes = 8
/** For HMAC-SHA-256 and session cookies: as many bits as the digest has. */
const secretBytes = 32

/** The desk's id and secret, made with the first call and the same ever after. */
export async function instanceIdentity(tx: Tx): Promise<{ id: string; secret: string }> {
  const fresh = { id: randomHex(idBytes), secret: randomHex(secretBytes) }
  await tx
    .insertInto('instance_settings')
    .values({ key: 'identity', value: JSON.stringify(fresh) })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const { value } = await tx
    .selectFrom('instance_settings')
    .select('value')
    .where('key', '=', 'identity')
    .executeTakeFirstOrThrow()
  return value as typeof fresh
}
