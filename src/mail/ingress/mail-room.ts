// How does mail come in by HTTP, as GitLab's mail_room delivers it? The raw message, signed with a shared secret.
import { readFile } from 'node:fs/promises'
import { errors, jwtVerify } from 'jose'
import { DeskError } from '#kernel'
import { admit, type ReceiveDesk, receive } from '#mail/inbound'
import { collect } from './collect.ts'

export type MailRoomBox = 'incoming_email' | 'service_desk_email'

export type MailRoomDesk = ReceiveDesk & {
  config: { [Box in MailRoomBox]?: { enabled: boolean; secret_file?: string | undefined } | undefined }
}

/** Both spellings are about: GitLab's own client and its documentation differ. */
export const tokenHeaders = ['gitlab-mail-room-api-request', 'gitlab-mailroom-api-request'] as const

const issuer = 'gitlab-mailroom'
/** GitLab makes secrets of this many bytes, and HS256 asks for no fewer (RFC 7518 §3.2). */
const secretBytes = 32
/** A request that was overheard is soon worth nothing. */
const maxAge = '5m'

/**
 * Accepts one mail; when it resolves, the mail is committed.
 * @param token the JWT of the request's header
 * @throws DeskError not_found: the mailbox takes nothing by HTTP; unauthenticated; too_large; invalid
 */
export async function receiveFromMailRoom(
  desk: MailRoomDesk,
  { box, token, body }: { box: MailRoomBox; token: string | undefined; body: AsyncIterable<Uint8Array> },
): Promise<{ inboxIds: number[] }> {
  await authenticate(desk, box, token)
  const { data_dir: dataDir, limits } = desk.config
  const mail = await collect(body, { dataDir, mostBytes: limits.mail_bytes })
  try {
    const admission = await admit(desk, { size: mail.size })
    if (!admission.ok) throw new DeskError('too_large', admission.sentence)
    if (mail.size === 0) throw DeskError.invalid('body', 'is empty: the raw message is missing')
    const { accepted } = await receive(desk, mail.raw, { ingress: 'http', mailFrom: null, recipients: [] })
    return { inboxIds: accepted.map(({ inboxId }) => inboxId) }
  } finally {
    await mail.dispose()
  }
}

async function authenticate(desk: MailRoomDesk, box: MailRoomBox, token: string | undefined): Promise<void> {
  const setting = desk.config[box]
  if (!setting?.enabled || setting.secret_file === undefined) throw DeskError.notFound('Mailbox')
  const secret = await readSecret(setting.secret_file)
  const refused = new DeskError('unauthenticated', '401 Unauthorized')
  if (token === undefined) throw refused
  await jwtVerify(token, secret, { algorithms: ['HS256'], issuer, maxTokenAge: maxAge }).catch(error => {
    throw error instanceof errors.JOSEError ? refused : error
  })
}

/** Why mail_room's requests could not be checked; null: they can. */
export async function findSecretFault(path: string): Promise<string | null> {
  const error: unknown = await readSecret(path).then(
    () => null,
    error => error,
  )
  return error === null ? null : error instanceof Error ? error.message : String(error)
}

/** Base64 as GitLab writes it (RFC 4648 §4, strict); read anew each time, so that it can be changed without a restart. */
async function readSecret(path: string): Promise<Uint8Array> {
  const text = (await readFile(path, 'utf8')).trim()
  const secret = Buffer.from(text, 'base64')
  if (secret.toString('base64') !== text || secret.length < secretBytes)
    throw new Error(`${path} must hold ${secretBytes} bytes in base64`)
  return secret
}
