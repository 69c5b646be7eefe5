// Can the whole day's work be done without a pointer: sign in, find, read, answer, note, assign, label, close, undo, leave?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { chromium, openRoom, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

suite('by keyboard alone', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    const to = story.project.address
    await story.write({ from: 'Anna Kern <anna@acme.example>', to, subject: 'First', text: 'one' })
    await story.write({ from: 'Ben Loop <ben@loop.example>', to, subject: 'Second', text: 'two' })
    await story.settled(2)
    await story.api(`/projects/${story.project.id}/labels`, { body: { name: 'bug', color: '#d73a4a' } })
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  const first = async () => {
    const issue = (await story.issues()).find(({ title }) => title === 'First')
    assert.ok(issue)
    return issue as typeof issue & { labels: string[]; assignees: { username: string }[] }
  }

  test('the whole loop', async () => {
    const { page, goto } = await room.seat({ nobody: true })
    const { keyboard } = page
    await goto('/')
    await page.getByRole('heading', { name: /Sign in/ }).waitFor()
    await keyboard.type('root')
    await keyboard.press('Tab')
    await keyboard.type('a password for tests')
    await keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Places' }).waitFor()

    // To the Service Desk by the palette.
    await keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    await keyboard.type('acme/widget')
    await page
      .getByRole('option', { name: /acme\/widget/ })
      .first()
      .waitFor()
    await keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Widget' }).waitFor()
    await keyboard.press('g')
    await keyboard.press('s')
    await page.getByRole('heading', { level: 1, name: 'Service Desk' }).waitFor()
    await page.getByRole('link', { name: 'First' }).waitFor()

    // Down to the second row, open it.
    await keyboard.press('j')
    await keyboard.press('j')
    await keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /First/ }).waitFor()
    await page.getByRole('region', { name: 'Write' }).waitFor()

    await keyboard.press('r')
    await keyboard.type('Thank you, Anna.')
    await keyboard.press('Control+Enter')
    await page.locator('[data-note]', { hasText: 'Thank you, Anna.' }).waitFor()
    await keyboard.press('Escape')
    await keyboard.press('n')
    await keyboard.type('She is right.')
    await keyboard.press('Control+Enter')
    await page.locator('[data-note]', { hasText: 'She is right.' }).waitFor()
    await keyboard.press('Escape')

    await keyboard.press('l')
    await page.getByRole('option', { name: /bug/ }).waitFor()
    await keyboard.type('bug')
    await keyboard.press('Enter')
    await keyboard.press('Escape')
    await eventually(async () => (await first()).labels.includes('bug'), 'the label is set')
    await keyboard.press('a')
    await page.getByRole('option', { name: /Administrator/ }).waitFor()
    await keyboard.type('Adm')
    await keyboard.press('Enter')
    await keyboard.press('Escape')
    await eventually(async () => (await first()).assignees[0]?.username === 'root', 'it is assigned')

    await keyboard.press('e')
    await eventually(async () => (await first()).state === 'closed', 'it is closed')
    await keyboard.press('u')
    await eventually(async () => (await first()).state === 'opened', 'and open again')

    // To its neighbour and back, then back to the list.
    await keyboard.press('[')
    await page.getByRole('heading', { level: 1, name: /Second/ }).waitFor()
    await keyboard.press(']')
    await page.getByRole('heading', { level: 1, name: /First/ }).waitFor()
    await keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Service Desk' }).waitFor()

    await keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await help.waitFor()
    await keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
    await keyboard.press('/')
    await page.getByRole('searchbox').waitFor()
    await keyboard.type('thank')
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor()
    await page.context().close()
  })

  test('everything that can be pressed can be reached with Tab, and shows where one is', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/issues/service_desk')
    await page.getByRole('link', { name: 'First' }).waitFor()
    const seen = new Set<string>()
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null
        if (element === null || element === document.body) return ''
        const box = element.getBoundingClientRect()
        const visible = box.width > 1 && box.height > 1
        return `${element.tagName} ${element.textContent?.slice(0, 30)} ${visible}`
      })
      seen.add(at)
    }
    assert.ok(
      [...seen].some(at => /First/.test(at)),
      'the rows are reached',
    )
    assert.ok(
      [...seen].some(at => /Skip to the content/.test(at)),
      'the way past the sidebar',
    )
    await page.context().close()
  })

  test('no page had an error', () => room.assertNoProblems())
})
