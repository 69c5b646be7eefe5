// Does a mail that we send come in again? One to an address of the mailbox itself, known as our own when it arrives.
import { sql } from 'kysely'
import { DeskError, randomHex } from '#kernel'
import { type OutboundDesk, outbox } from '#mail/outbound'
import { type MailAddresses, replyAddress, unsubscribeAddress } from '#projects'
import type { BoxName } from './box.ts'

export type RoundTripDesk = Pick<OutboundDesk, 'db' | 'addresses' | 'config' | 'identity' | 'clock'>

export type RoundTrip = {
  /** Says all that is needed to find it again. */
  id: string
  state: 'sent' | 'arrived' | 'failed'
  sent_at: Date
  arrived_at: Date | null
  milliseconds: number | null
  /** The door by which it came. */
  ingress: string | null
  /** In a sentence. */
  says: string
}

/** Minutes after which a mail that has not come is no longer waited for. */
const patienceMinutes = 10
/** The address takes mail for so long; later a copy that is still under way is refused at the door. */
const addressHours = 24
/** Mails looked at, the latest ones: there is no index by Message-ID, and a round trip is news. */
const lookedAt = 20_000
const subjectOf = (mark: string) => `Deskbell round trip ${mark}`

/**
 * Sends one mail by the outgoing server to an address of the mailbox.
 * @throws DeskError where the mailbox has no address, or no SMTP server is configured
 */
export async function sendRoundTrip(desk: RoundTripDesk, name: BoxName): Promise<RoundTrip> {
  const pattern = name === 'incoming_email' ? desk.addresses.incoming : desk.addresses.serviceDesk
  if (pattern === null)
    throw new DeskError('conflict', `${name} is not in use: set ${name}.enabled and ${name}.address`)
  if (desk.config.smtp === undefined)
    throw new DeskError('conflict', 'No SMTP server is configured: set smtp.address and smtp.port')
  const recipient = await makeAddress(desk, pattern)
  const sentAt = desk.clock()
  const { mark, outcome } = await outbox.sendProbe(desk, {
    recipient,
    subjectFor: subjectOf,
    text: `This mail tries whether mail to ${name} arrives at the desk. Nobody needs to read or answer it.`,
  })
  const trip = { id: `${sentAt.getTime().toString(36)}-${mark}`, sent_at: sentAt, ...nowhereYet }
  if (outcome.kind === 'sent')
    return { ...trip, state: 'sent', says: `The mail to ${recipient} left. It is waited for.` }
  const says = `The mail to ${recipient} could not be sent: ${outcome.reason}. Compare smtp.* with what the server wants.`
  return { ...trip, state: 'failed', says }
}

type Pattern = NonNullable<MailAddresses['incoming']>

const nowhereYet = { arrived_at: null, milliseconds: null, ingress: null }

/**
 * An address that any mail server in between, and our own listeners, take: that of a key which names no ticket. Nothing but
 * taking back a subscription that is none can be done with it.
 */
async function makeAddress({ db, clock }: RoundTripDesk, pattern: Pattern): Promise<string> {
  const only: MailAddresses = { incoming: pattern, serviceDesk: null }
  const key = randomHex(16)
  const address = unsubscribeAddress(only, key) ?? replyAddress(only, key)
  if (address === null) throw new Error('a mailbox without an address')
  const expiresAt = new Date(clock().getTime() + addressHours * 3_600_000)
  if (pattern.keyed)
    await sql`
      insert into reply_keys (key, issue_id, recipient, expires_at)
      values (${key}, null, ${address}, ${expiresAt})`.execute(db)
  return address
}

const idShape = /^([0-9a-z]{6,10})-([0-9a-f]+\.[0-9a-f]+)$/

type Found = { received_at: Date; ingress: string }

/** What became of it. @throws not_found if `id` is none of a round trip */
export async function findRoundTrip({ db, clock }: RoundTripDesk, id: string): Promise<RoundTrip> {
  const [, time = '', mark = ''] = idShape.exec(id) ?? []
  if (mark === '') throw DeskError.notFound('Round trip')
  const sentAt = new Date(Number.parseInt(time, 36))
  const { rows } = await sql<Found>`
    select received_at, ingress from (
      select id, received_at, ingress, message_id, subject from inbox order by id desc limit ${lookedAt}) latest
    where split_part(message_id, '@', 1) = ${mark} or subject = ${subjectOf(mark)}
    order by id limit 1`.execute(db)
  const trip = { id, sent_at: sentAt }
  const [found] = rows
  if (found !== undefined) {
    const milliseconds = Math.max(0, found.received_at.getTime() - sentAt.getTime())
    const says = `The mail came back after ${(milliseconds / 1000).toFixed(1)} seconds.`
    const { received_at, ingress } = found
    return { ...trip, state: 'arrived', arrived_at: received_at, milliseconds, ingress, says }
  }
  const waited = clock().getTime() - sentAt.getTime()
  if (waited < patienceMinutes * 60_000)
    return { ...trip, ...nowhereYet, state: 'sent', says: 'The mail left and has not arrived yet.' }
  const says =
    `The mail has not arrived within ${patienceMinutes} minutes. Look for it in the mailbox, in its folder for junk, ` +
    'and in the log of the mail server; a server without sub-addressing does not know the part after the +.'
  return { ...trip, ...nowhereYet, state: 'failed', says }
}
