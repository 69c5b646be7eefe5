// What does a desk look like after some years? 100,000 issues and 300,000 notes, most of them closed tickets.
import type { BenchDesk } from './desk.ts'

export const issues = 100_000
export const notesPerIssue = 3

/** Fills the first project by SQL: what is measured is reading, not writing. */
export async function fillDesk(desk: BenchDesk): Promise<void> {
  const project = desk.project.id
  await desk.query(
    `insert into issues (project_id, iid, author_id, title, description, state, confidential, service_desk,
                         service_desk_reply_to, requester_name, customer_text, created_at, updated_at, closed_at)
     select $1, 1000 + n, (select id from users where is_bot limit 1),
            'Case ' || n || ' about ' || (array['printer','invoice','login','export','password','backup'])[1 + n % 6],
            'The ' || (array['red','green','blue','grey'])[1 + n % 4] || ' one says error ' || md5(n::text) || ' since this morning. '
              || repeat('It worked yesterday and nobody has changed anything since then. ', 6),
            case when n % 10 = 0 then 'opened' else 'closed' end, true, true,
            'customer' || n % 5000 || '@customer' || n % 97 || '.example', 'Customer ' || n % 5000, '',
            now() - make_interval(mins => $2 - n), now() - make_interval(mins => $2 - n) + interval '1 hour',
            case when n % 10 = 0 then null else now() end
     from generate_series(1, $2) n`,
    [project, issues],
  )
  await desk.query(
    `insert into notes (project_id, issue_id, author_id, discussion_id, body, created_at, updated_at)
     select $1, i.id, i.author_id, md5(i.id || '-' || k), 'Answer ' || k || ' about error ' || md5((i.id * k)::text)
              || repeat(' and some more words that people write', 5), i.created_at, i.created_at
     from issues i, generate_series(1, $2) k where i.project_id = $1`,
    [project, notesPerIssue],
  )
  const [label] = await desk.query<{ id: number }>(
    `insert into labels (project_id, title) values ($1, 'bug') returning id`,
    [project],
  )
  await desk.query(
    `insert into issue_labels (issue_id, label_id) select id, $1 from issues where id % 7 = 0`,
    [label?.id],
  )
  await desk.query(
    'update project_counters set issue_iid = (select max(iid) from issues) where project_id = $1',
    [project],
  )
  await desk.query('vacuum analyze')
}

/** Calls `path` of the API again and again; one call at a time. @returns milliseconds of each */
export async function timeCalls(
  desk: BenchDesk,
  paths: readonly string[],
  rounds: number,
): Promise<number[]> {
  const times: number[] = []
  for (let round = -2; round < rounds; round++) {
    for (const path of paths) {
      const start = performance.now()
      await desk.api(path)
      // The first two rounds warm up plans and caches.
      if (round >= 0) times.push(performance.now() - start)
    }
  }
  return times
}

export async function timeQueries(
  desk: BenchDesk,
  text: string,
  values: unknown[],
  rounds: number,
): Promise<number[]> {
  const times: number[] = []
  for (let round = -2; round < rounds; round++) {
    const start = performance.now()
    await desk.query(text, values)
    if (round >= 0) times.push(performance.now() - start)
  }
  return times
}
