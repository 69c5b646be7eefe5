// How are the settings of a project's Service Desk changed?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { claimSuffix } from '../addresses/claim.ts'
import type { MailAddresses } from '../addresses/patterns.ts'
import { type Project, requireProject } from '../require-project.ts'
import type { ServiceDeskSettings } from './columns.ts'
import { checkSuffix } from './suffix.ts'

export type ServiceDeskChanges = {
  [name in keyof ServiceDeskSettings]?: ServiceDeskSettings[name] | undefined
}

export type ServiceDeskRules = {
  addresses: MailAddresses
  /** Whether the project's repository has a description template of that name that is not empty; absent: none has. */
  templateExists?: ((project: Project, key: string) => Promise<boolean>) | undefined
}

/** GitLab's limit. */
const maxOutgoingName = 255

/**
 * Changes what is given; null or an empty text takes a name, suffix or template away. A former suffix stays with the
 * project until another project takes it.
 * @throws not_found, forbidden below Maintainer, invalid naming the field
 */
export async function updateServiceDesk(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  changes: ServiceDeskChanges,
  rules: ServiceDeskRules,
): Promise<void> {
  const project = await requireProject(tx, by, idOrPath, Access.maintainer)
  const values = { ...changes }
  for (const name of ['outgoing_name', 'project_key', 'issue_template_key'] as const) {
    if (values[name] !== undefined) values[name] = values[name]?.trim() || null
  }
  if (values.outgoing_name) checkOutgoingName(values.outgoing_name)
  if (values.issue_template_key) await checkTemplate(project, values.issue_template_key, rules)
  if (values.project_key) await takeSuffix(tx, project, values.project_key, rules)
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  await tx
    .insertInto('service_desk_settings')
    .values({ project_id: project.id })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  await tx
    .updateTable('service_desk_settings')
    .set({ ...Object.fromEntries(given), updated_at: new Date() })
    .where('project_id', '=', project.id)
    .execute()
}

function checkOutgoingName(name: string): void {
  if (name.length > maxOutgoingName)
    throw DeskError.invalid('outgoing_name', `is too long (maximum is ${maxOutgoingName} characters)`)
  // A line break in a display name would begin another header (RFC 5322 §2.2).
  if (/\p{Cc}/u.test(name)) throw DeskError.invalid('outgoing_name', 'cannot contain control characters')
}

async function checkTemplate(project: Project, key: string, { templateExists }: ServiceDeskRules) {
  if (!(await templateExists?.(project, key)))
    throw DeskError.invalid('issue_template_key', 'is empty or does not exist')
}

async function takeSuffix(tx: Tx, project: Project, suffix: string, rules: ServiceDeskRules): Promise<void> {
  checkSuffix(project, suffix, rules.addresses)
  // The path must not change between the claim and the commit.
  const { rows } = await sql<{ id: number; full_path: string }>`
    select id, full_path from projects where id = ${project.id} for no key update`.execute(tx)
  if (rows[0] === undefined) throw DeskError.notFound('Project')
  if (!(await claimSuffix(tx, rows[0], suffix))) throw DeskError.invalid('project_key', 'already in use')
}
