// How long does a person wait in the browser, among 100,000 issues?
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openRoom, type Room } from '../test/support/browser.ts'
import { type BenchDesk, onDesk } from './desk.ts'
import { quantile, rounded } from './floor.ts'
import { fillDesk, issues } from './many-issues.ts'

const rounds = 20
const coldRounds = 5
const notesOfTheLong = 50
const list = '/acme/widget/-/issues/service_desk'
const otherList = '/acme/widget/-/issues?state=closed'
const row = 'li[data-row]'

export function ui(): Promise<object> {
  return onDesk(async desk => {
    await fillDesk(desk)
    const long = await longTickets(desk)
    await using room = await openRoom(desk.web)
    return {
      what: `the Service Desk list of ${issues} tickets, and tickets, in Chromium on loopback; ms`,
      ...(await firstVisit(room)),
      list_usable_warm: await warmList(room),
      open_prefetched: await openHovered(room),
      [`open_unvisited_${notesOfTheLong}_notes`]: await openUnvisited(room, long),
      key_to_change: await pressKeys(room),
      note_of_another_browser: await hearOfNotes(desk, room),
    }
  })
}

/** A ticket of fifty notes for each round, so that none was visited. @returns their iids */
async function longTickets(desk: BenchDesk): Promise<number[]> {
  const rows = await desk.query<{ id: number; iid: number }>(
    `select id, iid from issues where project_id = $1 and state = 'opened' order by id limit $2`,
    [desk.project.id, rounds],
  )
  await desk.query(
    `insert into notes (project_id, issue_id, author_id, discussion_id, body, created_at, updated_at)
     select $1, i, (select id from users where not is_bot order by id limit 1), md5(i || '+' || k),
            'Answer **' || k || '** with a [link](https://example.com) and some text. '
              || repeat('It was not the printer but the cable. ', 8), now(), now()
     from unnest($2::bigint[]) i, generate_series(1, $3) k`,
    [desk.project.id, rows.map(({ id }) => id), notesOfTheLong],
  )
  return rows.map(({ iid }) => iid)
}

async function sit(
  room: Room,
): Promise<{ page: Page; goto: (path: string) => Promise<void> } & AsyncDisposable> {
  const { page, goto, context } = await room.seat()
  await page.addInitScript({ path: join(import.meta.dirname, 'ui-in-page.js') })
  return { page, goto, [Symbol.asyncDispose]: () => context.close() }
}

/** A browser that was never here: bytes of scripts as they came over the wire, and the largest paint. */
async function firstVisit(room: Room): Promise<object> {
  const figures: { lcp: number; script: number }[] = []
  for (let round = 0; round < coldRounds; round++) {
    await using seat = await sit(room)
    await seat.goto(list)
    await seat.page.locator(row).first().waitFor()
    await seat.page.waitForLoadState('networkidle')
    figures.push(await seat.page.evaluate('bench.firstFigures()'))
  }
  return {
    script_kB_compressed: rounded(Math.max(...figures.map(({ script }) => script)) / 1000),
    lcp_cold: summary(figures.map(({ lcp }) => lcp)),
  }
}

/** The list loaded anew in a browser that has the files: from the navigation to the paint of the rows. */
async function warmList(room: Room): Promise<object> {
  await using seat = await sit(room)
  await seat.goto(list)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    await seat.goto(list)
    times.push(await seat.page.evaluate(`bench.painted('${row}', 20)`))
  }
  return summary(times)
}

/** From the click on a row that was hovered, so that its ticket was fetched ahead, to the ticket's paint. */
async function openHovered(room: Room): Promise<object> {
  await using seat = await sit(room)
  const { page } = seat
  await seat.goto(list)
  const times: number[] = []
  // The first one fetches the code of the page as well.
  for (let index = 0; index <= rounds; index++) {
    await page.locator(row).nth(index).hover()
    await page.waitForLoadState('networkidle')
    times.push(await page.evaluate(`bench.from(bench.click(${index}), '[data-description]', 1)`))
    await page.goBack()
    await page.locator(row).nth(index).waitFor()
  }
  return summary(times.slice(1))
}

/** A ticket that was neither visited nor hovered, until all its notes are painted. */
async function openUnvisited(room: Room, iids: readonly number[]): Promise<object> {
  await using seat = await sit(room)
  const { page } = seat
  await seat.goto(otherList)
  await page.locator(row).first().waitFor()
  await page.evaluate(`bench.from(bench.click(0), '[data-description]', 1)`)
  const times: number[] = []
  for (const iid of iids) {
    await page.evaluate(`bench.from(bench.go('${otherList}'), '${row}', 1)`)
    const to = `bench.go('/acme/widget/-/issues/${iid}')`
    times.push(await page.evaluate(`bench.from(${to}, '[data-note]', ${notesOfTheLong})`))
  }
  return summary(times)
}

/** From a press of `j` to the paint in which the next row has the focus. */
async function pressKeys(room: Room): Promise<object> {
  await using seat = await sit(room)
  const { page } = seat
  await seat.goto(list)
  await page.locator(row).first().waitFor()
  await page.evaluate('bench.timeKeys()')
  for (let press = 1; press <= 2 * rounds; press++) {
    await page.keyboard.press('j')
    await page.evaluate(`bench.pressed(${press})`)
  }
  return summary(await page.evaluate('bench.keyTimes'))
}

/** From the request that writes a note to its paint in a browser that has the ticket open. */
async function hearOfNotes(desk: BenchDesk, room: Room): Promise<object> {
  await using seat = await sit(room)
  const project = `/projects/${desk.project.id}/issues`
  const [issue] = await desk.api<{ iid: number }[]>(`${project}?per_page=1&state=opened`)
  await seat.goto(`/acme/widget/-/issues/${issue?.iid}`)
  await seat.page.locator('[data-description]').waitFor()
  await seat.page.waitForLoadState('networkidle').catch(() => undefined)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const body = `Note number ${round} of another browser`
    const seen = seat.page.evaluate<number>(`bench.seen('${body}')`)
    const start = Date.now()
    await desk.api(`${project}/${issue?.iid}/notes`, { body: { body, internal: true } })
    times.push((await seen) - start)
  }
  return summary(times)
}

const summary = (times: readonly number[]) => ({
  p50: rounded(quantile([...times], 0.5)),
  p95: rounded(quantile([...times], 0.95)),
})
