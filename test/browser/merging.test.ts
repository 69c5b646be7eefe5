// Can tickets be merged, notes split off and requesters put right in the browser, with each consequence said before?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type Story, startStory } from '../support/story.ts'

suite('merging, splitting and whose ticket it is', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    const write = (from: string, subject: string, text: string) =>
      story.write({ from, to: story.project.address, subject, text })
    await write('anna@customer.example', 'The export is empty', 'Since today.')
    await story.settled(1)
    await write('ben@customer.example', 'Export broken', 'It is empty.')
    await story.settled(2)
    const { email } = await story.api<{ email: string }>('/user')
    const forward =
      '---------- Forwarded message ---------\nFrom: Eve Ember <eve@customer.example>\nDate: Tue, 3 Mar 2026\nSubject: My order\nTo: <us@people.example>\n\nWhere is it?'
    await write(email, 'Fwd: My order', forward)
    await story.settled(3)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  test('a ticket is merged from its menu: the target is searched, and who gets the answers is shown before', async () => {
    const { page, goto, problems } = await room.seat()
    page.setDefaultTimeout(15_000)
    await goto('/acme/widget/-/issues/2')
    await page.getByRole('button', { name: 'More about this ticket' }).click()
    await page.getByRole('menuitem', { name: 'Merge into another ticket…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Merge #2 into another ticket' })
    await dialog.getByLabel('Ticket: none chosen').click()
    await page.keyboard.type('#1')
    await page.getByRole('option', { name: /The export is empty/ }).click()
    const people = dialog.getByRole('list', { name: 'Who gets the answers' })
    await people.getByText('anna@customer.example').waitFor()
    await people.getByText('ben@customer.example').waitFor()
    await assertAccessible(page, 'merging')
    await picture(page, 'merging')
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.waitForURL(/issues\/1$/)
    await page.getByText('merged #2 into this').waitFor()
    await page.getByText('It is empty.').waitFor()
    await goto('/acme/widget/-/issues/2')
    await page.getByText('Merged', { exact: true }).waitFor()
    await page.getByText('This issue was merged into another.').waitFor()
    assert.deepEqual(problems, [])
  })

  test('a note is split off from its menu, and the new ticket is shown', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/issues/1')
    await page
      .locator('[data-note]', { hasText: 'It is empty.' })
      .getByRole('button', { name: /^More/ })
      .click()
    await page.getByRole('menuitem', { name: 'Split off as a ticket…' }).click()
    const dialog = page.getByRole('dialog', { name: /^Split off the note of/ })
    await dialog.getByText('It becomes a ticket of ben@customer.example').waitFor()
    await dialog.getByRole('textbox', { name: 'Title' }).fill('The export of Ben')
    await assertAccessible(page, 'splitting')
    await dialog.getByRole('button', { name: 'Split off' }).click()
    await page.waitForURL(/issues\/4$/)
    await page.getByRole('heading', { name: 'The export of Ben' }).waitFor()
    await page.getByText('split off from #1').waitFor()
  })

  test('what a member forwarded is offered to the customer, changed when a person says so, and taken back', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/issues/3')
    await page.getByText('A colleague forwarded this.').waitFor()
    await page.getByRole('button', { name: 'Requester is really…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Who asks really?' })
    const address = dialog.getByRole('textbox', { name: 'Address' })
    await address.waitFor()
    assert.equal(await address.inputValue(), 'eve@customer.example')
    await dialog.getByText(/which anybody can write/).waitFor()
    await assertAccessible(page, 'changing the requester')
    await picture(page, 'requester')
    await dialog.getByRole('button', { name: 'Make it the requester' }).click()
    await page.getByText('eve@customer.example is the requester now').waitFor()
    const requester = async () =>
      (await story.api<{ service_desk_reply_to: string }>(`/projects/${story.project.id}/issues/3`))
        .service_desk_reply_to
    assert.equal(await requester(), 'eve@customer.example')
    const undone = page.waitForResponse(
      response => response.url().endsWith('/requester') && response.request().method() === 'PUT',
    )
    await page.getByRole('button', { name: 'Undo' }).click()
    await undone
    assert.notEqual(await requester(), 'eve@customer.example')
  })

  test('the palette finds both by their names', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/issues/1')
    await page.getByRole('heading', { name: 'The export is empty' }).waitFor()
    for (const [typed, title] of [
      ['Merge into another ticket', 'Merge #1 into another ticket'],
      ['Requester is really', 'Who asks really?'],
    ] as const) {
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('combobox').waitFor()
      await page.keyboard.type(typed)
      await page.getByRole('option', { name: `${typed}…` }).waitFor()
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: title })
      await dialog.waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
  })
})
