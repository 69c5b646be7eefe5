// Is what was trimmed from a customer's answer one click away?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromium, openRoom } from '../support/browser.ts'
import { addressIn, startStory } from '../support/story.ts'

const anna = 'anna@acme.example'

test('the quote below an answer is folded, and one click shows it', { skip: chromium.missing }, async () => {
  await using story = await startStory()
  await using room = await openRoom(story.web)
  await story.write({ from: anna, to: story.project.address, subject: 'Empty export' })
  const thanks = await story.mailTo(anna)
  await story.write({
    from: anna,
    to: addressIn(thanks, 'reply-to'),
    subject: 'Re: Empty export',
    text: 'It works again.\n\nOn Tue, 6 Jan 2026 at 11:02, Desk <d@desk.example> wrote:\n> Does it work?\n',
  })
  const { page, goto } = await room.seat()
  await goto('/acme/widget/-/issues/1')
  const note = page.locator('[data-note]', { hasText: 'It works again.' })
  await note.waitFor()
  const quote = note.getByText('Does it work?')
  assert.equal(await quote.isVisible(), false)
  await note.getByTitle('Quoted text').click()
  await quote.waitFor()
  assert.equal(await quote.isVisible(), true)
})
