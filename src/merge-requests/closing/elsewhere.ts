// What does code that lives on another forge do to the issues that its commits and merge requests name?
import type { Db } from '#db'
import { actOn, type Home } from './act.ts'
import { namedWithin, type Scope } from './named.ts'
import { activePerson } from './people.ts'

export type Elsewhere = {
  projectId: number
  /** In whose name it acts; null: nobody's, so it does nothing. */
  userId: number | null
  /** Which issues its words may mean. */
  scope: Scope
  /** The same for the same commit or merge request. */
  key: string
  /** As notes name it: Markdown with a link. */
  shown: string
  text: string
  /** Whether its closing words count yet; else what it names is only told. */
  closes: boolean
  /** Issues opened later are not meant. */
  before?: Date | undefined
}

/** Returns how many issues were closed. */
export async function actElsewhere(
  desk: { db: Db; config: { external_url: string } },
  { projectId, userId, scope, key, shown, text, closes, before }: Elsewhere,
): Promise<number> {
  const named = namedWithin(text, desk.config.external_url, scope)
  const by = named.length === 0 ? undefined : await activePerson(desk.db, userId)
  if (by === undefined) return 0
  const row = await desk.db
    .selectFrom('projects')
    .select(['id', 'full_path', 'visibility'])
    .where('id', '=', projectId)
    .where('archived', '=', false)
    .executeTakeFirst()
  if (row === undefined) return 0
  const home: Home = { ...row, visibility: row.visibility as Home['visibility'] }
  const source = { key, here: shown, elsewhere: shown, ...(before && { before }) }
  const wanted = closes ? named : named.map(one => ({ ...one, closes: false }))
  return (await actOn(desk.db, { by, home, source }, wanted)).length
}
