// What did the mail say that became this ticket or note, and what did its sender make it look like?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Message } from '#mail/message'
import type { Person } from '#users'
import { withoutKeys } from '../apply/text.ts'
import { readAgain } from '../read-mail.ts'
import { type Became, findOrigin } from './origin.ts'

/** The fields that tell people who wrote to whom, in the order in which they are shown. */
const shownFields = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Date',
  'Subject',
  'Message-ID',
  'Delivered-To',
  'List-Id',
] as const
/** Fields of one name that are shown; relays each add a Delivered-To. */
const mostOfName = 20
/** Characters of one field; a thousand recipients. */
const fieldLength = 50_000

export type Original = {
  inboxId: number
  headers: { name: string; value: string }[]
  text: string
  /** As it came but for our own keys: not yet fit to be shown. */
  html: string | null
  attachments: Message['attachments']
}

/** @throws as `findOrigin`; rate_limited, unavailable: a big mail cannot be read now */
export async function readOriginal(db: Db, by: Person, became: Became): Promise<Original> {
  const { id: inboxId } = await findOrigin(db, by, became)
  const { rows } = await sql<{ rawMailId: number; size: number; head: Buffer }>`
    select raw_mails.id as "rawMailId", size, head
    from raw_mails join inbox on inbox.raw_mail_id = raw_mails.id where inbox.id = ${inboxId}`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error(`the raw mail of ${inboxId} went away`)
  const { headers, text, html, attachments } = await readAgain(db, row)
  const shown = shownFields.flatMap(name =>
    headers
      .all(name)
      .slice(0, mostOfName)
      .map(value => ({ name, value: withoutKeys(value.slice(0, fieldLength)) })),
  )
  return {
    inboxId,
    headers: shown,
    text: withoutKeys(text),
    html: html && withoutKeys(html),
    attachments,
  }
}
