// Which other issues does a text of the team name? They are told by a system note.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { findReferences } from '#markdown'
import type { Person } from '#users'
import { readableIssues } from '../policy.ts'

/** Issues that one text tells that they are named. */
const maxReferences = 50

type Source = { id: number; project_id: number }

/**
 * Writes "mentioned in …" on each issue that `text` names and its writer may read, once for each pair of issues. The
 * note is shown only to those who may read the source.
 */
export async function crossReference(tx: Tx, text: string, source: Source, by: Person): Promise<void> {
  if (!text.includes('#')) return
  const named = findReferences(text)
    .filter(({ kind }) => kind === 'issue')
    .slice(0, maxReferences)
  if (named.length === 0) return
  const paths = named.map(reference => reference.path?.toLowerCase() ?? null)
  const iids = named.map(reference => reference.iid ?? 0)
  await sql`
    insert into notes (project_id, issue_id, author_id, discussion_id, body, system, system_action, cited_issue_id)
    select distinct on (issues.id) issues.project_id, issues.id, ${by.id},
      left(encode(sha256(('cited-' || source.id || '-' || issues.id)::bytea), 'hex'), 40),
      'mentioned in issue ' || case when issues.project_id = source.project_id then '' else home.full_path end
        || '#' || source.iid,
      true, 'cross_reference', source.id
    from (select distinct path, iid from unnest(${paths}::text[], ${iids}::int[]) as named (path, iid)) named
    join issues source on source.id = ${source.id}
    join projects home on home.id = source.project_id
    join projects target on case when named.path is null then target.id = home.id
      else lower(target.full_path) = named.path end
    join issues on issues.project_id = target.id and issues.iid = named.iid and issues.id <> source.id
    where ${readableIssues(by)} and not exists (
      select from notes cited where cited.issue_id = issues.id and cited.cited_issue_id = source.id
        and cited.system_action = 'cross_reference')`.execute(tx)
}
