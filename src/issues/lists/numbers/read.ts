// How does a project's Service Desk do in a period of days?
import type { Db } from '#db'
import { Access, requireProject } from '#projects'
import type { Person } from '#users'
import { type Age, readAges } from './ages.ts'
import { type Flow, readFlow } from './flow.ts'
import { type AskedPeriod, resolvePeriod } from './period.ts'
import { type DomainShare, type LabelShare, readDomains, readLabels } from './shares.ts'
import { readFirstResponse, readResolution, type TookPerDay } from './took.ts'

export type Numbers = Flow & {
  from: string
  to: string
  time_zone: string
  open_by_age: Age[]
  first_response: TookPerDay
  resolution: TookPerDay
  by_domain: DomainShare[]
  by_label: LabelShare[]
}

/** Of tickets alone. @throws invalid naming the field; not_found; forbidden below Reporter */
export async function readNumbers(
  db: Db,
  by: Person,
  projectIdOrPath: number | string,
  asked: AskedPeriod,
): Promise<Numbers> {
  const { id } = await requireProject(db, by, projectIdOrPath, Access.reporter)
  const period = await resolvePeriod(db, asked)
  const [flow, open_by_age, first_response, resolution, by_domain, by_label] = await Promise.all([
    readFlow(db, id, period),
    readAges(db, id),
    readFirstResponse(db, id, period),
    readResolution(db, id, period),
    readDomains(db, id, period),
    readLabels(db, id, period),
  ])
  const { from, to, timeZone: time_zone } = period
  return { from, to, time_zone, ...flow, open_by_age, first_response, resolution, by_domain, by_label }
}
