// Can the code be read and written in the browser: folders, files, history, branches, and a change that becomes a commit?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { openRepositories, type Repositories } from '#repository'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { type Content, pushFiles } from '../support/code.ts'
import { type Story, startStory } from '../support/story.ts'

const source = `// What is it?\nexport function greet(name: string): string {\n  return \`Hello \${name}\`\n}\n`
const readme =
  '# Widget\n\nIt *widgets*. See [the guide](docs/guide.md).\n\n| a | b |\n| - | - |\n| 1 | 2 |\n'

suite('code', { skip: chromium.missing }, () => {
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

  test('a project without code says how to begin, and its first file is written there', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget')
    await page.getByRole('link', { name: 'Code', exact: true }).click()
    await page.getByText('Nothing was pushed yet.').waitFor()
    await assertAccessible(page, 'an empty repository')
    await picture(page, 'code-empty')
    await page.getByRole('link', { name: 'Write the first file here' }).click()
    await page.getByRole('textbox', { name: 'Path' }).fill('README.md')
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill(readme)
    await page.getByRole('button', { name: 'Commit', exact: true }).click()
    await page.waitForURL('**/-/blob/main/README.md')
    await page.getByRole('heading', { name: 'Widget', level: 1 }).last().waitFor()
    await page.context().close()
  })

  for (const [theme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
  ] as const)
    test(`folders and files are read, ${theme}, ${width} px wide`, async () => {
      await push({
        'README.md': readme,
        'src/greet.ts': source,
        'docs/guide.md': '# Guide\n',
        'docs/deep/logo.bin': new Uint8Array([0, 1, 2]),
      })
      const { page, goto } = await room.seat({ theme, width })
      await goto('/acme/widget/-/tree/main')
      await page.getByRole('link', { name: 'src', exact: true }).waitFor()
      await page.getByText('It widgets.').waitFor()
      await assertAccessible(page, `a folder, ${theme}, ${width}`)
      await picture(page, `code-folder-${theme}-${width}`)
      await page.getByRole('link', { name: 'src', exact: true }).click()
      await page.getByRole('link', { name: 'greet.ts', exact: true }).click()
      await page.locator('.text-done', { hasText: 'export' }).waitFor()
      assert.equal(new URL(page.url()).pathname, '/acme/widget/-/blob/main/src/greet.ts')
      await page.locator('#L2 a').click()
      await page.waitForURL(/#L2$/)
      await assertAccessible(page, `a file, ${theme}, ${width}`)
      await picture(page, `code-file-${theme}-${width}`)
      await goto('/acme/widget/-/blob/main/docs/guide.md')
      await page.getByRole('heading', { name: 'Guide', exact: true }).waitFor()
      await goto('/acme/widget/-/blob/main/docs/deep/logo.bin')
      await page.getByText('A file that is no text.').waitFor()
      await goto('/acme/widget/-/tree/nowhere')
      await page.getByText('There is no such place in the code').waitFor()
      await page.context().close()
    })

  test('a file is changed, and the commit shows what', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/blob/main/src/greet.ts')
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    await text.fill(source.replace('Hello', 'Good morning'))
    await page.getByRole('textbox', { name: 'Commit message' }).fill('Greet in the morning')
    await assertAccessible(page, 'the editor of a file')
    await picture(page, 'code-edit')
    await page.keyboard.press('Control+s')
    await page.waitForURL('**/-/blob/main/src/greet.ts')
    await page.getByText('Good morning').waitFor()
    await page.getByRole('link', { name: 'History' }).click()
    await page.waitForURL('**/-/commits/main/src/greet.ts')
    await page.getByRole('link', { name: 'Greet in the morning' }).waitFor()
    await picture(page, 'code-commits')
    await assertAccessible(page, 'commits')
    await page.getByRole('link', { name: 'Greet in the morning' }).click()
    await page.getByText('Good morning').waitFor()
    await page.getByRole('button', { name: 'Side by side' }).click()
    await assertAccessible(page, 'a commit')
    await picture(page, 'code-commit')
    await page.context().close()
  })

  test('branches are made, compared and removed', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/branches')
    await page.getByRole('button', { name: 'New branch' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('feature/one')
    await dialog.getByRole('button', { name: 'Make branch' }).click()
    await page.getByRole('link', { name: 'feature/one' }).click()
    await page.waitForURL('**/-/tree/feature/one')
    await page.getByRole('link', { name: 'New file' }).click()
    await page.getByRole('textbox', { name: 'Path' }).fill('one.txt')
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('one\n')
    await page.getByRole('button', { name: 'Commit', exact: true }).click()
    await page.waitForURL('**/-/blob/feature/one/one.txt')
    await goto('/acme/widget/-/branches')
    await assertAccessible(page, 'branches')
    await picture(page, 'code-branches')
    await page
      .getByRole('listitem')
      .filter({ hasText: 'feature/one' })
      .getByRole('link', { name: 'Compare' })
      .click()
    await page.getByText('1 commit', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'one.txt' }).waitFor()
    await assertAccessible(page, 'a comparison')
    await picture(page, 'code-compare')
    await goto('/acme/widget/-/branches')
    await page.getByRole('button', { name: 'Remove the branch feature/one' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove branch' }).click()
    await page.getByRole('link', { name: 'feature/one' }).waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('no page had a problem', () => room.assertNoProblems())
})
