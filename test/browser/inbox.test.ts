// Can a held mail be let through, and does the log say what became of it?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { chromium, openRoom, type Room } from '../support/browser.ts'
import { type Story, startStory } from '../support/story.ts'

suite('the logs of mail', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    for (let round = 1; round <= 4; round++)
      await story.write({
        from: 'ben@loop.example',
        to: story.project.address,
        subject: `Loop ${round}`,
        text: 'The same.',
      })
    await story.settled(4)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  test('held mails are found, say why, are let through together and become tickets while one looks', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/inbox')
    const mails = page.getByRole('list', { name: 'Mails, newest first' })
    await page.getByRole('button', { name: 'Held', exact: true }).click()
    await mails.getByText('Loop 4').waitFor()
    assert.equal(await mails.getByRole('listitem').count(), 2)
    assert.match(page.url(), /ending=held/)
    await mails.getByRole('button', { name: 'Loop 4' }).click()
    await mails
      .getByText(/same words/)
      .first()
      .waitFor()
    await mails.getByRole('checkbox', { name: /Loop 3/ }).check()
    await mails.getByRole('checkbox', { name: /Loop 4/ }).check()
    await page
      .getByRole('toolbar', { name: 'Chosen mails' })
      .getByRole('button', { name: 'Let through' })
      .click()
    await page.getByText('2 mails were let through.').waitFor()
    await page.getByRole('heading', { name: 'No such mail' }).waitFor()
    await story.settled(4)
    assert.deepEqual((await story.issues()).map(issue => issue.title).sort(), [
      'Loop 1',
      'Loop 2',
      'Loop 3',
      'Loop 4',
    ])
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await mails.getByRole('button', { name: 'Loop 4' }).click()
    await mails.getByRole('link', { name: /acme\/widget#/ }).click()
    await page.getByRole('heading', { level: 1, name: /Loop 4/ }).waitFor()
    await page.context().close()
  })

  test('a mail can be had as it came, and be thrown away without being lost', async () => {
    await story.write({
      from: 'ben@loop.example',
      to: story.project.address,
      subject: 'Loop 5',
      text: 'The same.',
    })
    const { page, goto } = await room.seat()
    await goto('/admin/inbox?ending=held')
    const mails = page.getByRole('list', { name: 'Mails, newest first' })
    await mails.getByRole('button', { name: 'Loop 5' }).click()
    const download = page.waitForEvent('download')
    await mails.getByRole('link', { name: 'Raw mail' }).click()
    assert.match((await download).suggestedFilename(), /\.eml$/)
    await mails.getByRole('button', { name: 'Discard', exact: true }).click()
    await page.getByRole('heading', { name: 'No such mail' }).waitFor()
    await page.getByRole('button', { name: 'Discarded' }).click()
    await mails.getByText('Loop 5').waitFor()
    await page.context().close()
  })

  test('all held mails of one sender are let through with one click', async () => {
    for (const round of ['one', 'two', 'three', 'four'])
      await story.write({
        from: `flood+${round}@loop.example`,
        to: story.project.address,
        subject: `Flood ${round}`,
        text: 'Again the same.',
      })
    await story.settled(9)
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/inbox?ending=held')
    const mails = page.getByRole('list', { name: 'Mails, newest first' })
    await mails.getByRole('button', { name: 'Flood four' }).click()
    await mails
      .getByRole('group', { name: 'All held mails of flood+four@loop.example' })
      .getByRole('button', { name: 'Let all through' })
      .click()
    await page.getByText('2 mails were let through.').waitFor()
    await story.settled(9)
    const titles = (await story.issues()).map(issue => issue.title)
    assert.ok(titles.includes('Flood three') && titles.includes('Flood four'))
    // What came of it says why nobody was thanked for the last ones.
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await mails.getByRole('button', { name: 'Flood four' }).click()
    await mails.getByText(/Not acknowledged: .* was thanked 3 times/).waitFor()
    await page.context().close()
  })

  test('the outbox shows what was said to whom, and how it fared', async () => {
    const { page, goto } = await room.seat()
    await goto('/admin/outbox')
    const mails = page.getByRole('list', { name: 'Mails, newest first' })
    await mails.getByRole('button', { name: /Loop 1/ }).click()
    await mails.getByText(/Thank you for your message/).waitFor()
    await mails.getByText(/the mail server has taken it/).waitFor()
    await page.context().close()
  })

  test('no page had an error', () => room.assertNoProblems())
})
