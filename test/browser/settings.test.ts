// Can the Service Desk of a project be set up in the browser, with each mistake said where it was made?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { chromium, openRoom, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

type ServiceDesk = {
  outgoing_name: string | null
  project_key: string | null
  tickets_confidential_by_default: boolean
}

suite('settings', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory({
      DESKBELL_SERVICE_DESK_EMAIL__ENABLED: 'true',
      DESKBELL_SERVICE_DESK_EMAIL__ADDRESS: 'contact+%{key}@desk.example',
    })
    room = await openRoom(story.web)
    await story.api('/projects', { body: { name: 'Other', path: 'widget' } })
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  const desk = () => story.api<ServiceDesk>(`/projects/${story.project.id}/service_desk`)

  test('the Service Desk: each wrong value is said at its field, what is right is kept, and nothing typed is lost', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/edit#js-service-desk')
    const form = page.getByRole('form', { name: 'Service Desk' })
    const suffix = form.getByRole('textbox', { name: 'Address suffix' })
    const name = form.getByRole('textbox', { name: /Sender’s name/ })
    const save = form.getByRole('button', { name: /Save/ })

    await suffix.fill('Not Allowed!')
    await name.fill('Acme Help')
    await save.click()
    await form
      .getByText(/only lowercase letters, digits, and/)
      .first()
      .waitFor()
    assert.equal(await suffix.getAttribute('aria-invalid'), 'true')
    assert.equal(await name.inputValue(), 'Acme Help')
    assert.equal((await desk()).project_key, null)

    await suffix.fill('help')
    await form
      .getByText(/contact\+acme-widget-help@desk\.example/)
      .first()
      .waitFor()
    await save.click()
    await eventually(async () => (await desk()).project_key === 'help', 'the suffix is saved')
    assert.equal((await desk()).outgoing_name, 'Acme Help')

    await name.fill('x'.repeat(256))
    await save.click()
    await form
      .getByText(/too long/i)
      .first()
      .waitFor()
    assert.equal(await name.getAttribute('aria-invalid'), 'true')
    await name.fill('Acme Help')
    await page.context().close()
  })

  test('a suffix that another project has is refused at the field', async () => {
    const group = await story.api<{ id: number }>('/groups', {
      body: { name: 'Acme-widget', path: 'acme-widget' },
    })
    // `acme-widget/x` and `acme/widget-x` have one slug.
    const twin = await story.api<{ id: number }>('/projects', {
      body: { name: 'x', path: 'x', namespace_id: group.id },
    })
    const acme = await story.api<{ id: number }>('/groups/acme')
    await story.api('/projects', { body: { name: 'widget-x', path: 'widget-x', namespace_id: acme.id } })
    await story.api(`/projects/${twin.id}/service_desk`, { method: 'PUT', body: { project_key: 'taken' } })
    const { page, goto } = await room.seat()
    await goto('/acme/widget-x/edit')
    const form = page.getByRole('form', { name: 'Service Desk' })
    await form.getByRole('textbox', { name: 'Address suffix' }).fill('taken')
    await form.getByRole('button', { name: /Save/ }).click()
    await form
      .getByText(/already/i)
      .first()
      .waitFor()
    await page.context().close()
  })

  test('switches act at once and can be taken back; leaving with something unsaved is asked about', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/edit')
    await page.getByRole('switch', { name: /New tickets are confidential/ }).click()
    await eventually(async () => !(await desk()).tickets_confidential_by_default, 'it is off')
    await page.getByRole('button', { name: 'Undo' }).click()
    await eventually(async () => (await desk()).tickets_confidential_by_default, 'it is on again')
    await page.getByRole('textbox', { name: /Sender’s name/ }).fill('Half typed')
    await page.getByRole('link', { name: 'Labels' }).click()
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' })
    await question.getByRole('button', { name: 'Stay here' }).click()
    assert.equal(await page.getByRole('textbox', { name: /Sender’s name/ }).inputValue(), 'Half typed')
    await page.context().close()
  })

  test('people change their own: a token is shown once and works; the theme follows the person to another browser', async () => {
    const one = await room.seat()
    await one.goto('/-/profile/personal_access_tokens')
    const form = one.page.getByRole('form', { name: 'New access token' })
    await form.getByRole('textbox', { name: 'Name' }).fill('script')
    await form.getByRole('checkbox', { name: /Read everything that you may read/ }).check()
    await form.getByRole('button', { name: 'Make token' }).click()
    const secret = await one.page.getByRole('textbox', { name: 'Token' }).inputValue()
    const answer = await fetch(`${story.web}/api/v4/user`, { headers: { 'PRIVATE-TOKEN': secret } })
    assert.equal(answer.status, 200)
    await one.page.getByRole('button', { name: /settings and sign out/ }).click()
    await one.page.getByRole('menuitem', { name: 'Dark' }).click()
    await one.page.locator('html[data-theme=dark]').waitFor()
    const two = await room.seat()
    await two.goto('/')
    await two.page.locator('html[data-theme=dark]').waitFor()
    await one.page.context().close()
    await two.page.context().close()
  })

  test('administrators make users, and see who takes a seat', async () => {
    const { page, goto } = await room.seat()
    await goto('/admin/users')
    await page.getByRole('button', { name: 'New user' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Nora New')
    await dialog.getByRole('textbox', { name: /Username/ }).fill('nora')
    await dialog.getByRole('textbox', { name: /mail/i }).fill('not an address')
    const save = dialog.getByRole('button', { name: 'Make user' })
    await dialog
      .getByLabel(/Password/)
      .first()
      .fill('a password for tests')
    await save.click()
    await dialog.getByRole('alert').first().waitFor()
    await dialog.getByRole('textbox', { name: /mail/i }).fill('nora@team.example')
    await save.click()
    await page.getByText('nora@team.example').first().waitFor()
    const nora = await room.seat({ login: 'nora' })
    await nora.goto('/')
    await nora.page.getByText('Nora New').first().waitFor()
    const { seats } = await story.api<{ seats: number }>('/application/statistics')
    assert.equal(seats, 2, 'the Support Bot takes none')
    await page
      .getByText(/2 seats|seats.*2/i)
      .first()
      .waitFor()
    await page.context().close()
    await nora.page.context().close()
  })

  test('no page had an error', () => room.assertNoProblems())
})
