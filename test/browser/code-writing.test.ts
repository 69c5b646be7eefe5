// Does nothing get lost or spoilt that is written in the browser: by others who were faster, a reload, odd bytes?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { openRepositories, type Repositories } from '#repository'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type Content, pushFiles } from '../support/code.ts'
import { type Story, startStory } from '../support/story.ts'

suite('writing code', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  let repositories: Repositories
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    repositories = openRepositories(story.dataDir)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  const push = (files: Record<string, Content>) => pushFiles(repositories, story.project, files)
  const fileAt = async (path: string, ref = 'main'): Promise<string> => {
    const url = `/projects/${story.project.id}/repository/files/${encodeURIComponent(path)}?ref=${ref}`
    const { content } = await story.api<{ content: string }>(url)
    return Buffer.from(content, 'base64').toString()
  }
  const edit = async (path: string) => {
    const seat = await room.seat()
    await seat.goto(`/acme/widget/-/edit/main/${path}`)
    const text = seat.page.getByRole('textbox', { name: 'Text', exact: true })
    await text.waitFor()
    return { ...seat, text }
  }
  type Page = Awaited<ReturnType<typeof edit>>['page']
  const commit = (page: Page) => page.getByRole('button', { name: 'Commit', exact: true }).click()

  test('who was slower loses nothing, and puts the change on a branch of its own', async () => {
    await push({ 'src/greet.ts': '// ours\n' })
    const { page, text } = await edit('src/greet.ts')
    await text.fill('// mine\n')
    await push({ 'src/greet.ts': '// theirs\n' })
    await commit(page)
    await page.getByText(/Somebody changed src\/greet.ts on main/).waitFor()
    assert.equal(await text.inputValue(), '// mine\n')
    await assertAccessible(page, 'a conflict')
    await picture(page, 'code-conflict')
    await page.getByRole('button', { name: 'Put mine on a new branch' }).click()
    await page.getByRole('textbox', { name: 'New branch' }).fill('mine')
    await page.getByRole('button', { name: 'Commit and open a merge request' }).click()
    await page.waitForURL('**/-/merge_requests/new?**')
    assert.equal(await fileAt('src/greet.ts'), '// theirs\n')
    assert.equal(await fileAt('src/greet.ts', 'mine'), '// mine\n')
    await page.context().close()
  })

  test('who means it replaces what came meanwhile, or writes again what was removed', async () => {
    await push({ 'a.txt': 'one\n', 'b.txt': 'one\n' })
    const { page, text, goto } = await edit('a.txt')
    await text.fill('mine\n')
    await push({ 'a.txt': 'theirs\n' })
    await commit(page)
    await page.getByRole('button', { name: 'Replace theirs with mine' }).click()
    await page.waitForURL('**/-/blob/main/a.txt')
    assert.equal(await fileAt('a.txt'), 'mine\n')
    await goto('/acme/widget/-/edit/main/b.txt')
    await text.fill('mine too\n')
    await push({ 'b.txt': null })
    await commit(page)
    await page.getByText(/Somebody removed or renamed b.txt/).waitFor()
    await page.getByRole('button', { name: 'Write the file again with mine' }).click()
    await page.waitForURL('**/-/blob/main/b.txt')
    assert.equal(await fileAt('b.txt'), 'mine too\n')
    await page.context().close()
  })

  test('what was typed survives a reload and a push, and is let go when one wishes', async () => {
    await push({ 'draft.txt': 'first\n' })
    const { page, text } = await edit('draft.txt')
    await text.fill('typed\n')
    await push({ 'draft.txt': 'second\n' })
    await page.evaluate(() => {
      window.dispatchEvent(new Event('visibilitychange'))
    })
    assert.equal(await text.inputValue(), 'typed\n')
    // The page asks before it is left; a browser that crashes does not.
    const other = await page.context().newPage()
    await page.close()
    await other.goto('/acme/widget/-/edit/main/draft.txt')
    await other.getByText(/did not commit is here again/).waitFor()
    const again = other.getByRole('textbox', { name: 'Text', exact: true })
    assert.equal(await again.inputValue(), 'typed\n')
    await commit(other)
    await other.getByText(/Somebody changed draft.txt/).waitFor()
    await other.getByRole('button', { name: 'Start over' }).click()
    assert.equal(await again.inputValue(), 'second\n')
    await other.context().close()
  })

  test('line ends stay as they are; what is no UTF-8 is not spoilt; a file is moved and removed', async () => {
    await push({
      'dos.txt': '\ufeffone\r\ntwo\r\n',
      'latin.txt': new Uint8Array([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x0a]),
    })
    const { page, text, goto } = await edit('dos.txt')
    await text.fill('one\ntwo\nthree\n')
    await page.getByRole('textbox', { name: 'Path' }).fill('deep/dos.txt')
    await commit(page)
    await page.waitForURL('**/-/blob/main/deep/dos.txt')
    assert.equal(await fileAt('deep/dos.txt'), '\ufeffone\r\ntwo\r\nthree\r\n')
    await goto('/acme/widget/-/edit/main/latin.txt')
    await page.getByText('This file is no text in UTF-8').waitFor()
    assert.equal(await text.count(), 0)
    await goto('/acme/widget/-/edit/main/deep/dos.txt')
    await page.getByRole('button', { name: 'Remove the file' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove file' }).click()
    // The folder went with its last file.
    await page.waitForURL('**/-/tree/main')
    assert.equal(await page.getByRole('link', { name: 'deep', exact: true }).count(), 0)
    await page.context().close()
  })

  test('where a branch is protected, the change becomes a merge request at once', async () => {
    await push({ 'guarded.txt': 'one\n' })
    const { id } = await story.api<{ id: number }>('/users', {
      body: {
        username: 'dora',
        name: 'Dora Dev',
        email: 'dora@people.example',
        password: 'a password for tests',
      },
    })
    await story.api(`/projects/${story.project.id}/members`, {
      body: { user_id: id, access_level: 30 },
    })
    const { page, goto } = await room.seat({ login: 'dora' })
    await goto('/acme/widget/-/edit/main/guarded.txt')
    await page.getByText(/is protected: your change goes to a branch of its own/).waitFor()
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('two\n')
    const branch = await page.getByRole('textbox', { name: 'New branch' }).inputValue()
    assert.match(branch, /^dora-main-patch-\w{5}$/)
    await assertAccessible(page, 'a protected branch')
    await picture(page, 'code-protected')
    await page.getByRole('button', { name: 'Commit and open a merge request' }).click()
    await page.waitForURL('**/-/merge_requests/new?**')
    assert.equal(await fileAt('guarded.txt', branch), 'two\n')
    await page.context().close()
  })

  test('no page had a problem', () => room.assertNoProblems())
})
