// How is a project's Service Desk set, and under which addresses is it reached?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { Access } from '../access.ts'
import { serviceDeskAddress } from '../addresses/form.ts'
import type { MailAddresses } from '../addresses/patterns.ts'
import { type Project, requireProject } from '../require-project.ts'
import { listAddresses, type PublishedAddress } from './addresses.ts'
import { type InUse, type ServiceDeskSettings, settingsColumns, settingsTables } from './columns.ts'
import { missingFor } from './missing.ts'

export type ServiceDesk = {
  project: Project
  settings: ServiceDeskSettings
  /** The one to show to people; null if no mailbox takes new tickets. */
  address: string | null
  /** All under which mail comes in, former ones too. */
  addresses: PublishedAddress[]
  /** What an administrator must set up, in sentences; empty if all is well. */
  missing: string[]
}

/** @throws not_found, forbidden below Maintainer */
export async function getServiceDesk(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
  mail: MailAddresses,
): Promise<ServiceDesk> {
  const project = await requireProject(db, viewer, idOrPath, Access.maintainer)
  const { custom_email, ...settings } = await findSettings(db, project.id)
  const addressed = { ...project, project_key: settings.project_key, custom_email }
  return {
    project,
    settings,
    address: serviceDeskAddress(addressed, mail),
    addresses: await listAddresses(db, addressed, mail),
    missing: missingFor(mail, settings),
  }
}

async function findSettings(db: Db, projectId: number): Promise<ServiceDeskSettings & InUse> {
  const { rows } = await sql<ServiceDeskSettings & InUse>`
    select ${settingsColumns} from projects p ${settingsTables} where p.id = ${projectId}`.execute(db)
  return rows[0] ?? Promise.reject(new Error('a project vanished between two queries'))
}
