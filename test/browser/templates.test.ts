// Are texts of mails and templates of tickets found, looked at and changed in the browser?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { parseMessage } from '#mail/message'
import { openRepositories, type Repositories } from '#repository'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type Content, pushFiles } from '../support/code.ts'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

const ann = 'ann@customer.example'
const mailFile = (kind: string) => `.gitlab/service_desk_templates/${kind}.md`
const issueFile = (name: string) => `.gitlab/issue_templates/${name}.md`

suite('templates', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  let repositories: Repositories
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    repositories = openRepositories(story.dataDir)
    await push({
      [issueFile('bug')]: '## Steps\n\n1. …\n\n/label ~bug\n',
      [issueFile('feature request')]: '## Wish\n',
      [issueFile('question')]: '## Question\n',
    })
    await story.write({
      from: `Ann <${ann}>`,
      to: story.project.address,
      subject: 'The export is empty',
      text: 'Since **noon** it is <empty>.\n\nAnn',
    })
    await story.settled(1)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  const push = (files: Record<string, Content>) => pushFiles(repositories, story.project, files)
  const desk = () =>
    story.api<{ issue_template_key: string | null }>(`/projects/${story.project.id}/service_desk`)

  test('the template of new tickets is found by typing and kept; one that went away is told of', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/edit#js-service-desk')
    const form = page.getByRole('form', { name: 'Service Desk' })
    const field = form.getByRole('combobox', { name: /^Template:/ })
    await field.click()
    const list = page.getByRole('listbox')
    assert.deepEqual(await list.getByRole('option').allTextContents(), [
      'None',
      'bug',
      'feature request',
      'question',
    ])
    await page.getByRole('combobox', { name: 'Template', exact: true }).fill('feat')
    await list.getByRole('option', { name: 'bug' }).waitFor({ state: 'detached' })
    await picture(page, 'template-selector')
    await page.keyboard.press('Enter')
    await form.getByRole('button', { name: /Save/ }).click()
    await eventually(
      async () => (await desk()).issue_template_key === 'feature request',
      'the template is saved',
    )
    await push({ [issueFile('feature request')]: null })
    await page.reload()
    await form.getByText(/There is no template feature request any more/).waitFor()
    await field.click()
    await list.getByRole('option', { name: 'None' }).click()
    await form.getByRole('button', { name: /Save/ }).click()
    await eventually(async () => (await desk()).issue_template_key === null, 'no template is wanted')
    await page.context().close()
  })

  for (const theme of ['light', 'dark'] as const)
    test(`each mail says where its text comes from and shows itself on a real ticket, ${theme}`, async () => {
      await push({ [mailFile('new_note')]: 'Dear customer, there is news.' })
      const { page, goto } = await room.seat({ theme })
      await goto('/acme/widget/edit#js-service-desk')
      const part = page.getByRole('region', { name: 'Mails to customers' })
      const line = (title: string) => part.getByRole('listitem').filter({ hasText: title })
      await line('Thank you').getByText('built-in').waitFor()
      await line('Answer').getByText('from this project').waitFor()
      await part.getByText(/has no %\{NOTE_TEXT\}/).waitFor()
      await part.scrollIntoViewIfNeeded()
      await assertAccessible(page, `the mails of a project, ${theme}`)
      await picture(page, `mail-texts-${theme}`)
      await part.getByRole('button', { name: 'Preview Thank you' }).click()
      const dialog = page.getByRole('dialog', { name: /Thank you/ })
      await dialog.getByText('Thank you for your message.', { exact: false }).waitFor()
      await dialog.getByText('Re: The export is empty (#1)').waitFor()
      await dialog.getByText(ann, { exact: false }).waitFor()
      await assertAccessible(page, `a mail in a dialog, ${theme}`)
      await picture(page, `mail-preview-${theme}`)
      await dialog.getByRole('button', { name: 'Plain text' }).click()
      await dialog.getByText(/No more mail about this: http/).waitFor()
      await page.context().close()
    })

  test('what is written is seen as it is typed, for the ticket that is chosen', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/service_desk/templates/thank_you')
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    const preview = page.getByRole('region', { name: 'Preview' })
    assert.match(await text.inputValue(), /^%\{SYSTEM_HEADER\}\n\nThank you/)
    await text.fill('Hello *you*, about %{ISSUE_ID}:\n\n> %{ISSUE_DESCRIPTION}\n\n%{NONSENSE}')
    await preview.locator('em', { hasText: 'you' }).waitFor()
    await preview.getByText('Since **noon** it is <empty>.').waitFor()
    await preview.getByText(/placeholders that mean nothing.*%\{NONSENSE\}/).waitFor()
    await preview.getByRole('combobox', { name: /For the ticket: #1 The export is empty/ }).waitFor()
    await assertAccessible(page, 'the editor of a template')
    await picture(page, 'template-editor')
    await page.context().close()
  })

  const newest = async (name: string) => {
    const from = `${name}@customer.example`
    await story.write({ from, to: story.project.address, subject: `Help ${name}` })
    return (await parseMessage((await story.mailTo(from)).raw)).text
  }

  test('what is saved is a commit, and the next customer reads it; who was slower is asked whose is to stay', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/service_desk/templates/thank_you')
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await text.fill('Written in the browser: %{ISSUE_ID}')
    await page.getByRole('textbox', { name: 'Commit message' }).fill('Thank in other words')
    await save.click()
    await page.getByText('Saved. Customers get it from now on.').waitFor()
    assert.match(await newest('bea'), /^Written in the browser: #\d+\n/)
    await push({ [mailFile('thank_you')]: 'Pushed meanwhile' })
    await text.fill('Mine')
    await save.click()
    const alert = page.getByRole('alert')
    await alert.getByText('Somebody has changed this file since you began to write.').waitFor()
    await assertAccessible(page, 'a text that somebody else has changed')
    await picture(page, 'template-conflict')
    assert.equal(await text.inputValue(), 'Mine')
    assert.match(await newest('cay'), /^Pushed meanwhile\n/)
    await alert.getByRole('button', { name: 'Keep mine, to save over it' }).click()
    await save.click()
    await page.getByRole('button', { name: 'Save', exact: true, disabled: true }).waitFor()
    assert.match(await newest('dea'), /^Mine\n/)
    await page.context().close()
  })

  test('who may not push to the default branch is told so at the button, and proposes the text on a branch', async () => {
    const password = 'a password for tests'
    const user = { username: 'dev', name: 'Dev', email: 'dev@team.example', password }
    const { id } = await story.api<{ id: number }>('/users', { body: user })
    await story.api(`/projects/${story.project.id}/members`, { body: { user_id: id, access_level: 30 } })
    const { page, goto } = await room.seat({ login: 'dev', theme: 'dark' })
    await goto('/acme/widget/-/service_desk/templates/closed')
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Closed, says Dev')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page
      .getByRole('alert')
      .getByText(/protected from you/)
      .waitFor()
    await picture(page, 'template-protected-dark')
    await page.getByRole('textbox', { name: 'Branch' }).fill('closed-text')
    await page.getByRole('button', { name: 'Save on the branch' }).click()
    const link = page.getByRole('link', { name: 'Open a merge request' })
    assert.match((await link.getAttribute('href')) ?? '', /merge_requests\/new\?.*closed-text/)
    await assertAccessible(page, 'a text on a branch')
    await page.context().close()
  })

  test('a new issue begins with a template, and that can be taken back', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/issues/new')
    const description = page.getByRole('textbox', { name: 'Description' })
    await description.fill('Words of mine')
    await page.getByRole('combobox', { name: 'Choose a template' }).click()
    await page.getByRole('option', { name: 'bug' }).click()
    await page.getByText('The template bug is put in').waitFor()
    assert.match(await description.inputValue(), /^Words of mine\n\n## Steps/)
    await picture(page, 'template-of-new-issue')
    await page.getByRole('button', { name: 'Undo' }).click()
    await eventually(async () => (await description.inputValue()) === 'Words of mine', 'it is as it was')
    await page.getByRole('button', { name: 'Discard draft' }).click()
    await goto('/acme/widget/-/issues/new?issuable_template=question')
    await eventually(async () => (await description.inputValue()) === '## Question\n', 'the address names it')
    await push({ [issueFile('Default')]: 'By default' })
    await goto('/acme/widget/-/issues/new')
    await eventually(async () => (await description.inputValue()) === 'By default', 'it is the default one')
    await page.context().close()
  })

  test('an administrator says what stands in all mails, and a group shares the templates of one project', async () => {
    const { page, goto } = await room.seat()
    await goto('/admin/application_settings')
    const form = page.getByRole('form', { name: 'Mails to customers' })
    await form.getByRole('textbox', { name: 'Footer' }).fill('Acme **Ltd**')
    await form.getByRole('button', { name: 'Save changes' }).click()
    type Settings = { footer_message: string }
    await eventually(
      async () => (await story.api<Settings>('/application/settings')).footer_message === 'Acme **Ltd**',
      'the footer is saved',
    )
    await picture(page, 'admin-mail-texts')
    await goto('/groups/acme/edit')
    const templates = page.getByRole('form', { name: 'Templates' })
    await templates.getByRole('combobox', { name: 'Project with templates: None' }).click()
    await page.getByRole('option', { name: 'acme/widget' }).click()
    await templates.getByRole('button', { name: 'Save changes' }).click()
    type Group = { file_template_project_id: number | null }
    await eventually(
      async () => (await story.api<Group>('/groups/acme')).file_template_project_id === story.project.id,
      'the group has its templates',
    )
    await picture(page, 'group-templates')
    await page.context().close()
  })

  test('no page had a problem', () => room.assertNoProblems())
})
