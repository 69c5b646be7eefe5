// Who is told that a mailbox cannot be read, and that it works again? Administrators by mail, a program by a webhook.
import { sql } from 'kysely'
import { type Tx, transaction } from '#db'
import { type OutboundDesk, outbox } from '#mail/outbound'
import { accountOf, type BoxName, type BoxSettings, isFetched } from './box.ts'
import { findTrouble, placeOf, type ReaderState, type Trouble } from './health.ts'

export type AlertDesk = Omit<OutboundDesk, 'storage'> & {
  config: { [Box in BoxName]?: BoxSettings | undefined } & {
    alerts: {
      after_minutes: number
      mail: boolean
      webhook_url?: string | undefined
      webhook_token?: string | undefined
    }
  }
}

type AlertEvent = 'mailbox_failing' | 'mailbox_recovered'

/** A mailbox that connects for less than this goes on failing; one that was reported is well only after it. */
const steadyMs = 60_000
/** Whoever gets the webhook answers soon, or is asked again in the next run: other duties wait meanwhile. */
const webhookMs = 5_000

/**
 * A duty. Each failure and each recovery is told once: the row remembers it in the transaction that writes the mails; the
 * webhook has a memory of its own and is tried again by the next run.
 */
export async function alertAboutMailboxes(desk: AlertDesk): Promise<void> {
  await transaction(desk.db, async tx => {
    for (const one of await lockStates(tx, desk)) await judge(tx, desk, one)
  })
  const { webhook_url: url } = desk.config.alerts
  if (url !== undefined) await tellWebhook(desk, url)
}

type Judged = { state: ReaderState; trouble: Trouble | null; place: string }

/** Locked, so that two nodes do not tell the same. */
async function lockStates(tx: Tx, desk: AlertDesk): Promise<Judged[]> {
  const { rows } = await sql<ReaderState>`select * from mailbox_states order by name for update`.execute(tx)
  return rows.flatMap(state => {
    const box = desk.config[state.name]
    if (!isFetched(box) || accountOf(box) !== state.account) return []
    return [{ state, trouble: findTrouble(state, box, desk.clock()), place: placeOf(box) }]
  })
}

async function judge(tx: Tx, desk: AlertDesk, { state, trouble, place }: Judged): Promise<void> {
  const now = desk.clock().getTime()
  const steady = trouble === null && state.state === 'connected' && now - state.since.getTime() >= steadyMs
  const known = state.failing_since
  const failingSince = steady ? null : trouble === null ? known : earlier(known, trouble.since)
  const patienceMs = desk.config.alerts.after_minutes * 60_000
  const due = failingSince !== null && now - failingSince.getTime() >= patienceMs
  const alert = trouble !== null && due && state.alerted_at === null
  const recovered = steady && state.alerted_at !== null
  if (failingSince?.getTime() === known?.getTime() && !alert && !recovered) return
  const alertedAt = alert ? desk.clock() : recovered ? null : state.alerted_at
  await sql`
    update mailbox_states set failing_since = ${failingSince}, alerted_at = ${alertedAt}
    where name = ${state.name}`.execute(tx)
  if (alert) await tell(tx, desk, failingMail(state, { ...trouble, since: failingSince }, place))
  if (recovered) await tell(tx, desk, recoveredMail(state, place))
}

const earlier = (one: Date | null, other: Date) => (one !== null && one < other ? one : other)

type Words = { subject: string; paragraphs: string[] }

/** Without a server a mail would only wait, and come when its news is old. */
async function tell(tx: Tx, desk: AlertDesk, words: Words): Promise<void> {
  desk.log.warn({ paragraphs: words.paragraphs }, words.subject)
  if (!desk.config.alerts.mail || desk.config.smtp === undefined) return
  await outbox.alertAdministrators(tx, desk, { ...words, url: pageOf(desk) })
}

const pageOf = ({ config }: Pick<AlertDesk, 'config'>) => `${config.external_url}/admin/mailboxes`

/** To the minute, in a zone that needs no asking. */
const when = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`

function failingMail({ name, waiting }: ReaderState, { since, says }: Trouble, place: string): Words {
  const wait =
    waiting === 0
      ? 'Mail that comes meanwhile waits there; nothing is lost.'
      : `At least ${waiting} ${waiting === 1 ? 'mail waits' : 'mails wait'} there; nothing is lost.`
  return {
    subject: `[Deskbell] ${name} cannot be read`,
    paragraphs: [
      `The desk has not been able to read the mailbox ${name} since ${when(since)}: ${place}.`,
      `Why: ${says}`,
      `${wait} The desk goes on trying by itself. You get another mail when it works again.`,
    ],
  }
}

function recoveredMail({ name, since, failing_since: failing }: ReaderState, place: string): Words {
  const before = failing === null ? '' : ` It could not be read since ${when(failing)}.`
  return {
    subject: `[Deskbell] ${name} can be read again`,
    paragraphs: [`The desk reads the mailbox ${name} again since ${when(since)}: ${place}.${before}`],
  }
}

/**
 * Brings the receiver up to date where it knows something else than the row says. This runs on one node at a time, as every
 * duty does.
 */
async function tellWebhook(desk: AlertDesk, url: string): Promise<void> {
  const { rows } = await sql<ReaderState>`
    select * from mailbox_states where (alerted_at is not null) <> webhook_told
      and (alerted_at is not null or state = 'connected') order by name`.execute(desk.db)
  for (const state of rows) {
    const failing = state.alerted_at !== null
    if (!(await post(desk, url, failing ? 'mailbox_failing' : 'mailbox_recovered', state))) continue
    await sql`update mailbox_states set webhook_told = ${failing} where name = ${state.name}`.execute(desk.db)
  }
}

async function post(desk: AlertDesk, url: string, event: AlertEvent, state: ReaderState): Promise<boolean> {
  const { name, account, since, failing_since, last_error, waiting } = state
  const body = {
    event,
    mailbox: name,
    account,
    since: event === 'mailbox_failing' ? (failing_since ?? since) : since,
    last_error,
    waiting,
    url: pageOf(desk),
  }
  const { webhook_token: token } = desk.config.alerts
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { 'X-Deskbell-Token': token }),
      },
      body: JSON.stringify(body),
      // A redirect could lead anywhere, with the token.
      redirect: 'manual',
      signal: AbortSignal.timeout(webhookMs),
    })
    await answer.body?.cancel()
    if (answer.ok) return true
    desk.log.warn({ event, mailbox: name, status: answer.status }, 'alerts.webhook_url did not take an alert')
  } catch (error) {
    // The address may hold a secret, so only what went wrong is said.
    const { name: kind } = error instanceof Error ? error : { name: 'error' }
    desk.log.warn({ event, mailbox: name, kind }, 'alerts.webhook_url could not be reached with an alert')
  }
  return false
}
