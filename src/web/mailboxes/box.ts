// How is a mailbox of the configuration: is it read, by what, and what is to be done if not?
import type { admin } from '#contract'
import { mailboxes } from '#mail/ingress'
import { serviceDeskAddress } from '#projects'
import type { WebDesk } from '../context.ts'
import type { Verdict } from './verdict.ts'

type Settings = mailboxes.BoxSettings

const configure: Record<mailboxes.BoxName, string> = {
  incoming_email:
    'Set incoming_email.enabled to true and incoming_email.address to an address with %{key}, ' +
    'like incoming+%{key}@desk.example.com, if projects and answers shall be reached by it.',
  service_desk_email:
    'Set service_desk_email.enabled to true and service_desk_email.address to an address with +%{key}, ' +
    'like contact+%{key}@desk.example.com, if projects shall choose addresses of their own.',
}

/** A project as an example, to show what its address looks like. */
const example = { id: 42, full_path: 'group/project' }

/** @param health absent: the mailbox is not fetched */
export function describeBox(
  { config, addresses, clock }: WebDesk,
  name: mailboxes.BoxName,
  health: mailboxes.Health | undefined,
): Verdict {
  const title = name === 'incoming_email' ? 'Incoming email' : 'Service Desk email'
  const box = config[name]
  const address = box?.address ?? null
  const pattern = name === 'incoming_email' ? addresses.incoming : addresses.serviceDesk
  if (box === undefined || pattern === null) {
    const off = box !== undefined && address !== null
    const detail = off ? `${name} is turned off.` : `${name} is not configured.`
    return { title, address, state: off ? 'off' : 'not_configured', detail, missing: [configure[name]] }
  }
  const own = serviceDeskAddress(example, { incoming: null, serviceDesk: null, [keyOf(name)]: pattern })
  const takes =
    own === null ? 'Takes answers to mails, but no new tickets.' : `Projects have addresses like ${own}.`
  const missing = [...missingOf(name, box, pattern.host), ...(health ? toDoFor(health) : [])]
  if (health === undefined) return { title, address, state: 'up', detail: takes, missing }
  const { trouble, reader } = health
  const state = trouble ? 'failing' : reader?.state === 'connected' ? 'up' : 'connecting'
  const detail = `${sentenceOf(box, health)} ${takes}`
  return {
    title,
    address,
    state,
    detail,
    missing,
    fault: trouble?.says ?? null,
    reader: shown(box, health, clock()),
  }
}

const keyOf = (name: mailboxes.BoxName) => (name === 'incoming_email' ? 'incoming' : 'serviceDesk')

const methods = { imap: 'IMAP', microsoft_graph: 'Microsoft Graph' } as const

function sentenceOf(box: Settings, { reader, trouble }: mailboxes.Health): string {
  const place = mailboxes.placeOf(box)
  if (trouble !== null) return `No mail is fetched from ${place}.`
  if (reader?.state !== 'connected') return `Signs in to fetch mail from ${place}.`
  const soon = reader.idle ? 'as soon as it comes' : 'in intervals'
  return `Fetches mail from ${place} ${soon}, by ${methods[box.inbox_method]}.`
}

function missingOf(name: mailboxes.BoxName, box: Settings, domain: string): string[] {
  const missing: string[] = []
  if (domain.endsWith('.localhost'))
    missing.push(
      `Nobody outside this machine can write to ${domain}: set ${name}.address to an address of a domain of yours.`,
    )
  if (box.host !== undefined && box.inbox_method === 'imap' && box.user === undefined)
    missing.push(`No mail is fetched from ${box.host}: set ${name}.user and ${name}.password.`)
  if (mailboxes.sendsPasswordOpenly(box))
    missing.push(
      `The password goes to ${box.host} unencrypted: set ${name}.ssl (port 993) or ${name}.start_tls to true.`,
    )
  return missing
}

function toDoFor({ trouble, leftovers }: mailboxes.Health): string[] {
  const missing: string[] = []
  if (trouble !== null)
    missing.push('Repair what the error names. The desk goes on trying by itself; “Test” tries it now.')
  const givenUp = leftovers.latest.some(({ next_attempt_at }) => next_attempt_at === null)
  if (givenUp)
    missing.push(
      'Look at the mails that were given up in the mailbox itself, with a mail program: they are still there.',
    )
  return missing
}

function shown(box: Settings, { reader, trouble, leftovers }: mailboxes.Health, now: Date): admin.Reader {
  const oldest = reader?.waiting ? reader.oldest_waiting_at : null
  return {
    method: box.inbox_method,
    account: mailboxes.accountOf(box),
    state: trouble ? 'failing' : (reader?.state ?? 'connecting'),
    since: trouble?.since ?? reader?.since ?? null,
    seen_at: reader?.seen_at ?? null,
    last_item: reader?.last_item ?? null,
    waiting: reader?.waiting ?? 0,
    lag_seconds: oldest ? Math.max(0, Math.round((now.getTime() - oldest.getTime()) / 1000)) : null,
    last_error: reader?.last_error ?? null,
    last_error_at: reader?.last_error_at ?? null,
    idle: reader?.idle ?? null,
    node: reader?.node ?? null,
    leftovers,
  }
}
