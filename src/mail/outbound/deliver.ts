// How does a mail of the outbox leave the house? Claim, render, hand over, settle; no transaction is open meanwhile.
import { claimMail, type Mail } from './claim.ts'
import { settingsOf } from './custom-email/server.ts'
import { inTurn } from './custom-email/turns.ts'
import type { OutboundDesk, SmtpSettings } from './desk.ts'
import { type RenderedMail, renderMail } from './render.ts'
import { nextAttempt } from './retry.ts'
import {
  settleFailed,
  settleLater,
  settlePostponed,
  settleSent,
  settleSuppressed,
  settleWaiting,
} from './settle.ts'
import { handOver } from './transports.ts'
import { noServer } from './write.ts'

/**
 * Sends the mail, if it is due, and writes down what became of it. Throws only if the database fails; then the job is
 * repeated, and if the server had taken the mail already, it gets it once more with the same Message-ID.
 */
export async function deliver(desk: OutboundDesk, { outboxId }: { outboxId: number }): Promise<void> {
  const { db, config } = desk
  const mail = await claimMail(db, outboxId)
  if (mail === null) return
  if (mail.suppressed !== null) return settleSuppressed(db, mail, mail.suppressed)
  const { custom } = mail
  if (custom === null) {
    if (config.smtp === undefined) return settleWaiting(db, mail, noServer)
    return send(desk, mail, async () => config.smtp as SmtpSettings)
  }
  // Never by another server and from another address: who cannot sign in there keeps the mail waiting.
  const done = await inTurn(custom.projectId, () =>
    send(desk, mail, () => settingsOf(desk, custom)).then(() => true),
  )
  if (done === null) await settlePostponed(db, mail, new Date(desk.clock().getTime() + turnMilliseconds))
}

/** Between two looks whether a project's own server has a place. */
const turnMilliseconds = 3_000

async function send(desk: OutboundDesk, mail: Mail, findServer: () => Promise<SmtpSettings>): Promise<void> {
  const { db, config, clock, log } = desk
  const outboxId = mail.id
  const later = async (reason: string) => {
    const at = nextAttempt(mail.attempts, clock(), config.limits.retry_days)
    log.warn({ outboxId, attempts: mail.attempts, reason, nextAttemptAt: at }, 'mail not sent')
    if (at === null) return settleFailed(db, mail, `given up after ${mail.attempts} attempts: ${reason}`)
    return settleLater(db, mail, reason, at)
  }

  let smtp: SmtpSettings
  try {
    smtp = await findServer()
  } catch (error) {
    return later(error instanceof Error ? error.message : String(error))
  }
  let rendered: RenderedMail
  try {
    rendered = await renderMail(desk, mail)
  } catch (error) {
    log.error({ err: error, outboxId }, 'mail could not be rendered')
    return later(`could not be rendered: ${error instanceof Error ? error.message : String(error)}`)
  }
  const outcome = await handOver({ smtp, limits: config.limits }, rendered.options)
  if (outcome.kind === 'sent') return settleSent(db, mail, rendered.body, outcome.response)
  if (outcome.kind === 'later') return later(outcome.reason)
  log.warn({ outboxId, reason: outcome.reason }, 'mail refused by the server')
  return settleFailed(db, mail, outcome.reason)
}
