// Does the team see who is proven and who may be forged, and does spam go, and come back, with one click?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type Story, startStory } from '../support/story.ts'

/** The client is a relay that is trusted: what it wrote on top of a mail counts. */
const trusted = { DESKBELL_TRUSTED_RELAYS: '["127.0.0.1"]' }
const results = (dmarc: string) => `mx.desk.example; ${dmarc} header.from=customer.example`

suite('senders and spam', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory(trusted)
    room = await openRoom(story.web)
    const write = (from: string, subject: string, headers: Record<string, string>) =>
      story.write({ from, to: story.project.address, subject, text: `About: ${subject}`, headers })
    await write('anna@customer.example', 'The export is empty', {
      'Authentication-Results': results('dmarc=pass'),
    })
    await story.settled(1)
    await write('ben@customer.example', 'Change of our bank', {
      'Authentication-Results': results('dmarc=fail (p=none)'),
    })
    await story.settled(2)
    await write('eve@cheap.example', 'Everything for nothing', { 'X-Spam-Flag': 'YES' })
    await story.settled(3)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  test('beside the sender stands whether it is proven or may be forged', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/issues/1')
    await page.getByText('Sender verified').first().waitFor()
    await assertAccessible(page, 'a proven sender')
    await picture(page, 'sender-verified')
    await goto('/acme/widget/-/issues/2')
    await page.getByText('Sender may be forged').first().waitFor()
    await assertAccessible(page, 'a forged sender')
    await picture(page, 'sender-forged')
  })

  test('a ticket that is spam is closed from its menu, and comes back with one click', async () => {
    const { page, goto } = await room.seat({ theme: 'dark' })
    await goto('/acme/widget/-/issues/2')
    const state = async () => (await story.issues()).find(({ iid }) => iid === 2)?.state
    await page.getByRole('button', { name: 'More about this ticket' }).click()
    await page.getByRole('menuitem', { name: 'Spam: close and learn' }).click()
    await page.getByText('Closed as spam.').waitFor()
    await page.getByText('Closed', { exact: true }).first().waitFor()
    assert.equal(await state(), 'closed')
    await picture(page, 'closed-as-spam-dark')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    assert.equal(await state(), 'opened')
  })

  test('held spam says who called it so, and is let through', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/inbox')
    const mails = page.getByRole('list', { name: 'Mails, newest first' })
    await page.getByRole('button', { name: 'Held', exact: true }).click()
    await mails.getByRole('button', { name: 'Everything for nothing' }).click()
    await mails.getByText('looks like spam').first().waitFor()
    await mails
      .getByText(/x-spam-flag: YES/)
      .first()
      .waitFor()
    await assertAccessible(page, 'held spam')
    await picture(page, 'held-spam')
    await mails.getByRole('checkbox', { name: /Everything for nothing/ }).check()
    await page
      .getByRole('toolbar', { name: 'Chosen mails' })
      .getByRole('button', { name: 'Let through' })
      .click()
    await page.getByText('The mail was let through.').waitFor()
    await story.settled(3)
    assert.equal((await story.issues()).at(-1)?.title, 'Everything for nothing')
  })

  test('administrators enter the key of Akismet, which is not shown again', async () => {
    const { page, goto } = await room.seat({ width: 390 })
    await goto('/admin/application_settings')
    const form = page.getByRole('form', { name: 'Akismet' })
    await form.getByLabel('Check new tickets').click()
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('can’t be blank').or(form.getByText("can't be blank")).first().waitFor()
    await form.getByLabel('Key').fill('0123456789ab')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('The key that ends in 89ab is kept').waitFor()
    assert.equal(await form.getByLabel('Key').inputValue(), '')
    await assertAccessible(page, 'Akismet')
    await picture(page, 'akismet-390')
  })

  test('no page had an error', () => room.assertNoProblems())
})
