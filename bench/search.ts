// How long does a search take among 100,000 issues and 300,000 notes?
import { onDesk } from './desk.ts'
import { quantile, rounded } from './floor.ts'
import { fillDesk, issues, notesPerIssue, timeCalls, timeQueries } from './many-issues.ts'

const rounds = 60

export function search(): Promise<object> {
  return onDesk(async desk => {
    await fillDesk(desk)
    const project = `/projects/${desk.project.id}`
    const cases: Record<string, string> = {
      a_rare_word: `${project}/search?scope=issues&search=c4ca4238a0b923820dcc509a6f75849b`,
      a_common_word: `${project}/search?scope=issues&search=printer`,
      two_words: `${project}/search?scope=issues&search=invoice+green`,
      in_notes: `${project}/search?scope=notes&search=answer+error`,
      everywhere: '/search?scope=issues&search=login',
      as_filter_of_the_list: `${project}/issues?search=export&state=opened`,
    }
    const floor = await timeQueries(
      desk,
      `select id from issues where project_id = $1 and search @@ to_tsquery('simple', 'printer')
       order by created_at desc, id desc limit 20`,
      [desk.project.id],
      rounds,
    )
    const searches: Record<string, object> = {}
    for (const [name, path] of Object.entries(cases)) {
      const times = await timeCalls(desk, [path], rounds)
      searches[name] = { p50: rounded(quantile(times, 0.5)), p95: rounded(quantile(times, 0.95)) }
    }
    return {
      what: `search among ${issues} issues and ${issues * notesPerIssue} notes, whole HTTP call on loopback, ms`,
      floor_bare_select: { p50: rounded(quantile(floor, 0.5), 2), p95: rounded(quantile(floor, 0.95), 2) },
      searches,
    }
  })
}
