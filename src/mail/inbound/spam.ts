// Is this mail spam, and what do the checkers learn when a person says otherwise?
import { sql } from 'kysely'
import type { Db } from '#db'
import { type AutomaticVerdict, type Message, parseMessage } from '#mail/message'
import { isAuthenticated, type SenderVerdict } from '#mail/senders'
import {
  akismetUrl,
  type CheckedMail,
  checkersOf,
  checkSpam,
  limits,
  type SpamConfig,
  type SpamVerdict,
} from '#mail/spam'
import { settings } from '#users'
import type { InboundDesk } from './desk.ts'
import { type InboxRow, rawPieces } from './load.ts'
import { relaysIn } from './sender.ts'

type Envelope = Pick<InboxRow, 'recipients' | 'mailFrom' | 'clientAddress' | 'clientName'>

function checkedMail(raw: Uint8Array, message: Message, envelope: Envelope): CheckedMail {
  const { headers, author: from, subject, text } = message
  const { recipients, mailFrom, clientAddress, clientName } = envelope
  return { raw, headers, from, subject, text, recipients, mailFrom, clientAddress, clientName }
}

/** The configuration counts before the settings. A key that cannot be opened is as good as none, and said. */
function configured(
  { config, secrets, log }: InboundDesk,
  setting: settings.AkismetSetting | null,
): SpamConfig {
  if (config.akismet !== undefined || !setting?.enabled || setting.sealedKey === null) return config
  try {
    const key = secrets?.open(setting.sealedKey, settings.akismetPurpose)
    if (key === undefined) return config
    return { ...config, akismet: { enabled: true, api_key: key, url: akismetUrl } }
  } catch (error) {
    log.warn({ err: error }, 'new tickets are not shown to Akismet')
    return config
  }
}

/** The server that handed it over, as it names itself in the topmost Received line (RFC 5321 §4.4). */
const handedOverBy = ({ headers }: Message) =>
  /\bby\s+([a-z0-9.-]{1,253})/i.exec(headers.raw('received')[0]?.slice(0, 2000) ?? '')?.[1] ?? ''

/**
 * Asked for mail that may open a ticket; not for what is old, was let through by a person, or is a proven member's, whose
 * words are nobody else's business.
 * @returns null if nobody was asked
 */
export async function spamOf(
  desk: InboundDesk,
  row: InboxRow,
  message: Message,
  { verdict, sender }: { verdict: AutomaticVerdict; sender: SenderVerdict },
): Promise<SpamVerdict | null> {
  if (row.quiet || row.released || row.project === null) return null
  if (verdict.kind === 'report' || verdict.kind === 'auto-reply') return null
  const checkers = checkersOf(configured(desk, row.akismet))
  const relays = relaysIn(desk.config)
  const trusted =
    (row.clientAddress !== null && relays.hasAddress(row.clientAddress)) ||
    relays.hasName(handedOverBy(message))
  if (checkers.length === 0 && !trusted) return null
  const asked = (await isProvenMember(desk.db, message, sender)) ? [] : checkers
  return checkSpam(asked, checkedMail(row.head, message, row), { trusted, log: desk.log })
}

async function isProvenMember(db: Db, { author }: Message, sender: SenderVerdict): Promise<boolean> {
  if (author === null || !isAuthenticated(sender)) return false
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from users where lower(email) = ${author.address.toLowerCase()} and state = 'active'
      and not is_bot) as found`.execute(db)
  return rows[0]?.found ?? false
}

/**
 * The job `spam.learn`: each checker hears what a person decided.
 * @throws if one of them did not take it, so that the job is tried again; to learn the same mail twice does no harm
 */
export async function learnSpam(
  desk: InboundDesk,
  { inboxId, as }: { inboxId: number; as: 'spam' | 'ham' },
): Promise<void> {
  const checkers = checkersOf(configured(desk, await settings.getAkismet(desk.db)))
  if (checkers.length === 0) return
  const { rows } = await sql<Envelope & { rawMailId: number }>`
    select raw_mail_id as "rawMailId", recipients, mail_from as "mailFrom", client_address as "clientAddress",
      client_name as "clientName" from inbox where id = ${inboxId}`.execute(desk.db)
  const [row] = rows
  if (row === undefined) return
  const raw = await beginning(desk.db, row.rawMailId)
  const mail = checkedMail(raw, await parseMessage(raw), row)
  const answers = await Promise.allSettled(checkers.map(checker => checker.learn(mail, as)))
  const failed = answers.find(answer => answer.status === 'rejected')
  if (failed) throw failed.reason
}

async function beginning(db: Db, rawMailId: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of rawPieces(db, rawMailId)) {
    pieces.push(piece)
    size += piece.length
    if (size >= limits.checkedBytes) break
  }
  return Buffer.concat(pieces).subarray(0, limits.checkedBytes)
}
