// How many mails a second become tickets out of an IMAP mailbox, and how soon is a new one there?
import { dovecotProgram, startDovecot } from '../test/support/dovecot.ts'
import { type BenchDesk, onDesk } from './desk.ts'
import { quantile, rounded, ticketFloor } from './floor.ts'
import { plainMail } from './mails.ts'

const backlog = 5000
const single = 40
const user = 'bench@desk.example'
const to = 'incoming+acme-widget-1-issue-@desk.example'

export async function imap(): Promise<object> {
  const { path, missing } = dovecotProgram()
  if (path === undefined) return { what: missing }
  await using dovecot = await startDovecot(path)
  let next = 0
  const deliver = () => dovecot.deliver(user, String(plainMail(next++, to).data))
  while (next < backlog) deliver()
  const fetchedPerSecond = await fetchFloor(await dovecot.client(user))
  // Awaited here: the mailbox goes with this function.
  return await onDesk(
    async desk => {
      const start = performance.now()
      const before = await tickets(desk)
      await until(desk, backlog)
      const perSecond = (backlog - before) / ((performance.now() - start) / 1000)
      const listener = await dovecot.client(user)
      await listener.mailboxOpen('INBOX', { readOnly: true })
      // A client that listens as long as the desk does: how late the server is by itself.
      const latencies: number[] = []
      const told: number[] = []
      const since: number[] = []
      let sent = 0
      let heard = Number.NaN
      listener.on('exists', () => {
        heard = performance.now()
      })
      void listener.idle()
      for (let count = 1; count <= single; count++) {
        sent = performance.now()
        deliver()
        await until(desk, backlog + count)
        latencies.push(performance.now() - sent)
        // Ours may be told first: then this client hears of it in a moment.
        if (heard > sent) {
          told.push(heard - sent)
          since.push(performance.now() - heard)
        }
      }
      await listener.logout()
      const transactions = await ticketFloor(desk.url)
      return {
        what: `${backlog} mails of 2 kB in a mailbox of Dovecot, until all are tickets; then ${single} mails, one after the other, while the desk listens (IDLE)`,
        tickets_per_second: rounded(perSecond),
        milliseconds_to_ticket: quantiles(latencies),
        milliseconds_to_ticket_since_dovecot_told: quantiles(since),
        floors: {
          bare_fetch_mails_per_second: fetchedPerSecond,
          milliseconds_until_dovecot_tells_an_idle_client: quantiles(told),
          ticket_like_transactions_per_second_4_connections: transactions,
        },
        ratio_to_bare_fetch: rounded(perSecond / fetchedPerSecond, 3),
        ratio_to_ticket_like_transactions: rounded(perSecond / transactions, 3),
      }
    },
    {
      DESKBELL_INCOMING_EMAIL__ADDRESS: 'incoming+%{key}@desk.example',
      DESKBELL_INCOMING_EMAIL__USER: user,
      DESKBELL_INCOMING_EMAIL__PASSWORD: dovecot.password,
      DESKBELL_INCOMING_EMAIL__HOST: dovecot.host,
      DESKBELL_INCOMING_EMAIL__PORT: String(dovecot.port),
      DESKBELL_INCOMING_EMAIL__SSL: 'false',
    },
  )
}

const quantiles = (values: readonly number[]) => ({
  p50: rounded(quantile(values, 0.5)),
  p95: rounded(quantile(values, 0.95)),
})

/** The same mails fetched by the library alone, 100 at a time, kept nowhere. */
async function fetchFloor(client: Awaited<ReturnType<Awaited<ReturnType<typeof startDovecot>>['client']>>) {
  await client.mailboxOpen('INBOX', { readOnly: true })
  const start = performance.now()
  for (let at = 1; at <= backlog; at += 100)
    await client.fetchAll(`${at}:${at + 99}`, { source: true }, { uid: true })
  const perSecond = backlog / ((performance.now() - start) / 1000)
  await client.logout()
  return Math.round(perSecond)
}

async function tickets(desk: BenchDesk): Promise<number> {
  const [row] = await desk.query<{ count: number }>('select count(*)::int as count from issues')
  return row?.count ?? 0
}

async function until(desk: BenchDesk, count: number): Promise<void> {
  while ((await tickets(desk)) < count) await new Promise(resolve => setTimeout(resolve, 5))
}
