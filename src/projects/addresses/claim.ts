// May a project be reached by this slug with this suffix?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { slugOf } from './slug.ts'

type Holder = { project_id: number; full_path: string; project_key: string | null }

/**
 * Gives the pair of slug and suffix to the project. From a project that no longer goes by it, it is taken (SPEC §3):
 * from then on its mail comes here.
 * @returns false if it is the present address of another project
 */
export async function claimSuffix(
  tx: Tx,
  project: { id: number; full_path: string },
  suffix: string,
): Promise<boolean> {
  const slug = slugOf(project.full_path)
  // An update that changes nothing waits for whoever else claims the pair, and makes it anew if its project goes meanwhile.
  // Only a statement of its own, after that, sees what the other project is now.
  await sql`insert into service_desk_keys (slug, suffix, project_id) values (${slug}, ${suffix}, ${project.id})
    on conflict (slug, suffix) do update set slug = excluded.slug`.execute(tx)
  const { rows } = await sql<Holder>`
    select k.project_id, p.full_path, s.project_key
    from service_desk_keys k
    join projects p on p.id = k.project_id
    left join service_desk_settings s on s.project_id = k.project_id
    where k.slug = ${slug} and k.suffix = ${suffix}`.execute(tx)
  const holder = rows[0]
  if (holder === undefined) throw new Error('a claimed mail address vanished while it was locked')
  if (holder.project_id === project.id) return true
  if (holder.project_key === suffix && slugOf(holder.full_path) === slug) return false
  await sql`update service_desk_keys set project_id = ${project.id}
    where slug = ${slug} and suffix = ${suffix}`.execute(tx)
  return true
}
