// How does mail come in on standard input, as Postfix, Exim and procmail deliver it? (exit codes of sysexits.h)
import { findEmbedded, openDatabase } from '#db'
import type { Log } from '#kernel'
import {
  admit,
  type Envelope,
  type RawMail,
  type ReceiveDesk,
  type Refused,
  receive,
  spoolMail,
} from '#mail/inbound'
import { type MailAddresses, mailAddresses } from '#projects'
import { collect } from './collect.ts'

type PipeConfig = ReceiveDesk['config'] &
  Parameters<typeof mailAddresses>[0] & { database_url?: string | undefined }

export type PipeInput = {
  config: PipeConfig
  log: Log
  stdin: AsyncIterable<Uint8Array>
  /** From the command line; none: the headers decide. */
  recipients: readonly string[]
  /** Reverse-path; '' for `<>`; undefined: not known. */
  sender?: string | undefined
}

/** `message` is for standard error, where mail servers take it into their bounce. */
export type PipeResult = { code: number; message: string | null }

/** What a mail server makes of each: bounce with the message, or try again. */
const exits = { ok: 0, dataErr: 65, noInput: 66, noUser: 67, tempFail: 75 } as const

/** A mail program waits for us; a database that is away gets the mail from the spool. */
const patienceMs = 0

/**
 * Accepts one mail: into the database of the running desk, or, if that cannot be reached, into the spool. With the
 * code 0 the mail is on disk. Never throws for what comes in.
 */
export async function receivePipe(input: PipeInput): Promise<PipeResult> {
  const { config, stdin, recipients, sender } = input
  const { data_dir: dataDir, limits } = config
  const mail = await collect(stdin, { dataDir, mostBytes: limits.mail_bytes }).catch((error: Error) => error)
  if (mail instanceof Error)
    return { code: exits.noInput, message: `The mail could not be read: ${mail.message}` }
  const envelope: Envelope = { ingress: 'pipe', mailFrom: sender ?? null, recipients }
  try {
    if (mail.size === 0) return { code: exits.dataErr, message: 'There is no mail on standard input' }
    if (mail.tooLarge)
      return {
        code: exits.dataErr,
        message: `5.3.4 The mail has ${mail.size} bytes; ${limits.mail_bytes} are taken`,
      }
    return await keep(input, mail.raw, envelope)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { code: exits.tempFail, message: `4.3.0 The mail could not be kept: ${reason}` }
  } finally {
    await mail.dispose()
  }
}

async function keep({ config, log }: PipeInput, raw: RawMail, envelope: Envelope): Promise<PipeResult> {
  const url = config.database_url ?? findEmbedded(config.data_dir)
  if (url === undefined) return spool(config.data_dir, raw, envelope)
  const database = openDatabase(url, { max: 2, log, connectPatienceMs: patienceMs })
  try {
    try {
      await database.pool.query('select 1')
    } catch {
      return await spool(config.data_dir, raw, envelope)
    }
    const desk = { db: database.db, addresses: mailAddresses(config), config, log }
    const refusal = await refusalOf(desk, envelope.recipients)
    if (refusal !== null) return { code: exits.noUser, message: `${refusal.enhanced} ${refusal.sentence}` }
    await receive(desk, raw, envelope)
    return { code: exits.ok, message: null }
  } finally {
    await database.close()
  }
}

async function spool(dataDir: string, raw: RawMail, envelope: Envelope): Promise<PipeResult> {
  await spoolMail(dataDir, raw, envelope)
  return { code: exits.ok, message: null }
}

/** Only if nobody takes the mail: one code stands for all recipients, and those who do must not get it again and again. */
async function refusalOf(
  desk: ReceiveDesk & { addresses: MailAddresses },
  recipients: readonly string[],
): Promise<Refused | null> {
  let refusal: Refused | null = null
  for (const recipient of recipients) {
    const answer = await admit(desk, { recipient })
    if (answer.ok) return null
    refusal ??= answer
  }
  return refusal
}
