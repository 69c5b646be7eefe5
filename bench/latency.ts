// How long does a customer's mail take: from the end of DATA to the issue in the API, and to the thank-you on its way?

import { openSmtpSession } from '../test/support/smtp-client.ts'
import { startSmtpSink } from '../test/support/smtp-sink.ts'
import { onDesk } from './desk.ts'
import { quantile, rounded } from './floor.ts'
import { plainMail } from './mails.ts'

const mailsPerSecond = 50
const seconds = 20
const warmUp = 100

export async function latency(): Promise<object> {
  const sink = await startSmtpSink()
  try {
    const env = { DESKBELL_SMTP__ADDRESS: '127.0.0.1', DESKBELL_SMTP__PORT: String(sink.port) }
    return await onDesk(async desk => {
      const sessions = await Promise.all(Array.from({ length: 4 }, () => openSmtpSession(desk.smtp)))
      const readable: number[] = []
      const thanked: number[] = []
      const one = async (number: number) => {
        const session = sessions[number % sessions.length]
        if (!session) throw new Error('no session')
        const mail = plainMail(number, desk.project.address)
        const thanks = sink.waitFor(1, received => received.to.includes(mail.from))
        await session.send(mail)
        const end = performance.now()
        const arrived = thanks.then(() => performance.now() - end)
        await issueOf(desk, mail.from)
        if (number >= warmUp) readable.push(performance.now() - end)
        const time = await arrived
        if (number >= warmUp) thanked.push(time)
      }
      const all: Promise<void>[] = []
      const perSession: Promise<void>[] = sessions.map(() => Promise.resolve())
      for (let number = 0; number < warmUp + mailsPerSecond * seconds; number++) {
        // A session carries one mail at a time; the rate is what counts, not who sends.
        const slot = number % sessions.length
        const turn = (perSession[slot] ?? Promise.resolve()).then(() => one(number))
        perSession[slot] = turn
        all.push(turn)
        await new Promise(resolve => setTimeout(resolve, 1000 / mailsPerSecond))
      }
      await Promise.all(all)
      await Promise.all(sessions.map(session => session.close()))
      const summary = (times: number[]) => ({
        p50: rounded(quantile(times, 0.5)),
        p95: rounded(quantile(times, 0.95)),
      })
      return {
        what: `${mailsPerSecond} mails of 2 kB a second for ${seconds} s, from the 250 after DATA`,
        milliseconds: { issue_readable_over_api: summary(readable), thank_you_at_the_sink: summary(thanked) },
      }
    }, env)
  } finally {
    await sink.close()
  }
}

async function issueOf(desk: Parameters<Parameters<typeof onDesk>[0]>[0], from: string): Promise<void> {
  const path = `/projects/${desk.project.id}/issues?per_page=20&order_by=created_at`
  for (;;) {
    const issues = await desk.api<{ service_desk_reply_to: string }[]>(path)
    if (issues.some(issue => issue.service_desk_reply_to === from)) return
    // Asking without a pause would measure the asking.
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
