// How long does a page of tickets take among 100,000?
import { onDesk } from './desk.ts'
import { quantile, rounded } from './floor.ts'
import { fillDesk, issues, notesPerIssue, timeCalls, timeQueries } from './many-issues.ts'

const rounds = 60

export function list(): Promise<object> {
  return onDesk(async desk => {
    await fillDesk(desk)
    const base = `/projects/${desk.project.id}/issues?per_page=20`
    const cases: Record<string, string> = {
      open_newest_first: `${base}&state=opened`,
      all_by_update: `${base}&order_by=updated_at`,
      tickets_keyset: `${base}&state=opened&author_username=support-bot&pagination=keyset`,
      by_label: `${base}&labels=bug&state=opened`,
      without_label: `${base}&not[labels]=bug&state=opened`,
      page_50: `${base}&page=50`,
    }
    const floor = await timeQueries(
      desk,
      `select id, iid, title, state, created_at, updated_at from issues
       where project_id = $1 and state = 'opened' order by created_at desc, id desc limit 20`,
      [desk.project.id],
      rounds,
    )
    const floorP50 = quantile(floor, 0.5)
    const pages: Record<string, object> = {}
    for (const [name, path] of Object.entries(cases)) {
      const times = await timeCalls(desk, [path], rounds)
      const p50 = quantile(times, 0.5)
      pages[name] = {
        p50: rounded(p50),
        p95: rounded(quantile(times, 0.95)),
        ratio_to_floor_p50: rounded(p50 / floorP50),
      }
    }
    return {
      what: `a page of 20 among ${issues} issues and ${issues * notesPerIssue} notes, whole HTTP call on loopback, ms`,
      floor_bare_select: { p50: rounded(floorP50, 2), p95: rounded(quantile(floor, 0.95), 2) },
      pages,
    }
  })
}
