// Does an answer reach the customer, an internal note nobody, and what was taken back neither?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Page } from 'playwright-core'
import { chromium, openRoom, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { addressIn, type Story, startStory } from '../support/story.ts'

const anna = 'anna@acme.example'
const reply = (page: Page) => page.getByRole('textbox', { name: 'Reply to customer' })
const internal = (page: Page) => page.getByRole('textbox', { name: 'Internal note' })

suite('answering a ticket', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  const ticket = '/acme/widget/-/issues/1'
  const mails = () => story.sink.mails.filter(mail => mail.to.includes(anna))
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    await story.write({ from: `Anna Kern <${anna}>`, to: story.project.address, subject: 'Empty export' })
    await story.mailTo(anna)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  test('a public reply says to whom it goes, appears at once, and reaches the customer', async () => {
    const { page, goto } = await room.seat()
    await goto(ticket)
    await page.getByRole('heading', { level: 1, name: /Empty export/ }).waitFor()
    await page.getByRole('region', { name: 'Write' }).waitFor()
    await page.keyboard.press('r')
    await reply(page).fill('Dear Anna, **please** try again.')
    await page.getByText(anna).first().waitFor()
    await page
      .getByRole('region', { name: 'Write' })
      .getByText(/anna@acme\.example/)
      .first()
      .waitFor()
    const before = mails().length
    await page.keyboard.press('Control+Enter')
    await page.locator('[data-note]', { hasText: 'Dear Anna' }).waitFor()
    assert.equal(await reply(page).inputValue(), '')
    await story.sink.waitFor(before + 1, mail => mail.to.includes(anna))
    assert.match(mails().at(-1)?.text ?? '', /Dear Anna/)
    await page
      .locator('[data-note]', { hasText: 'Dear Anna' })
      .getByText(/Sent to/)
      .waitFor()
    await page.context().close()
  })

  test('what is taken back within ten seconds is never sent, and its words stand in the field again', async () => {
    const { page, goto } = await room.seat()
    await goto(ticket)
    await reply(page).fill('Too early')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('[data-note]', { hasText: 'Too early' }).waitFor({ state: 'detached' })
    assert.equal(await reply(page).inputValue(), 'Too early')
    const outbox = await story.api<{ state: string }[]>(
      `/projects/${story.project.id}/outbox?state=cancelled`,
    )
    assert.equal(outbox.length, 1)
    await reply(page).fill('')
    await page.context().close()
  })

  test('an internal note is unmistakable, and nobody outside hears of it', async () => {
    const { page, goto } = await room.seat()
    await goto(ticket)
    await page.getByRole('region', { name: 'Write' }).waitFor()
    const before = story.sink.mails.length
    await page.keyboard.press('n')
    await page
      .getByText(/stays in the team/)
      .locator('visible=true')
      .waitFor()
    await internal(page).fill('The new driver, I think.')
    await page.keyboard.press('Control+Enter')
    const note = page.locator('[data-note]', { hasText: 'The new driver' })
    await note.getByText('Internal note').first().waitFor()
    // The page shows it before the server has answered.
    const row = await eventually(
      async () => (await story.notes(1)).find(({ body }) => /new driver/.test(body)),
      'the note is on the server',
    )
    assert.equal(row.internal, true)
    assert.equal(story.sink.mails.slice(before).filter(mail => mail.to.includes(anna)).length, 0)
    await page.context().close()
  })

  test('if somebody wrote meanwhile, sending stops and shows it; then it can be sent', async () => {
    const one = await room.seat()
    await one.goto(ticket)
    await reply(one.page).fill('An answer to what I saw')
    await story.write({
      from: anna,
      to: addressIn(await story.mailTo(anna), 'Reply-To'),
      subject: 'Re: Empty export',
      text: 'It works again, thank you!',
    })
    await one.page.locator('[data-note]', { hasText: 'It works again' }).waitFor()
    await one.page.keyboard.press('Control+Enter')
    await one.page
      .getByText(/wrote meanwhile/)
      .first()
      .waitFor()
    assert.equal((await story.notes(1)).filter(({ body }) => /what I saw/.test(body)).length, 0)
    assert.equal(await reply(one.page).inputValue(), 'An answer to what I saw')
    await reply(one.page).focus()
    await one.page.keyboard.press('Control+Enter')
    await eventually(
      async () => (await story.notes(1)).some(({ body }) => /what I saw/.test(body)),
      'the second press sends it',
    )
    await one.page.context().close()
  })

  test('two browsers agree: notes, states and drafts; who writes is seen', async () => {
    const one = await room.seat()
    const two = await room.seat({ login: await colleague(story) })
    for (const { page, goto } of [one, two]) {
      await goto(ticket)
      await page.getByRole('region', { name: 'Write' }).waitFor()
    }
    await reply(one.page).pressSequentially('Half an ans')
    await two.page.getByText(/is writing/).waitFor()
    await one.page.reload()
    await reply(one.page).waitFor()
    assert.equal(await reply(one.page).inputValue(), 'Half an ans')
    await reply(one.page).fill('')
    await two.page.keyboard.press('n')
    await internal(two.page).fill('Seen by both')
    await two.page.keyboard.press('Control+Enter')
    for (const { page } of [one, two])
      await page.locator('[data-note]', { hasText: 'Seen by both' }).waitFor()
    await one.page.locator('body').click({ position: { x: 700, y: 5 } })
    await one.page.keyboard.press('Escape')
    await two.page.context().close()
    await one.page.context().close()
  })

  test('no page had an error', () => room.assertNoProblems())
})

async function colleague(story: Story): Promise<string> {
  const { id } = await story.api<{ id: number }>('/users', {
    body: {
      username: 'rita',
      name: 'Rita Reporter',
      email: 'rita@team.example',
      password: 'a password for tests',
    },
  })
  await story.api(`/projects/${story.project.id}/members`, { body: { user_id: id, access_level: 20 } })
  return 'rita'
}
