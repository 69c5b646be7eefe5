// Is each way by which mail comes in and goes out well, and if not, what is to be done? For administrators.
import type { admin } from '#contract'
import { inbox } from '#mail/inbound'
import { findSecretFault } from '#mail/ingress'
import { outbox } from '#mail/outbound'
import { serviceDeskAddress } from '#projects'
import type { Door, WebDesk } from './context.ts'

type Mailbox = admin.Mailbox
/** What is said of a way beside what went over it. */
type Verdict = Pick<Mailbox, 'title' | 'address' | 'state' | 'detail' | 'missing'> & { fault?: string | null }
type Box = 'incoming_email' | 'service_desk_email'

const nothing = { last_mail_at: null, mails_last_day: 0, waiting: 0, last_error: null }
const boxes = ['incoming_email', 'service_desk_email'] as const

export async function describeMailboxes(desk: WebDesk): Promise<Mailbox[]> {
  const [figures, sent, smtp, lmtp, http, outgoing] = await Promise.all([
    inbox.figures(desk.db, desk.addresses),
    outbox.figures(desk.db),
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
    incoming_email: describeBox(desk, 'incoming_email'),
    service_desk_email: describeBox(desk, 'service_desk_email'),
  }
  const incoming = (['smtp', 'lmtp', 'http', ...boxes] as const).map(name =>
    mailbox(name, verdicts[name], figures.get(name) ?? nothing),
  )
  return [...incoming, mailbox('outgoing', outgoing, sent)]
}

function mailbox(
  name: Mailbox['name'],
  { fault, ...verdict }: Verdict,
  figures: Pick<Mailbox, 'last_mail_at' | 'mails_last_day' | 'waiting' | 'last_error'>,
): Mailbox {
  return { name, ...verdict, ...figures, last_error: fault ?? figures.last_error }
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

const configure: Record<Box, string> = {
  incoming_email:
    'Set incoming_email.enabled to true and incoming_email.address to an address with %{key}, ' +
    'like incoming+%{key}@desk.example.com, if projects and answers shall be reached by it.',
  service_desk_email:
    'Set service_desk_email.enabled to true and service_desk_email.address to an address with +%{key}, ' +
    'like contact+%{key}@desk.example.com, if projects shall choose addresses of their own.',
}

/** A project as an example, to show what its address looks like. */
const example = { id: 42, full_path: 'group/project' }

function describeBox({ config, addresses }: WebDesk, name: Box): Verdict {
  const title = name === 'incoming_email' ? 'Incoming email' : 'Service Desk email'
  const box = config[name]
  const address = box?.address ?? null
  const pattern = name === 'incoming_email' ? addresses.incoming : addresses.serviceDesk
  if (pattern === null) {
    const off = box !== undefined && address !== null
    const detail = off ? `${name} is turned off.` : `${name} is not configured.`
    return { title, address, state: off ? 'off' : 'not_configured', detail, missing: [configure[name]] }
  }
  const own = serviceDeskAddress(example, { incoming: null, serviceDesk: null, [keyOf(name)]: pattern })
  const detail =
    own === null ? 'Takes answers to mails, but no new tickets.' : `Projects have addresses like ${own}.`
  const missing = missingOf(name, { host: pattern.host, fetchedFrom: box?.host })
  const fetched = box?.host !== undefined
  return { title, address, state: fetched ? 'failing' : 'up', detail, missing }
}

const keyOf = (name: Box) => (name === 'incoming_email' ? 'incoming' : 'serviceDesk')

function missingOf(name: Box, { host, fetchedFrom }: { host: string; fetchedFrom: string | undefined }) {
  const missing: string[] = []
  if (host.endsWith('.localhost'))
    missing.push(
      `Nobody outside this machine can write to ${host}: set ${name}.address to an address of a domain of yours.`,
    )
  if (fetchedFrom !== undefined)
    missing.push(
      `The desk does not fetch mail from ${fetchedFrom}: let the mailbox forward to the SMTP listener, or mail_room deliver it.`,
    )
  return missing
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
  if (fault === null)
    return { title, address, state: 'up', detail: `Mail leaves by ${address}.`, missing: [] }
  return {
    title,
    address,
    fault,
    state: 'failing',
    detail: `${address} takes no mail now: ${fault}. Mails are kept and tried again.`,
    missing: ['Compare the settings under smtp with what your mail server wants.'],
  }
}
