// Can the mailboxes be read, and does a mail come round?
import type { Config } from '#config'
import { mailboxes } from '#mail/ingress'
import { closeTransports } from '#mail/outbound'
import type { Desk } from '#main'
import { type Finding, fail, ok, warn, wordsOf } from './check.ts'

/** A server that is well answers in a second. */
const patienceMs = 30_000
/** Greylisting aside, mail is quicker than this. */
const roundTripMs = 120_000
const lookAgainMs = 500

/** Signs in to each mailbox that is fetched, and looks; changes nothing. */
export async function mailboxesOf(config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of mailboxes.boxNames) {
    const box = config[name]
    if (mailboxes.isFetched(box)) findings.push(...(await look(name, box)))
  }
  return findings
}

async function look(
  name: mailboxes.BoxName,
  box: mailboxes.BoxSettings & { user: string },
): Promise<Finding[]> {
  const open = mailboxes.sendsPasswordOpenly(box)
    ? [
        warn(
          name,
          `the password crosses the network to ${box.host} unencrypted`,
          `set ${name}.ssl (port 993) or ${name}.start_tls to true`,
        ),
      ]
    : []
  try {
    const seen = await mailboxes.probeMailbox(box, AbortSignal.timeout(patienceMs))
    const facts = [
      `${seen.folder}: ${seen.total} ${seen.total === 1 ? 'mail' : 'mails'}`,
      `${seen.unread} unread`,
      ...(seen.uidNext === undefined ? [] : [`next UID ${seen.uidNext}`]),
      ...(seen.idle ? ['IDLE'] : []),
    ]
    const warnings = seen.warnings.map(text => warn(name, text, 'mail is read all the same'))
    return [ok(name, facts.join(', ')), ...warnings, ...open]
  } catch (error) {
    return [fail(name, wordsOf(error), `compare ${name}.* with what the server wants`), ...open]
  }
}

/** A password that anybody on the way could read. */
export function openPassword({ smtp }: Config): Finding[] {
  if (smtp === undefined || !mailboxes.smtpSendsPasswordOpenly(smtp)) return []
  const says = `the password crosses the network to ${smtp.address} unencrypted`
  return [warn('smtp', says, 'set smtp.tls (port 465) or smtp.enable_starttls to true')]
}

/** Sends a mail to each mailbox in use and waits for it: the desk that runs takes it in. */
export async function roundTrips(desk: Desk): Promise<Finding[]> {
  const used = mailboxes.boxNames.filter(name => desk.config[name]?.enabled)
  try {
    return await Promise.all(used.map(name => roundTrip(desk, name)))
  } finally {
    closeTransports()
  }
}

async function roundTrip(desk: Desk, box: mailboxes.BoxName): Promise<Finding> {
  const name = `${box} round trip`
  try {
    let trip = await mailboxes.sendRoundTrip(desk, box)
    const end = Date.now() + roundTripMs
    while (trip.state === 'sent' && Date.now() < end) {
      await new Promise(resolve => setTimeout(resolve, lookAgainMs))
      trip = await mailboxes.findRoundTrip(desk, trip.id)
    }
    if (trip.state === 'arrived') return ok(name, `${trip.says} It came by ${trip.ingress}.`)
    if (trip.state === 'failed') return fail(name, trip.says, 'see the finding on smtp')
    return warn(
      name,
      `the mail left and has not come back within ${roundTripMs / 60_000} minutes`,
      'does the desk run? Look for the mail in the mailbox, in its folder for junk, and in the log of the mail server',
    )
  } catch (error) {
    return fail(name, wordsOf(error), 'configure what it names')
  }
}
