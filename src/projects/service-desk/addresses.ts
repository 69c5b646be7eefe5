// Under which addresses does mail reach a project? All at once, former ones too (SPEC §3).
import { sql } from 'kysely'
import type { Db } from '#db'
import { type Addressed, generatedAddress, maxLocalPart, suffixAddress } from '../addresses/form.ts'
import { type AddressPattern, addressFor, type MailAddresses } from '../addresses/patterns.ts'
import { slugOf } from '../addresses/slug.ts'

export type PublishedAddress = {
  address: string
  form: 'custom' | 'suffix' | 'generated' | 'legacy'
  /** From before a rename, a move or another suffix. */
  former: boolean
}

type Row = { form: PublishedAddress['form']; slug: string; suffix: string | null }

/** The present ones first, and among those the one shown to people. */
export async function listAddresses(
  db: Db,
  project: Addressed,
  { incoming, serviceDesk }: MailAddresses,
): Promise<PublishedAddress[]> {
  const path = project.full_path.toLowerCase()
  const present = slugOf(path)
  const { rows } = await sql<Row>`
    select 'suffix' as form, slug, suffix from service_desk_keys where project_id = ${project.id}
    union all select 'generated', slug, null from project_slugs where project_id = ${project.id}
    union all select 'legacy', full_path, null from project_former_paths where project_id = ${project.id}
    union all select 'legacy', ${path}, null
      where not exists (select from project_former_paths where full_path = ${path})`.execute(db)
  const published = rows.flatMap(({ form, slug, suffix }) => {
    const former = form === 'legacy' ? slug !== path : slug !== present
    if (form === 'legacy') return entry(legacyAddress(incoming, slug), form, former)
    if (form === 'generated')
      return [serviceDesk, incoming].flatMap(pattern =>
        entry(generatedAddress(pattern, project.id, slug), form, former),
      )
    return entry(suffixAddress(serviceDesk, slug, suffix), form, former || suffix !== project.project_key)
  })
  if (project.custom_email)
    published.unshift({ address: project.custom_email, form: 'custom', former: false })
  return published.toSorted((a, b) => Number(a.former) - Number(b.former))
}

function entry(address: string | null, form: PublishedAddress['form'], former: boolean): PublishedAddress[] {
  return address === null ? [] : [{ address, form, former }]
}

/** GitLab's form from before 11.7, for those who still have it. */
function legacyAddress(incoming: AddressPattern | null, path: string): string | null {
  if (!incoming?.keyed) return null
  const address = addressFor(incoming, path)
  return address.lastIndexOf('@') > maxLocalPart ? null : address
}
