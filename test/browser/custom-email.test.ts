// Can a Maintainer give the project an address of its own in the browser, and see what keeps it from working?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type MailProvider, startMailProvider } from '../support/mail-provider.ts'
import { type Story, startStory } from '../support/story.ts'

suite('an address of its own', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  let provider: MailProvider
  before(async () => {
    provider = await startMailProvider('support@example.com')
    story = await startStory({ DESKBELL_CUSTOM_EMAIL__ALLOW_PRIVATE_HOSTS: 'true' })
    room = await openRoom(story.web)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
    await provider?.[Symbol.asyncDispose]()
  })

  const desk = () => story.api<{ service_desk_address: string }>(`/projects/${story.project.id}/service_desk`)

  test('set up with each mistake at its field, verified by its mail, switched on, and removed', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/edit')
    const part = page.getByRole('region', { name: 'Address of your own' })
    await part.getByRole('button', { name: 'Set up an address' }).click()
    const form = page.getByRole('form', { name: 'Address of your own' })
    const field = (name: string) => form.getByRole('textbox', { name, exact: true })
    const password = form.getByLabel('SMTP password')
    const save = form.getByRole('button', { name: 'Save and verify' })

    await field('Address').fill('sup+port@example.com')
    await field('SMTP server').fill(provider.host)
    await field('SMTP port').fill('none')
    await field('SMTP username').fill(provider.user)
    await password.fill('wrong')
    await save.click()
    await form.getByText('Must be a number from 1 to 65535.').waitFor()
    assert.equal(await field('SMTP port').getAttribute('aria-invalid'), 'true')
    await field('SMTP port').fill(String(provider.port))
    await save.click()
    await form.getByText(/Must not have a \+/).waitFor()
    assert.equal(await field('Address').getAttribute('aria-invalid'), 'true')
    await assertAccessible(page, 'the form with a mistake')
    await picture(page, 'custom-email-form')

    await field('Address').fill('support@example.com')
    await save.click()
    await part.getByText('Not verified').waitFor()
    await part.getByText(/refused the sign-in/).waitFor()
    await part.getByText(/Username and password not accepted/).waitFor()
    await assertAccessible(page, 'an address that failed')
    await picture(page, 'custom-email-failed')

    await part.getByRole('button', { name: 'Change' }).click()
    assert.equal(await password.inputValue(), '', 'the password does not come back')
    await password.fill(provider.password)
    await save.click()
    await part.getByText('Being verified').waitFor()
    await assertAccessible(page, 'an address that is being verified')
    await picture(page, 'custom-email-started')

    provider.forward = { ...story.smtp, to: story.project.address }
    await part.getByRole('button', { name: 'Verify again' }).click()
    await part.getByText('Verified', { exact: true }).waitFor()
    await part.getByRole('switch', { name: 'Write as support@example.com' }).click()
    await page.getByText('Customers hear from support@example.com').waitFor()
    await page.locator('output', { hasText: 'support@example.com' }).waitFor()
    assert.equal((await desk()).service_desk_address, 'support@example.com')
    await assertAccessible(page, 'an address in use')
    await part.scrollIntoViewIfNeeded()
    await picture(page, 'custom-email-finished')

    await part.getByRole('button', { name: 'Remove' }).click()
    const question = page.getByRole('alertdialog', { name: 'Remove support@example.com?' })
    await question.getByRole('button', { name: 'Remove address' }).click()
    await part.getByRole('button', { name: 'Set up an address' }).waitFor()
    assert.equal((await desk()).service_desk_address, story.project.address)
    await page.context().close()
  })

  test('no page had an error', () => room.assertNoProblems())
})
