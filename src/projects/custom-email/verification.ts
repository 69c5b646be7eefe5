// Has the mail come back that shows that a project's own address works both ways?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { tagged } from '../addresses/form.ts'
import { verificationTag } from '../addresses/parse.ts'
import type { Started } from './change.ts'
import { timeframeMinutes, type VerificationError } from './reasons.ts'
import { digestOf, holdsToken } from './token.ts'

/** Where the mail goes that must come back: `support+verify@example.com`. */
export const verificationAddress = (email: string) => tagged(email, verificationTag)

/** What came back. */
export type Returned = {
  projectId: number
  /** Who wrote, by its From field; null: nobody whom it names. */
  from: string | null
  text: string
  /** Whether it came by an address of the project itself. */
  toProject: boolean
}

/** A verification that came to its end. */
export type Verified = {
  projectId: number
  email: string
  /** Null: finished. */
  error: VerificationError | null
  /** What the server said; null: nothing. */
  detail: string | null
  /** Who began it; null: has left. */
  byId: number | null
}

/** Kept of a server's answer: enough to see why. */
const maxDetail = 500

const ended = sql.raw(
  `project_id as "projectId", email, verification_error as error,
  verification_detail as detail, verification_by_id as "byId"`,
)

type Pending = { email: string; token: string; startedAt: Date }

/** @returns null if none is under way: a second copy, or one that is far too late */
export async function concludeVerification(tx: Tx, returned: Returned, now: Date): Promise<Verified | null> {
  const { projectId } = returned
  const { rows } = await sql<Pending>`
    select email, verification_token as token, verification_started_at as "startedAt"
    from service_desk_custom_emails where project_id = ${projectId} and verification_state = 'started'
    for no key update`.execute(tx)
  const [pending] = rows
  return pending === undefined ? null : end(tx, projectId, wrongWith(returned, pending, now))
}

function wrongWith(
  returned: Returned,
  { email, token, startedAt }: Pending,
  now: Date,
): VerificationError | null {
  if (now.getTime() - startedAt.getTime() > timeframeMinutes * 60_000)
    return 'mail_not_received_within_timeframe'
  if (returned.from?.toLowerCase() !== email.toLowerCase()) return 'incorrect_from'
  if (!holdsToken(returned.text, token)) return 'incorrect_token'
  return returned.toProject ? null : 'incorrect_forwarding_target'
}

async function end(
  tx: Tx,
  projectId: number,
  error: VerificationError | null,
  detail: string | null = null,
): Promise<Verified | null> {
  const { rows } = await sql<Verified>`
    update service_desk_custom_emails
    set verification_state = ${error === null ? 'finished' : 'failed'}, verification_error = ${error},
      verification_detail = ${detail?.slice(0, maxDetail) ?? null}, verification_token = null, updated_at = now()
    where project_id = ${projectId} returning ${ended}`.execute(tx)
  return rows[0] ?? null
}

/** The mail could not be sent. @returns null if this verification is no longer the one under way */
export async function failVerification(
  tx: Tx,
  { projectId, token }: Started,
  error: VerificationError,
  detail: string,
): Promise<Verified | null> {
  const { rows } = await sql`
    select from service_desk_custom_emails
    where project_id = ${projectId} and verification_token = ${digestOf(token)} for no key update`.execute(tx)
  return rows.length === 0 ? null : end(tx, projectId, error, detail)
}

/** Ends the verifications whose mail has not come back in time. */
export async function expireVerifications(tx: Tx, now: Date): Promise<Verified[]> {
  const { rows } = await sql<Verified>`
    update service_desk_custom_emails
    set verification_state = 'failed', verification_error = 'mail_not_received_within_timeframe',
      verification_token = null, updated_at = now()
    where verification_state = 'started'
      and verification_started_at < ${now}::timestamptz - make_interval(mins => ${timeframeMinutes})
    returning ${ended}`.execute(tx)
  return rows
}
