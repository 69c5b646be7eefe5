// Does the administrators' page say at a glance how each mailbox is, and can one try it there?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { admin } from '#contract'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { type Dovecot, dovecotProgram, startDovecot } from '../support/dovecot.ts'
import { letter } from '../support/intake.ts'
import { type Story, startStory } from '../support/story.ts'

const program = dovecotProgram()
const user = 'desk@mail.example'

suite('the page of mailboxes', { skip: chromium.missing || program.missing }, () => {
  let dovecot: Dovecot
  let story: Story
  let room: Room
  before(async () => {
    dovecot = await startDovecot(program.path ?? '')
    story = await startStory({
      DESKBELL_INCOMING_EMAIL__ADDRESS: 'desk+%{key}@mail.example',
      DESKBELL_INCOMING_EMAIL__USER: user,
      DESKBELL_INCOMING_EMAIL__PASSWORD: dovecot.password,
      DESKBELL_INCOMING_EMAIL__HOST: dovecot.host,
      DESKBELL_INCOMING_EMAIL__PORT: String(dovecot.port),
      DESKBELL_INCOMING_EMAIL__SSL: 'false',
    })
    room = await openRoom(story.web)
    await told(({ state, reader }) => state === 'up' && reader?.idle != null)
    dovecot.deliver(user, letter({ To: story.project.address }))
    await told(({ reader }) => reader?.last_item != null)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
    await dovecot?.[Symbol.asyncDispose]()
  })
  const told = (so: (box: admin.Mailbox) => boolean) =>
    eventually(async () => {
      const all = await story.api<admin.Mailbox[]>('/admin/mailboxes')
      return all.some(box => box.name === 'incoming_email' && so(box))
    }, 'the mailbox is as it should be')

  async function visit(options: Parameters<Room['seat']>[0] = {}) {
    const { page, goto } = await room.seat(options)
    await goto('/admin/mailboxes')
    const box = page.getByRole('article', { name: 'Incoming email' })
    await box.getByText('Connected since').waitFor()
    return { page, box }
  }

  test('a mailbox that is read says so, how far, and is tested by keyboard with the result in place', async () => {
    const { page, box } = await visit()
    await box.getByText('Works', { exact: true }).waitFor()
    await box.getByText(/^UID 1 \(UIDVALIDITY \d+\)$/).waitFor()
    await box.getByRole('button', { name: 'Test Incoming email' }).focus()
    await page.keyboard.press('Enter')
    await box
      .getByRole('status')
      .getByText(/opened INBOX: 1 mail, 0 unread\. \(next UID 2, tells of new mail/)
      .waitFor()
    const focused = await page.evaluate('document.activeElement.getAttribute("aria-label")')
    assert.equal(focused, 'Test Incoming email')
    await page
      .getByRole('article', { name: 'Outgoing mail' })
      .getByRole('button', { name: 'Test Outgoing mail' })
      .click()
    await page.getByText(/takes mail\. \(/).waitFor()
    await assertAccessible(page, 'the page of mailboxes')
    await picture(page, 'mailboxes-tested-light')
    await page.context().close()
  })

  test('a mail goes round while one looks, and is said to have come', async () => {
    const { page, box } = await visit({ theme: 'dark' })
    await box.getByRole('button', { name: 'Send a round-trip mail to Incoming email' }).click()
    await box
      .getByRole('status')
      .getByText(/has not arrived yet/)
      .waitFor()
    await picture(page, 'mailboxes-on-its-way-dark')
    const [mail] = await story.sink.waitFor(1, ({ to }) => to[0]?.startsWith('desk+') === true)
    dovecot.deliver(user, mail?.raw ?? '')
    await box
      .getByRole('status')
      .getByText(/came back after .* \(by IMAP\)/)
      .waitFor()
    await assertAccessible(page, 'a mail came round, dark')
    await picture(page, 'mailboxes-came-round-dark')
    await page.context().close()
  })

  test('a mailbox that cannot be read is failing, with the reason and since when; the test says so at once', async () => {
    const { page, box } = await visit({ width: 390 })
    await dovecot.kill()
    await told(({ state }) => state === 'failing')
    await page.reload()
    await box.getByText('Fails', { exact: true }).waitFor()
    await box.getByText('Failing since').waitFor()
    await box.getByText('Repair what the error names').waitFor()
    await box.getByRole('button', { name: 'Test Incoming email' }).click()
    await box
      .getByRole('status')
      .getByText(/cannot be reached/)
      .waitFor()
    await assertAccessible(page, 'a failing mailbox, narrow')
    const [content, screen] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    )
    assert.ok(content <= screen, `${content} px wide on ${screen}`)
    await box.scrollIntoViewIfNeeded()
    await picture(page, 'mailboxes-failing-390')
    await page.context().close()
    await dovecot.start()
    await told(({ state }) => state === 'up')
  })

  test('no page had an error', () => room.assertNoProblems())
})
