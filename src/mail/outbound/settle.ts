// What became of an attempt to send?
import { sql } from 'kysely'
import { type Db, notify, type Tx, transaction } from '#db'
import { enqueue } from '#jobs'
import type { Mail } from './claim.ts'
import { isHard, markUndeliverable, remind } from './failures.ts'
import type { Block } from './templates.ts'

/** Kept of a server's answer: enough to see why, whatever it sends. */
const maxReason = 1000

/** Tells those who watch the outbox or the ticket. */
async function tell(tx: Tx, mail: Mail): Promise<void> {
  await notify(tx, 'desk_live', {
    kind: 'outbox',
    outboxId: mail.id,
    projectId: mail.project?.id ?? null,
    issueId: mail.issue?.id ?? null,
    noteId: mail.note?.id ?? null,
  })
}

/** The server has taken it; its text is kept as it left. */
export async function settleSent(db: Db, mail: Mail, body: Block, response: string): Promise<void> {
  await transaction(db, async tx => {
    await sql`
      update outbox set state = 'sent', sent_at = now(), last_error = null, smtp_response = ${response.slice(0, maxReason)},
        text_body = ${body.text}, html_body = ${body.html}
      where id = ${mail.id}`.execute(tx)
    await tell(tx, mail)
  })
}

/** It goes on waiting, with a job of its own for the time named. */
export async function settleLater(db: Db, mail: Mail, reason: string, at: Date): Promise<void> {
  await transaction(db, async tx => {
    await sql`
      update outbox set state = 'queued', next_attempt_at = ${at}, last_error = ${reason.slice(0, maxReason)}
      where id = ${mail.id}`.execute(tx)
    await enqueue(tx, 'outbound.deliver', { outboxId: mail.id }, { runAt: at })
    await tell(tx, mail)
  })
}

/** Its turn has not come: no attempt was made. */
export async function settlePostponed(db: Db, mail: Mail, at: Date): Promise<void> {
  await transaction(db, async tx => {
    await sql`
      update outbox set state = 'queued', attempts = attempts - 1, next_attempt_at = ${at}
      where id = ${mail.id}`.execute(tx)
    await enqueue(tx, 'outbound.deliver', { outboxId: mail.id }, { runAt: at })
  })
}

/** Not sent, for good, because the recipient must not or cannot get it; nobody needs to act. */
export async function settleSuppressed(db: Db, mail: Mail, reason: string): Promise<void> {
  await transaction(db, async tx => {
    await sql`update outbox set state = 'suppressed', last_error = ${reason} where id = ${mail.id}`.execute(
      tx,
    )
    await tell(tx, mail)
  })
}

/**
 * Given up, or refused for good. If the server says that there is no such mailbox, that is as good as a bounce; other
 * refusals may be the fault of our own relay, and say nothing of the address.
 */
export async function settleFailed(db: Db, mail: Mail, reason: string): Promise<void> {
  await transaction(db, async tx => {
    await sql`
      update outbox set state = 'failed', last_error = ${reason.slice(0, maxReason)} where id = ${mail.id}`.execute(
      tx,
    )
    await remind(tx, mail.id)
    const status = /^\d{3}[- ](\d\.\d{1,3}\.\d{1,3})\b/.exec(reason)?.[1] ?? null
    const failed = {
      id: mail.id,
      issue_id: mail.issue?.id ?? null,
      recipient: mail.recipient,
      user_id: mail.userId,
    }
    if (isHard(status)) await markUndeliverable(tx, failed, reason.slice(0, maxReason))
    await tell(tx, mail)
  })
}

/** No server is configured any more: the mail waits for one. */
export async function settleWaiting(db: Db, mail: Mail, reason: string): Promise<void> {
  await sql`
    update outbox set state = 'waiting', attempts = attempts - 1, last_error = ${reason}
    where id = ${mail.id}`.execute(db)
}
