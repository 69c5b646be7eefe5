// Where are the lines that were spoken of, after the branch has moved?
import { sql } from 'kysely'
import type { Db } from '#db'
import { merging, type Repository } from '#repository'
import type { Position } from './position.ts'

type Row = { id: number; current: Position }

/** Carries each line along; one that was changed or removed has no place any more, and its note says so. */
export async function followLines(
  db: Db,
  repository: Repository,
  mergeRequestId: number,
  { head, base }: { head: string; base: string },
): Promise<void> {
  const { rows } = await sql<Row>`
    select id, current from merge_request_notes
    where merge_request_id = ${mergeRequestId} and current is not null`.execute(db)
  const groups = Map.groupBy(rows, ({ current: at }) =>
    JSON.stringify([at.head_sha, at.base_sha, at.new_path, at.old_path]),
  )
  for (const group of groups.values()) {
    const [{ current: at } = { current: undefined }] = group
    if (at === undefined) continue
    const newLines = await trace(
      repository,
      at.head_sha,
      head,
      at.new_path,
      group.map(row => row.current.new_line),
    )
    const oldLines = await trace(
      repository,
      at.base_sha,
      base,
      at.old_path,
      group.map(row => row.current.old_line),
    )
    for (const { id, current } of group) {
      const new_line = current.new_line === null ? null : newLines.get(current.new_line)
      const old_line = current.old_line === null ? null : oldLines.get(current.old_line)
      const lost =
        (current.new_line !== null && new_line == null) || (current.old_line !== null && old_line == null)
      const moved = lost
        ? null
        : { ...current, head_sha: head, base_sha: base, start_sha: base, new_line, old_line }
      await sql`
        update merge_request_notes set current = ${moved === null ? null : JSON.stringify(moved)}::jsonb
        where id = ${id}`.execute(db)
    }
  }
}

async function trace(
  repository: Repository,
  from: string,
  to: string,
  path: string | null,
  lines: readonly (number | null)[],
): Promise<ReadonlyMap<number, number | null>> {
  const wanted = lines.filter(line => line !== null)
  if (path === null || wanted.length === 0) return new Map()
  if (from === to) return new Map(wanted.map(line => [line, line]))
  return merging.traceLines(repository, { from, to, path }, wanted)
}
