// How does a project get an address of its own, another one, or none? Whatever is new has to be verified first.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { type Clock, DeskError } from '#kernel'
import type { Secrets } from '#secrets'
import type { Person } from '#users'
import { Access } from '../access.ts'
import type { MailAddresses } from '../addresses/patterns.ts'
import { requireProject } from '../require-project.ts'
import { checkEmail, checkPassword, checkServer } from './check.ts'
import { lockPassword } from './credentials.ts'
import { type Authentication, type CustomEmail, publicColumns } from './rows.ts'
import { digestOf, newToken } from './token.ts'

export type CustomEmailInput = {
  custom_email: string
  smtp_address: string
  smtp_port: number
  smtp_username: string
  smtp_password: string
  smtp_authentication?: Authentication | null | undefined
}
export type CustomEmailChanges = {
  [name in keyof CustomEmailInput]?: CustomEmailInput[name] | undefined
} & { custom_email_enabled?: boolean | undefined }

/** A verification that has begun; the token is to be mailed, and is known nowhere else. */
export type Started = { projectId: number; token: string }

export type CustomEmailDesk = { addresses: MailAddresses; secrets: Secrets; clock: Clock }

/** @throws not_found, forbidden below Maintainer, invalid naming the field, conflict if there is one */
export async function createCustomEmail(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  input: CustomEmailInput,
  desk: CustomEmailDesk,
): Promise<Started> {
  const { id } = await requireProject(tx, by, idOrPath, Access.maintainer)
  if ((await findForChange(tx, id)) !== undefined)
    throw new DeskError('conflict', 'The project has a custom email already; change or remove that one')
  checkPassword(input.smtp_password)
  return save(tx, by, id, input, desk, lockPassword(desk.secrets, id, input.smtp_password))
}

/**
 * Changes what is given. Another address, server or account begins a new verification, and until that is finished
 * the address is not in use.
 * @returns the verification that has begun; null: none was needed
 * @throws not_found, forbidden below Maintainer, invalid naming the field
 */
export async function updateCustomEmail(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  { custom_email_enabled: enabled, ...changes }: CustomEmailChanges,
  desk: CustomEmailDesk,
): Promise<Started | null> {
  const { id } = await requireProject(tx, by, idOrPath, Access.maintainer)
  const row = await findForChange(tx, id)
  if (row === undefined) throw DeskError.notFound('Custom email')
  const { smtp_password: _locked, ...shown } = row
  const before = { ...shown, custom_email: row.email }
  const given = Object.entries(changes).filter(
    ([name, value]) => value !== undefined && value !== before[name as keyof typeof before],
  )
  if (given.length > 0) {
    if (enabled)
      throw DeskError.invalid(
        'custom_email_enabled',
        'cannot be set with other changes: these are verified first',
      )
    const input: Wanted & { smtp_password?: string } = { ...before, ...Object.fromEntries(given) }
    return save(tx, by, id, input, desk, passwordFor(row, input, desk))
  }
  if (enabled !== undefined) await setEnabled(tx, row, enabled)
  return null
}

/** Begins the verification anew, with what is set. @throws not_found, forbidden below Maintainer */
export async function restartVerification(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  { clock }: Pick<CustomEmailDesk, 'clock'>,
): Promise<Started> {
  const { id } = await requireProject(tx, by, idOrPath, Access.maintainer)
  const token = newToken()
  const { numAffectedRows } = await sql`
    update service_desk_custom_emails set enabled = false, verification_state = 'started', verification_error = null, verification_detail = null,
      verification_token = ${digestOf(token)}, verification_started_at = ${clock()}, verification_by_id = ${by.id},
      updated_at = now()
    where project_id = ${id}`.execute(tx)
  if (numAffectedRows === 0n) throw DeskError.notFound('Custom email')
  return { projectId: id, token }
}

/** Takes away address, server and password. @throws not_found, forbidden below Maintainer */
export async function removeCustomEmail(tx: Tx, by: Person, idOrPath: number | string): Promise<void> {
  const { id } = await requireProject(tx, by, idOrPath, Access.maintainer)
  const { numAffectedRows } = await sql`
    delete from service_desk_custom_emails where project_id = ${id}`.execute(tx)
  if (numAffectedRows === 0n) throw DeskError.notFound('Custom email')
}

type Kept = CustomEmail & { smtp_password: string }
/** All but the password. */
type Wanted = Omit<CustomEmailInput, 'smtp_password'>

async function findForChange(tx: Tx, projectId: number): Promise<Kept | undefined> {
  const { rows } = await sql<Kept>`
    select ${publicColumns}, smtp_password from service_desk_custom_emails
    where project_id = ${projectId} for no key update`.execute(tx)
  return rows[0]
}

/** A password is sent to the server that it was entered for and to no other, or a Maintainer could learn another's. */
function passwordFor(
  row: Kept,
  input: Wanted & { smtp_password?: string },
  { secrets }: CustomEmailDesk,
): string {
  if (input.smtp_password !== undefined) {
    checkPassword(input.smtp_password)
    return lockPassword(secrets, row.project_id, input.smtp_password)
  }
  if (input.smtp_address !== row.smtp_address || input.smtp_port !== row.smtp_port)
    throw DeskError.invalid('smtp_password', 'must be entered again for another server')
  return row.smtp_password
}

async function setEnabled(tx: Tx, row: CustomEmail, enabled: boolean): Promise<void> {
  if (enabled && row.verification_state !== 'finished')
    throw DeskError.invalid('custom_email_enabled', 'cannot be set before the address is verified')
  await sql`update service_desk_custom_emails set enabled = ${enabled}, updated_at = now()
    where project_id = ${row.project_id}`.execute(tx)
}

async function save(
  tx: Tx,
  by: Person,
  projectId: number,
  input: Wanted,
  { addresses, clock }: CustomEmailDesk,
  locked: string,
): Promise<Started> {
  const email = checkEmail(input.custom_email, addresses)
  const { smtp_address, smtp_username } = checkServer(input)
  await requireFree(tx, projectId, email)
  const token = newToken()
  await sql`
    insert into service_desk_custom_emails (project_id, email, smtp_address, smtp_port, smtp_username, smtp_password,
      smtp_authentication, verification_state, verification_token, verification_started_at, verification_by_id)
    values (${projectId}, ${email}, ${smtp_address}, ${input.smtp_port}, ${smtp_username}, ${locked},
      ${input.smtp_authentication ?? null}, 'started', ${digestOf(token)}, ${clock()}, ${by.id})
    on conflict (project_id) do update set email = excluded.email, enabled = false,
      smtp_address = excluded.smtp_address, smtp_port = excluded.smtp_port, smtp_username = excluded.smtp_username,
      smtp_password = excluded.smtp_password, smtp_authentication = excluded.smtp_authentication,
      verification_state = 'started', verification_error = null, verification_detail = null, verification_token = excluded.verification_token,
      verification_started_at = excluded.verification_started_at, verification_by_id = excluded.verification_by_id,
      updated_at = now()`.execute(tx)
  return { projectId, token }
}

/** First key of the advisory lock under which an address is looked for and taken. */
const claimClass = 0x63756d61

async function requireFree(tx: Tx, projectId: number, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${claimClass}, hashtext(lower(${email})))`.execute(tx)
  const { rows } = await sql`
    select from service_desk_custom_emails
    where lower(email) = lower(${email}) and project_id <> ${projectId}`.execute(tx)
  if (rows.length > 0) throw DeskError.invalid('custom_email', 'has already been taken')
}
