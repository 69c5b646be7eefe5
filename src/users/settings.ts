// What is said of the desk as a whole?
import type { Db, Tx } from '#db'
import { DeskError } from '#kernel'

export type InstanceSettings = {
  /** Named in mails ("<instance name> Support Bot") and on pages. */
  instance_name: string
}

const defaults: InstanceSettings = { instance_name: 'Deskbell' }

/** A name in a mail's From header; longer ones are cut by mail programs anyway. */
const maxName = 100

/** All instance settings, with the defaults for those that nobody has set. */
export async function get(db: Db): Promise<InstanceSettings> {
  const rows = await db
    .selectFrom('instance_settings')
    .select(['key', 'value'])
    .where('key', 'in', Object.keys(defaults))
    .execute()
  return { ...defaults, ...Object.fromEntries(rows.map(row => [row.key, row.value])) }
}

/** Changes what is given. @throws invalid naming the setting */
export async function set(tx: Tx, change: { instance_name?: string | undefined }): Promise<InstanceSettings> {
  const name = change.instance_name?.trim()
  if (name !== undefined) {
    if (name === '') throw DeskError.invalid('instance_name', "can't be blank")
    if (name.length > maxName)
      throw DeskError.invalid('instance_name', `is too long (maximum is ${maxName} characters)`)
    if (/\p{Cc}/u.test(name)) throw DeskError.invalid('instance_name', 'cannot contain control characters')
    const value = JSON.stringify(name)
    await tx
      .insertInto('instance_settings')
      .values({ key: 'instance_name', value })
      .onConflict(conflict => conflict.column('key').doUpdateSet({ value, updated_at: new Date() }))
      .execute()
  }
  return get(tx)
}
