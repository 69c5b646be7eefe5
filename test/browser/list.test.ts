// Does the list show what comes, by itself, and do two browsers agree?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { chromium, openRoom, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

const list = '/acme/widget/-/issues/service_desk'

suite('the Service Desk list', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  test('an empty desk names its address and writes a sample mail on wish, which appears without reload', async () => {
    const { page, goto } = await room.seat()
    await goto(list)
    await page.getByText(story.project.address).first().waitFor()
    await page.getByRole('button', { name: /sample mail/ }).click()
    await page.locator('li[data-row]').first().waitFor()
    await page.context().close()
  })

  test('a mail that comes in appears in both browsers, with its counts; what one closes leaves the other', async () => {
    const one = await room.seat()
    const two = await room.seat()
    for (const { page, goto } of [one, two]) {
      await goto(list)
      await page.getByRole('tab', { name: /Open/ }).waitFor()
    }
    await story.write({
      from: 'Anna Kern <anna@acme.example>',
      to: story.project.address,
      subject: 'Live one',
    })
    for (const { page } of [one, two]) {
      await page.getByRole('link', { name: 'Live one' }).waitFor()
      await page.getByRole('tab', { name: 'Open 2' }).waitFor()
      await page.getByText('Anna Kern').first().waitFor()
    }
    const row = one.page.locator('li[data-row]', { hasText: 'Live one' })
    await row.hover()
    await row.getByRole('button', { name: /^Close/ }).click()
    for (const { page } of [one, two]) {
      await page.getByRole('tab', { name: 'Open 1' }).waitFor()
      await page.getByRole('link', { name: 'Live one' }).waitFor({ state: 'detached' })
    }
    await one.page.getByRole('button', { name: 'Undo' }).click()
    for (const { page } of [one, two]) await page.getByRole('tab', { name: 'Open 2' }).waitFor()
    await one.page.context().close()
    await two.page.context().close()
  })

  test('filters stand in the address, can be taken back with the keyboard, and say when nothing matches', async () => {
    await story.api(`/projects/${story.project.id}/labels`, { body: { name: 'bug', color: '#d73a4a' } })
    const { page, goto } = await room.seat()
    await goto(list)
    const filter = page.getByRole('combobox', { name: 'Filter' })
    await filter.fill('lab')
    await page.getByRole('option', { name: /Label/ }).first().click()
    await page.getByRole('option', { name: /^is\b/ }).first().click()
    await page.getByRole('option', { name: /bug/ }).click()
    await page
      .getByText(/No .*match|Nothing matches|No match/i)
      .first()
      .waitFor()
    assert.match(new URL(page.url()).search, /label_name\[\]=bug/)
    await page.reload()
    await page.getByText('bug').first().waitFor()
    await filter.focus()
    await page.keyboard.press('Backspace')
    await page.locator('li[data-row]').first().waitFor()
    assert.doesNotMatch(new URL(page.url()).search, /label_name/)
    await page.context().close()
  })

  test('several are closed at once and opened again', async () => {
    const { page, goto } = await room.seat()
    await goto(list)
    await page.locator('li[data-row]').nth(1).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page
      .getByText(/2 (chosen|selected)/)
      .first()
      .waitFor()
    await page.keyboard.press('e')
    await page.getByRole('tab', { name: 'Open 0' }).waitFor()
    await eventually(
      async () => (await story.issues()).every(issue => issue.state === 'closed'),
      'both are closed on the desk as well',
    )
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('tab', { name: 'Open 2' }).waitFor()
    await page.context().close()
  })

  test('going back from a ticket leads to the same place of a long list', async () => {
    const titles = Array.from({ length: 120 }, (_, number) => `Issue ${String(number).padStart(3, '0')}`)
    for (const title of titles) await story.api(`/projects/${story.project.id}/issues`, { body: { title } })
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/issues')
    const target = page.getByRole('link', { name: 'Issue 030' })
    // Each look scrolls to the last row there is, until the wanted one has been loaded.
    while (!(await target.isVisible())) await page.locator('li[data-row]').last().scrollIntoViewIfNeeded()
    await target.scrollIntoViewIfNeeded()
    const before = await target.boundingBox()
    await target.click()
    await page.getByRole('heading', { level: 1, name: 'Issue 030' }).waitFor()
    await page.goBack()
    await target.waitFor()
    await page.waitForFunction(
      y =>
        Math.abs(
          ([...document.querySelectorAll('a')]
            .find(a => a.textContent === 'Issue 030')
            ?.getBoundingClientRect().y ?? -9999) - y,
        ) < 80,
      before?.y ?? 0,
    )
    await page.context().close()
  })

  test('no page had an error', () => room.assertNoProblems())
})
