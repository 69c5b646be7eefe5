// Who writes to a project's Service Desk? For completion: those who match, the newest writers first.
import { sql } from 'kysely'
import type { Db } from '#db'
import { Access, requireProject } from '#projects'
import type { Person } from '#users'

export type Requester = {
  /** As they last wrote it. */
  email: string
  name: string | null
  open_tickets: number
  tickets: number
}

/** Of the newest tickets that match, so many are looked at: who has not been found among them needs another letter. */
const maxTickets = 2_000

/** `search` is part of the address or of the name. @throws not_found; forbidden below Reporter */
export async function listRequesters(
  db: Db,
  by: Person,
  projectIdOrPath: number | string,
  { search = '', limit }: { search?: string | undefined; limit: number },
): Promise<Requester[]> {
  const { id } = await requireProject(db, by, projectIdOrPath, Access.reporter)
  const wanted = search.trim().toLowerCase()
  const matches =
    wanted === ''
      ? sql`true`
      : sql`strpos(lower(service_desk_reply_to || ' ' || coalesce(requester_name, '')), ${wanted}) > 0`
  const { rows } = await sql<Requester>`
    with newest as (
      select id, service_desk_reply_to as email, requester_name as name,
        coalesce(last_customer_at, '-infinity') as wrote_at
      from issues
      where project_id = ${id} and service_desk and service_desk_reply_to is not null and ${matches}
      order by coalesce(last_customer_at, '-infinity') desc, id desc limit ${maxTickets}
    ), writers as (
      select distinct on (lower(email)) * from newest order by lower(email), wrote_at desc, id desc
    ), page as (
      select * from writers order by wrote_at desc, id desc limit ${limit}
    )
    select page.email, nullif(page.name, '') as name, counted.*
    from page, lateral (
      select count(*) filter (where state = 'opened') as open_tickets, count(*) as tickets
      from issues
      where lower(service_desk_reply_to) = lower(page.email) and project_id = ${id} and service_desk
        and moved_to_id is null
    ) counted
    order by page.wrote_at desc, page.id desc`.execute(db)
  return rows
}
