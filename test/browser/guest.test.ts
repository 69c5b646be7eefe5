// What does a person without rights see of what is confidential? Nothing: not by any way that leads there.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { chromium, openRoom, type Room, type Seat } from '../support/browser.ts'
import { type Story, startStory } from '../support/story.ts'
import { type Furnished, furnish } from './furnish.ts'

/** Words that stand in confidential tickets, addresses of customers and internal notes, and nowhere else. */
const secrets =
  /empty file|الطابعة|Anna Kern|anna@acme\.example|acme\.example|new driver|Omar|Always the same words/

suite('somebody without rights', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  let furnished: Furnished
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    furnished = await furnish(story)
    for (const place of ['/groups/acme', `/projects/${story.project.id}`])
      await story.api(place, { method: 'PUT', body: { visibility: 'public' } })
    await story.api(`/projects/${story.project.id}/issues/${furnished.ticket}/notes`, {
      body: { body: 'An internal word: new driver', internal: true },
    })
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  /** Everything that came over the wire, and what stands on the page. */
  function overhear({ page }: Seat): string[] {
    const heard: string[] = []
    page.on('response', async response => {
      if (!/\/api\//.test(response.url()) || /\/events/.test(response.url())) return
      heard.push(`${response.url()} ${await response.text().catch(() => '')}`)
    })
    return heard
  }

  for (const who of [{ login: 'gus' }, { nobody: true }]) {
    const name = who.nobody ? 'a visitor' : 'a Guest'
    test(`${name} finds no confidential thing in lists, counts, search, palette, addresses and events`, async () => {
      const seat = await room.seat(who)
      const { page, goto } = seat
      const heard = overhear(seat)
      const paths = [
        '/acme/widget',
        '/acme/widget/-/issues',
        '/acme/widget/-/issues?state=all',
        '/acme/widget/-/issues?search=export',
        '/acme/widget/-/issues/service_desk',
        `/acme/widget/-/issues/${furnished.ticket}`,
        `/acme/widget/-/issues/${furnished.rtl}`,
        '/acme/widget/-/labels',
        '/acme/widget/-/milestones/1',
        '/acme/widget/-/project_members',
        '/acme/widget/-/numbers',
        '/acme/widget/-/inbox',
        '/acme/widget/-/outbox',
        '/acme/widget/edit',
        '/acme',
        '/admin',
        '/admin/inbox',
        ...(who.nobody
          ? []
          : [
              '/',
              '/dashboard/todos',
              '/search?search=export',
              '/search?search=acme&scope=notes',
              '/search?search=acme&scope=merge_requests',
            ]),
      ]
      for (const path of paths) {
        await goto(path)
        await page.locator('h1, h2').first().waitFor()
        await page.waitForLoadState('networkidle')
        assert.doesNotMatch(await page.locator('body').innerText(), secrets, path)
      }
      await goto('/acme/widget/-/issues')
      // Of three open issues one may be counted.
      await page.getByRole('tab', { name: 'Open 1' }).waitFor()
      for (const answer of heard)
        assert.doesNotMatch(answer.replace(/^\S+ /, ''), secrets, answer.slice(0, 120))
      await page.context().close()
    })
  }

  test('a Guest hears of nothing confidential that happens, and the palette finds nothing', async () => {
    const seat = await room.seat({ login: 'gus' })
    const { page, goto } = seat
    const heard = overhear(seat)
    await goto('/acme/widget/-/issues')
    await page.getByRole('link', { name: 'A plain issue, no ticket' }).waitFor()
    const events = page.evaluate(
      () =>
        new Promise<string[]>(resolve => {
          const told: string[] = []
          const source = new EventSource('/api/v4/events')
          for (const type of ['issue', 'note', 'inbox', 'outbox', 'writing'])
            source.addEventListener(type, event => {
              told.push((event as MessageEvent<string>).data)
              // The last thing that happens is one that everybody may know of.
              if (told.length > 0 && JSON.parse(told.at(-1) ?? '{}').kind === 'issue_opened') resolve(told)
            })
          source.onopen = () => document.body.setAttribute('data-listening', '')
        }),
    )
    await page.locator('[data-listening]').waitFor({ state: 'attached' })
    const at = `/projects/${story.project.id}/issues`
    await story.api(`${at}/${furnished.ticket}/notes`, { body: { body: 'secret', internal: true } })
    await story.api(`${at}/${furnished.ticket}`, { method: 'PUT', body: { title: 'export still secret' } })
    await story.write({ from: 'anna@acme.example', to: story.project.address, subject: 'One more secret' })
    await story.settled(6)
    const open = await story.api<{ id: number }>(at, { body: { title: 'For everybody' } })
    await page.getByRole('link', { name: 'For everybody' }).waitFor()
    const told = await events
    assert.deepEqual([...new Set(told.map(line => JSON.parse(line).issue_id))], [open.id])

    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('secret')
    await page.getByText('Search for “secret”').waitFor()
    await page.waitForLoadState('networkidle')
    assert.equal(await page.getByRole('option', { name: /still secret|One more/ }).count(), 0)
    for (const answer of heard)
      assert.doesNotMatch(answer.replace(/^\S+ /, ''), /still secret|One more secret/)
    await page.context().close()
  })

  test('no page had an error', () => room.assertNoProblems())
})
