// Can a customer, who has no account, stop the mail, and does no link do it alone?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

suite('unsubscribing in the browser', { skip: chromium.missing }, () => {
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

  test('the link asks, the button acts, a note tells the team, and the page offers the way back', async () => {
    const from = 'Anna Kern <anna@acme.example>'
    await story.write({ from, to: story.project.address, subject: 'Secret plans' })
    const mail = await story.mailTo('anna@acme.example')
    const path = /\/-\/sent_notifications\/[0-9a-f]+\/unsubscribe/.exec(mail.text)?.[0]
    assert.ok(path, mail.text)
    const [issue] = await story.issues()
    const subscribed = async () => {
      const [participant] = await story.api<{ unsubscribed_at: string | null }[]>(
        `/projects/${story.project.id}/issues/${issue?.iid}/email_participants`,
      )
      return participant?.unsubscribed_at === null
    }

    const { page, goto } = await room.seat({ nobody: true, width: 390 })
    await goto(path)
    await page.getByRole('heading', { name: 'Unsubscribe' }).waitFor()
    assert.doesNotMatch(
      await page.content(),
      /Secret plans/,
      'a mail is forwarded; the title is not for everybody',
    )
    assert.equal(await subscribed(), true, 'looking at the page does nothing')
    await assertAccessible(page, 'unsubscribe')
    await picture(page, 'unsubscribe-390-light')
    await page.getByRole('button', { name: 'No more mail' }).click()
    await page.getByRole('heading', { name: 'Unsubscribed' }).waitFor()
    assert.equal(await subscribed(), false)
    await eventually(
      async () =>
        (await story.notes(issue?.iid ?? 0)).some(note => note.system && /unsubscribed/.test(note.body)),
      'a system note tells of it',
    )
    await page.getByRole('button', { name: 'Get mail again' }).click()
    await page.getByRole('heading', { name: 'Subscribed again' }).waitFor()
    assert.equal(await subscribed(), true)
  })

  test('who may see the ticket is told which one it is, in the dark as well', async () => {
    const mail = await story.mailTo('anna@acme.example')
    const path = /\/-\/sent_notifications\/[0-9a-f]+\/unsubscribe/.exec(mail.text)?.[0] ?? ''
    const { page, goto } = await room.seat({ theme: 'dark' })
    await goto(path)
    await page.getByText('Secret plans').waitFor()
    await assertAccessible(page, 'unsubscribe, dark')
    await picture(page, 'unsubscribe-1440-dark')
  })

  test('no page had an error', () => room.assertNoProblems())
})
