// How many mails a second become tickets? From SMTP sessions kept open until ticket and thank-you row are committed.
import { openSmtpSession } from '../test/support/smtp-client.ts'
import { onDesk } from './desk.ts'
import { insertFloor, rounded, ticketFloor } from './floor.ts'
import { plainMail } from './mails.ts'

const sessions = 8
const warmUp = 500
const measured = 6000

export function intake(): Promise<object> {
  return onDesk(async desk => {
    const open = await Promise.all(Array.from({ length: sessions }, () => openSmtpSession(desk.smtp)))
    let next = 0
    const sendUntil = async (total: number) => {
      await Promise.all(
        open.map(async session => {
          while (next < total) {
            const answer = await session.send(plainMail(next++, desk.project.address))
            if (!answer.startsWith('250')) throw new Error(answer)
          }
        }),
      )
      await settled(total)
    }
    const settled = async (total: number) => {
      for (;;) {
        const [row] = await desk.query<{ tickets: number; mails: number }>(
          `select (select count(*)::int from issues) as tickets,
                  (select count(*)::int from outbox where kind = 'thank_you') as mails`,
        )
        if (row && row.tickets >= total && row.mails >= total) return
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    }
    await sendUntil(warmUp)
    const start = performance.now()
    await sendUntil(warmUp + measured)
    const perSecond = measured / ((performance.now() - start) / 1000)
    await Promise.all(open.map(session => session.close()))
    const inserts = await insertFloor(desk.url)
    const transactions = await ticketFloor(desk.url)
    return {
      what: `${measured} mails of 2 kB over ${sessions} SMTP sessions kept open; ends when tickets and thank-you rows are committed`,
      tickets_per_second: rounded(perSecond),
      floors: {
        committed_8kB_inserts_per_second_8_connections: inserts,
        ticket_like_transactions_per_second_4_connections: transactions,
      },
      ratio_to_inserts: rounded(perSecond / inserts, 3),
      ratio_to_ticket_like_transactions: rounded(perSecond / transactions, 3),
    }
  })
}
