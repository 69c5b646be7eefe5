// What is said of the desk as a whole?
import type { Db, Tx } from '#db'
import { DeskError } from '#kernel'

export type InstanceSettings = {
  /** Named in mails ("<instance name> Support Bot") and on pages. */
  instance_name: string
  /** Markdown at the beginning and at the end of mails to customers: `%{SYSTEM_HEADER}` and `%{SYSTEM_FOOTER}`. */
  header_message: string
  footer_message: string
  /** What the law wants in mails, as it is typed: `%{ADDITIONAL_TEXT}`. */
  email_additional_text: string
}

const defaults: InstanceSettings = {
  instance_name: 'Deskbell',
  header_message: '',
  footer_message: '',
  email_additional_text: '',
}
const mailTexts = ['header_message', 'footer_message', 'email_additional_text'] as const

/** Characters of a text that stands in every mail; GitLab's number. */
const maxMailText = 10_000

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

/** Whether and by which key new tickets are shown to Akismet, where the configuration does not say it. */
export type AkismetSetting = { enabled: boolean; sealedKey: string | null }

/** What the key is sealed for. */
export const akismetPurpose = 'Akismet key'
const noAkismet: AkismetSetting = { enabled: false, sealedKey: null }

export async function getAkismet(db: Db): Promise<AkismetSetting> {
  const row = await db
    .selectFrom('instance_settings')
    .select('value')
    .where('key', '=', 'akismet')
    .executeTakeFirst()
  return { ...noAkismet, ...(row?.value as Partial<AkismetSetting> | undefined) }
}

/** @throws invalid if it is switched on without a key */
export async function setAkismet(tx: Tx, change: Partial<AkismetSetting>): Promise<AkismetSetting> {
  const wanted = { ...(await getAkismet(tx)), ...change }
  if (wanted.enabled && wanted.sealedKey === null)
    throw DeskError.invalid('akismet_api_key', "can't be blank if Akismet is on")
  await store(tx, 'akismet', wanted)
  return wanted
}

async function store(tx: Tx, key: string, given: unknown): Promise<void> {
  const value = JSON.stringify(given)
  await tx
    .insertInto('instance_settings')
    .values({ key, value })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value, updated_at: new Date() }))
    .execute()
}

/** Changes what is given. @throws invalid naming the setting */
export async function set(
  tx: Tx,
  change: { [name in keyof InstanceSettings]?: string | undefined },
): Promise<InstanceSettings> {
  const name = change.instance_name?.trim()
  if (name !== undefined) {
    if (name === '') throw DeskError.invalid('instance_name', "can't be blank")
    if (name.length > maxName)
      throw DeskError.invalid('instance_name', `is too long (maximum is ${maxName} characters)`)
    if (/\p{Cc}/u.test(name)) throw DeskError.invalid('instance_name', 'cannot contain control characters')
    await store(tx, 'instance_name', name)
  }
  for (const key of mailTexts) {
    const text = change[key]?.replace(/\r\n?/g, '\n').replaceAll('\0', '').trim()
    if (text === undefined) continue
    if (text.length > maxMailText)
      throw DeskError.invalid(key, `is too long (maximum is ${maxMailText} characters)`)
    await store(tx, key, text)
  }
  return get(tx)
}
