// Does a branch become a merge request in the browser, get looked at line by line, get merged, and close the customer's ticket?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { openRepositories, type Repositories } from '#repository'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type Content, pushFiles } from '../support/code.ts'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

const ann = 'ann@customer.example'
const text = 'one\ntwo\nthree\nfour\nfive\n'

suite('merge requests', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  let repositories: Repositories
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    repositories = openRepositories(story.dataDir)
    await push({ 'a.txt': text, 'README.md': '# Widget\n' })
    await story.write({
      from: `Ann <${ann}>`,
      to: story.project.address,
      subject: 'The export is empty',
      text: 'Since noon.\n\nAnn',
    })
    await story.settled(1)
    await story.api(`/projects/${story.project.id}/service_desk`, {
      method: 'PUT',
      body: { mail_on_close_by_code: true },
    })
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  const push = (files: Record<string, Content>, branch?: string) =>
    pushFiles(repositories, story.project, files, branch)
  /** A new branch off main, by the API, with one commit. */
  const propose = (branch: string, file: string, content: string, message: string) =>
    story.api(`/projects/${story.project.id}/repository/commits`, {
      method: 'POST',
      body: {
        branch,
        start_branch: 'main',
        commit_message: message,
        actions: [{ action: file === 'a.txt' ? 'update' : 'create', file_path: file, content }],
      },
    })

  test('from the branch to the closed ticket: opened, discussed at a line, merged, and the customer is told', async () => {
    await propose('fix', 'a.txt', text.replace('three', 'THREE'), 'Fill the export')
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/merge_requests')
    await page.getByText('No open merge request').waitFor()
    await assertAccessible(page, 'no merge request')
    await goto('/acme/widget/-/merge_requests/new?merge_request[source_branch]=fix')
    const form = page.getByRole('form', { name: 'New merge request' })
    assert.equal(await form.getByRole('textbox', { name: 'Title' }).inputValue(), 'Fill the export')
    await form.getByRole('textbox', { name: 'Description' }).fill('It was empty.\n\nCloses #1')
    await assertAccessible(page, 'a new merge request')
    await picture(page, 'merge-request-new')
    await form.getByRole('button', { name: 'Open merge request' }).click()
    await page.waitForURL('**/-/merge_requests/1')
    await page.getByText('It can be merged.').waitFor()
    await page
      .getByRole('region', { name: 'Merge' })
      .getByRole('link', { name: /#1 The export is empty/ })
      .waitFor()
    await assertAccessible(page, 'a merge request')
    await picture(page, 'merge-request')

    await page.getByRole('link', { name: 'Changes 1' }).click()
    await page.getByRole('button', { name: 'Write about line 3 of a.txt' }).first().click({ force: true })
    await page.getByRole('textbox', { name: 'Note' }).fill('Why so loud?')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('article').getByText('Why so loud?').waitFor()
    await page.getByRole('textbox', { name: 'Note' }).waitFor({ state: 'detached' })
    await assertAccessible(page, 'changes with a note')
    await picture(page, 'merge-request-changes')
    await page.getByRole('button', { name: 'Resolve' }).click()
    await page.getByText(/^Resolved/).waitFor()

    await goto('/acme/widget/-/issues/1')
    const beside = page.getByRole('region', { name: 'Merge requests' })
    await beside.getByText('closes this when it is merged').waitFor()
    await picture(page, 'merge-request-ticket')

    await goto('/acme/widget/-/merge_requests/1')
    await page
      .getByRole('form', { name: 'Merge' })
      .getByRole('button', { name: 'Merge', exact: true })
      .click()
    await page.getByText(/^Merged by/).waitFor()
    await page.getByText('The source branch is removed.').waitFor()
    await picture(page, 'merge-request-merged')
    const issue = () => story.api<{ state: string }>(`/projects/${story.project.id}/issues/1`)
    await eventually(async () => (await issue()).state === 'closed', 'the ticket is closed')
    await goto('/acme/widget/-/issues/1')
    await page.getByText(/closed via merge request/).waitFor()
    await page.getByRole('link', { name: '!1' }).first().waitFor()
    const thanks = await story.mailTo(ann)
    const closed = await story.mailTo(ann, [thanks])
    assert.match(String(closed.raw), /closed/i)
    await page.context().close()
  })

  test('a conflict is named by its files, and looks right in the dark', async () => {
    const branch = "o'urs-$(id)"
    await propose(branch, 'a.txt', 'ours\n', 'Ours')
    await push({ 'a.txt': 'theirs\n' })
    await story.api(`/projects/${story.project.id}/merge_requests`, {
      method: 'POST',
      body: { source_branch: branch, target_branch: 'main', title: 'Ours is better' },
    })
    const { page, goto } = await room.seat({ theme: 'dark' })
    await goto('/acme/widget/-/merge_requests')
    await page.getByRole('link', { name: 'Ours is better' }).click()
    const list = page.getByRole('list', { name: 'Files in conflict' })
    await list.getByText('a.txt').waitFor()
    // It is pasted into a shell, and somebody else named it.
    await page.getByText("git switch 'o'\\''urs-$(id)'").waitFor()
    assert.equal(await page.getByRole('button', { name: 'Merge', exact: true }).count(), 0)
    await assertAccessible(page, 'a conflict')
    await picture(page, 'merge-request-conflict')
    await goto('/acme/widget/-/merge_requests/2/diffs')
    await page.getByRole('region', { name: 'a.txt' }).waitFor()
    await assertAccessible(page, 'changes in the dark')
    await page.context().close()
  })

  test('a note keeps the lines that it was about, and is called outdated when they are changed', async () => {
    await propose('lines', 'lines.txt', 'first\nsecond\nthird\n', 'Three lines')
    const at = `/projects/${story.project.id}/merge_requests`
    type Opened = { iid: number; diff_refs: Record<string, string> }
    const { iid, diff_refs } = await story.api<Opened>(at, {
      method: 'POST',
      body: { source_branch: 'lines', target_branch: 'main', title: 'Lines' },
    })
    const position = { ...diff_refs, old_path: 'lines.txt', new_path: 'lines.txt', new_line: 2 }
    await story.api(`${at}/${iid}/discussions`, { method: 'POST', body: { body: 'Why this?', position } })
    const { page, goto } = await room.seat()
    await goto(`/acme/widget/-/merge_requests/${iid}`)
    const lines = page.getByRole('table', { name: 'The lines that this is about' })
    await lines.getByText('second').waitFor()
    assert.equal(await lines.getByText('third').count(), 0, 'what stands below is not shown')
    assert.equal(await page.getByText(/^Outdated/).count(), 0)
    await story.api(`/projects/${story.project.id}/repository/commits`, {
      method: 'POST',
      body: {
        branch: 'lines',
        commit_message: 'Another second',
        actions: [{ action: 'update', file_path: 'lines.txt', content: 'first\nanother\nthird\n' }],
      },
    })
    await page.getByText(/^Outdated/).waitFor()
    await lines.getByText('second').waitFor()
    await assertAccessible(page, 'an outdated note')
    await picture(page, 'merge-request-outdated')
    await page.getByRole('link', { name: /^Changes/ }).click()
    await page.getByText('Outdated: 1 discussion of lines').waitFor()
    await page.getByRole('article').getByText('Why this?').waitFor()
    await picture(page, 'merge-request-outdated-changes')
    await assertAccessible(page, 'changes with an outdated note')
    await page.context().close()
  })

  test('what somebody else does is seen at once', async () => {
    await propose('live', 'live.txt', 'live\n', 'Live')
    await story.api(`/projects/${story.project.id}/merge_requests`, {
      method: 'POST',
      body: { source_branch: 'live', target_branch: 'main', title: 'Seen live' },
    })
    const { page, goto } = await room.seat({ width: 390 })
    await goto('/acme/widget/-/merge_requests/4')
    await page.getByText('It can be merged.').waitFor()
    await assertAccessible(page, 'a merge request on a phone')
    await picture(page, 'merge-request-phone')
    await story.api(`/projects/${story.project.id}/merge_requests/4/notes`, {
      method: 'POST',
      body: { body: 'Looks good to me.' },
    })
    await page.getByText('Looks good to me.').waitFor()
    await story.api(`/projects/${story.project.id}/merge_requests/4`, {
      method: 'PUT',
      body: { title: 'Draft: Seen live' },
    })
    await page.getByText(/It is a draft/).waitFor()
    await page.getByRole('button', { name: 'Mark as ready' }).click()
    await page.getByText('It can be merged.').waitFor()
    await page.context().close()
  })

  test('the list is filtered by its address', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/merge_requests?state=merged')
    await page.getByRole('link', { name: 'Fill the export' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Seen live' }).count(), 0)
    await page.getByRole('button', { name: 'All' }).click()
    await page.getByRole('link', { name: 'Seen live' }).waitFor()
    await assertAccessible(page, 'the list of merge requests')
    await picture(page, 'merge-requests')
    await page.context().close()
  })

  test('the list is narrowed by people and labels, and walked by keys', async () => {
    const at = `/projects/${story.project.id}/merge_requests`
    const { id } = await story.api<{ id: number }>('/user')
    await story.api(`${at}/2`, { method: 'PUT', body: { add_labels: 'urgent', assignee_ids: [id] } })
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/merge_requests')
    const list = page.getByRole('list', { name: 'Merge requests' })
    const title = (text: string) => list.getByRole('link', { name: text })
    await title('Seen live').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Lines')
    await page.keyboard.press('k')
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Seen live')
    await page.getByRole('combobox', { name: 'Labels' }).click()
    await page.getByRole('option', { name: 'urgent' }).click()
    await page.keyboard.press('Escape')
    await title('Seen live').waitFor({ state: 'detached' })
    await title('Ours is better').waitFor()
    await page.getByRole('combobox', { name: 'Labels is urgent' }).waitFor()
    await page.getByRole('combobox', { name: 'Assignee' }).click()
    await page.getByRole('option', { name: 'Nobody' }).click()
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('combobox', { name: 'Assignee is Nobody' }).click()
    await page.getByRole('option', { name: '@root' }).click()
    await title('Ours is better').waitFor()
    await assertAccessible(page, 'a narrowed list of merge requests')
    await picture(page, 'merge-requests-narrowed')
    // The address says it all: whoever gets the link sees the same.
    await page.reload()
    await title('Ours is better').waitFor()
    assert.equal(await title('Lines').count(), 0)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await title('Lines').waitFor()
    await goto('/acme/widget/-/merge_requests?assignee_username=no-such-person')
    await page.getByText('Nothing matches').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await page.getByText('Nobody waits for your review.').waitFor()
    await page.getByRole('button', { name: 'Assigned to me' }).click()
    const mine = page.getByRole('list', { name: 'My merge requests' })
    await mine.getByRole('link', { name: 'Ours is better' }).waitFor()
    await mine.getByText('acme/widget!2').waitFor()
    await picture(page, 'my-merge-requests')
    await assertAccessible(page, 'my merge requests')
    await page.context().close()
  })

  test('settings say how it is merged', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/edit#merging')
    const part = page.getByRole('region', { name: 'Merge requests' })
    await part.getByRole('combobox', { name: 'Merged' }).selectOption('ff')
    await page.getByText('Saved.').waitFor()
    await picture(page, 'merge-settings')
    await assertAccessible(page, 'settings of merging')
    const url = `/projects/${story.project.id}/merge_settings`
    assert.equal((await story.api<{ merge_method: string }>(url)).merge_method, 'ff')
    await page.context().close()
  })

  test('no page had a problem', () => room.assertNoProblems())
})
