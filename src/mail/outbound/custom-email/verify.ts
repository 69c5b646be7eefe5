// Does a project's own address work? A mail leaves by its server; whether it comes back, the intake sees.
import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { type Db, type Tx, transaction } from '#db'
import { composeMessage } from '#mail/message'
import { projects } from '#projects'
import type { LetterDesk } from '../alert.ts'
import { mailHost, type OutboundDesk } from '../desk.ts'
import { instanceHeader, instanceStamp, newMessageId } from '../own-mail.ts'
import { htmlPage } from '../page.ts'
import { escapeHtml } from '../prose.ts'
import { faultOf, type SmtpError } from '../server-fault.ts'
import { optionsOf } from '../transports.ts'
import { tellResult } from './result.ts'
import { type CustomServer, customServer, type ServerDesk, settingsOf } from './server.ts'

type Started = projects.customEmail.Started
type Failure = { error: projects.customEmail.VerificationError; detail: string }
type VerifyDesk = LetterDesk & ServerDesk & Pick<OutboundDesk, 'db'>

/**
 * Signs in and sends the mail with the token, while somebody waits. A server that does not take it fails the
 * verification at once.
 */
export async function verify(desk: VerifyDesk, started: Started): Promise<void> {
  const custom = await readServer(desk.db, started.projectId)
  const failure = custom === null ? null : await trySending(desk, custom, started)
  if (failure === null) return
  await transaction(desk.db, async tx => {
    const ended = await projects.customEmail.fail(tx, started, failure.error, failure.detail)
    if (ended !== null) await tellResult(tx, desk, ended)
  })
}

/** The mail that came back decides. @returns what became of it, for the log */
export async function conclude(
  tx: Tx,
  desk: LetterDesk,
  returned: projects.customEmail.Returned,
): Promise<string> {
  const ended = await projects.customEmail.conclude(tx, returned, desk.clock())
  if (ended === null) return 'no verification was under way'
  await tellResult(tx, desk, ended)
  return ended.error ?? 'finished'
}

/** A duty: verifications whose mail has not come back in time are over. */
export async function expire(desk: LetterDesk & Pick<OutboundDesk, 'db'>): Promise<void> {
  await transaction(desk.db, async tx => {
    for (const ended of await projects.customEmail.expire(tx, desk.clock())) await tellResult(tx, desk, ended)
  })
}

async function readServer(db: Db, projectId: number): Promise<CustomServer | null> {
  const { rows } = await sql<{ server: CustomServer }>`
    select ${customServer} as server from service_desk_custom_emails custom
    where project_id = ${projectId}`.execute(db)
  return rows[0]?.server ?? null
}

async function trySending(desk: VerifyDesk, custom: CustomServer, started: Started): Promise<Failure | null> {
  try {
    const settings = await settingsOf(desk, custom)
    const transport = createTransport({ ...optionsOf(settings), pool: false })
    await transport.sendMail(mailOf(desk, custom, started)).finally(() => transport.close())
    return null
  } catch (error) {
    return failureOf(error as SmtpError)
  }
}

function failureOf(error: SmtpError): Failure {
  const { kind, said } = faultOf(error)
  if (kind === 'credentials') return { error: 'invalid_credentials', detail: said }
  return { error: kind === 'timeout' ? 'read_timeout' : 'smtp_host_issue', detail: said }
}

/** Not called automatic: some providers do not forward what is. */
function mailOf(desk: VerifyDesk, { email }: CustomServer, { token }: Started) {
  const messageId = newMessageId(desk.identity, mailHost(desk))
  const subject = `Verification of ${email}`
  // Short lines travel as they are (RFC 2045 §6.7), so that anybody who looks at the raw mail finds the token.
  const paragraphs = [
    `This mail tries whether mail to\n${email}\narrives at the service desk.`,
    'Nobody needs to read or answer it.',
    `Verification token: ${token}`,
  ]
  return composeMessage({
    from: { name: '', address: email },
    to: { name: '', address: projects.customEmail.verificationAddress(email) },
    replyTo: null,
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: htmlPage(escapeHtml(subject), paragraphs.map(said => `<p>${escapeHtml(said)}</p>`).join('\n'), ''),
    messageId,
    inReplyTo: null,
    references: [],
    headers: { [instanceHeader]: instanceStamp(desk.identity, messageId) },
    attachments: [],
    autoSubmitted: null,
    nullReturnPath: false,
    listId: null,
    listUnsubscribe: null,
  })
}
