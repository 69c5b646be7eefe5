// Is each way by which mail comes in and goes out well, and if not, what is to be done? For administrators.
import { inbox } from '#mail/inbound'
import { findSecretFault, mailboxes } from '#mail/ingress'
import { outbox } from '#mail/outbound'
import type { Door, WebDesk } from '../context.ts'
import { describeBox } from './box.ts'
import type { Mailbox, Verdict } from './verdict.ts'

const nothing = { last_mail_at: null, mails_last_day: 0, waiting: 0, last_error: null }
const boxes = mailboxes.boxNames

export async function describeMailboxes(desk: WebDesk): Promise<Mailbox[]> {
  const [figures, sent, health, smtp, lmtp, http, outgoing] = await Promise.all([
    inbox.figures(desk.db, desk.addresses),
    outbox.figures(desk.db),
    mailboxes.readHealth(desk.db, desk.config, desk.clock()),
    describeDoor('SMTP', desk.doors?.smtp, {
      state: 'off',
      detail: 'The SMTP listener is off.',
      missing: ['Set smtp_listener.enabled to true if mail servers shall hand mail to the desk by SMTP.'],
    }),
    describeDoor('LMTP', desk.doors?.lmtp, {
      state: 'not_configured',
      detail: 'LMTP is not configured.',
      missing: ['Set lmtp_listener.listen if Postfix, Exim or Dovecot shall hand mail to the desk by LMTP.'],
    }),
    describeMailRoom(desk),
    describeOutgoing(desk),
  ])
  const verdicts = {
    smtp,
    lmtp,
    http,
    incoming_email: describeBox(desk, 'incoming_email', health.get('incoming_email')),
    service_desk_email: describeBox(desk, 'service_desk_email', health.get('service_desk_email')),
  }
  const incoming = (['smtp', 'lmtp', 'http', ...boxes] as const).map(name =>
    mailbox(name, verdicts[name], figures.get(name) ?? nothing),
  )
  return [...incoming, mailbox('outgoing', outgoing, sent)]
}

function mailbox(
  name: Mailbox['name'],
  { fault, reader = null, ...verdict }: Verdict,
  figures: Pick<Mailbox, 'last_mail_at' | 'mails_last_day' | 'waiting' | 'last_error'>,
): Mailbox {
  return { name, ...verdict, ...figures, reader, last_error: fault ?? figures.last_error }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const isLoopback = (address: string) => /^(127\.|::1:|localhost:)/.test(address)

async function describeDoor(
  title: string,
  door: Door | undefined,
  absent: Pick<Verdict, 'state' | 'detail' | 'missing'>,
): Promise<Verdict> {
  if (door === undefined) return { title, address: null, ...absent }
  const { address } = door
  const fault = await door.greets().then(() => null, reasonOf)
  if (fault !== null)
    return {
      title,
      address,
      fault,
      state: 'failing',
      detail: `The ${title} listener does not answer: ${fault}.`,
      missing: ['Look into the log of the desk, and start it again.'],
    }
  const from = isLoopback(address) ? ', from this machine only' : ''
  return { title, address, state: 'up', detail: `Takes mail by ${title} on ${address}${from}.`, missing: [] }
}

/** One door for two mailboxes, each with a secret of its own. */
async function describeMailRoom({ config }: WebDesk): Promise<Verdict> {
  const title = 'HTTP (mail_room)'
  const address = `${config.external_url}/api/v4/internal/mail_room/`
  const open = boxes.flatMap(name => {
    const box = config[name]
    return box?.enabled && box.secret_file !== undefined ? [{ name, path: box.secret_file }] : []
  })
  if (open.length === 0)
    return {
      title,
      address: null,
      state: 'not_configured',
      detail: "No mailbox takes mail from GitLab's mail_room.",
      missing: [
        'Set incoming_email.secret_file to a file with 32 bytes in base64 if mail_room shall deliver by HTTP.',
      ],
    }
  const faults = await Promise.all(open.map(({ path }) => findSecretFault(path)))
  const at = faults.findIndex(fault => fault !== null)
  if (at >= 0)
    return {
      title,
      address,
      state: 'failing',
      fault: faults[at] ?? null,
      detail: "mail_room's requests cannot be checked, so none is taken.",
      missing: [`Put 32 bytes in base64 into the file that ${open[at]?.name}.secret_file names.`],
    }
  const names = open.map(({ name }) => name).join(' and ')
  return { title, address, state: 'up', detail: `Takes mail from mail_room for ${names}.`, missing: [] }
}

async function describeOutgoing({ config: { smtp } }: WebDesk): Promise<Verdict> {
  const title = 'Outgoing mail'
  if (smtp === undefined)
    return {
      title,
      address: null,
      state: 'not_configured',
      detail: 'No SMTP server is configured: mails wait in the outbox.',
      missing: ['Set smtp.address and smtp.port to your mail server; what waits is sent then.'],
    }
  const address = `${smtp.address}:${smtp.port}`
  const fault = await outbox.findServerFault(smtp)
  const missing = mailboxes.smtpSendsPasswordOpenly(smtp)
    ? [`The password goes to ${smtp.address} unencrypted: set smtp.tls or smtp.enable_starttls to true.`]
    : []
  if (fault === null) return { title, address, state: 'up', detail: `Mail leaves by ${address}.`, missing }
  return {
    title,
    address,
    fault,
    state: 'failing',
    detail: `${address} takes no mail now: ${fault}. Mails are kept and tried again.`,
    missing: ['Compare the settings under smtp with what your mail server wants.', ...missing],
  }
}
