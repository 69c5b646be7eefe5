// Is every kind of file shown as what it is: pictures, drawings, old texts, large ones; and are tags made?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { openRepositories } from '#repository'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { pushFiles } from '../support/code.ts'
import { type Story, startStory } from '../support/story.ts'

const drawing = readFileSync(join(import.meta.dirname, '../../ui/public/favicon.svg'))
/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const odd = 'ü — (1) 100%.txt'

suite('files of the code', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    await pushFiles(openRepositories(story.dataDir), story.project, {
      'README.md': '# Widget\n\n![one](pictures/one.png) ![bell](pictures/bell.svg)\n',
      'pictures/one.png': png,
      'pictures/bell.svg': drawing,
      'latin.txt': new Uint8Array([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x0a]),
      'large.txt': `${'x'.repeat(99)}\n`.repeat(30_000),
      'long.txt': 'line\n'.repeat(6000),
      'empty.txt': '',
      [odd]: 'odd\n',
      'page.html': '<script>document.title = "run"</script>\n',
      leads: { link: 'latin.txt' },
    })
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  /** Fails if the picture is broken. */
  const drawn = async (page: Awaited<ReturnType<Room['seat']>>['page']) => {
    const images = page.locator('section img')
    await images.first().waitFor()
    await images.evaluateAll((all: HTMLImageElement[]) => Promise.all(all.map(image => image.decode())))
  }

  test('pictures and drawings are shown, and the source of a drawing', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/blob/main/pictures/one.png')
    await drawn(page)
    await page.getByText('70 B').waitFor()
    await goto('/acme/widget/-/blob/main/pictures/bell.svg')
    await drawn(page)
    await assertAccessible(page, 'a drawing')
    await picture(page, 'code-drawing')
    await page.getByRole('button', { name: 'Source' }).click()
    await page.getByText('<svg', { exact: false }).first().waitFor()
    await goto('/acme/widget/-/tree/main')
    await page.getByRole('img', { name: 'bell' }).waitFor()
    await drawn(page)
    await page.context().close()
  })

  test('what cannot be shown as it is says so', async () => {
    const { page, goto } = await room.seat()
    for (const [file, says] of [
      ['latin.txt', 'Grüße'],
      ['latin.txt', 'Not in UTF-8'],
      ['large.txt', 'too large to be shown here'],
      ['long.txt', 'The first 5,000 of 6,000 lines.'],
      ['empty.txt', 'The file is empty.'],
      ['leads', 'symbolic link'],
      [encodeURIComponent(odd), 'odd'],
    ] as const) {
      await goto(`/acme/widget/-/blob/main/${file}`)
      await page.getByText(says).first().waitFor()
    }
    await page.context().close()
  })

  test('the address of a raw file gives its bytes to who may read them, and runs nothing', async () => {
    const { page, goto } = await room.seat()
    await goto(`/acme/widget/-/blob/main/${encodeURIComponent(odd)}`)
    const raw = await page.getByRole('link', { name: 'Raw' }).getAttribute('href')
    const answer = await page.request.get(raw ?? '')
    assert.equal(await answer.text(), 'odd\n')
    const html = await page.request.get('/acme/widget/-/raw/main/page.html')
    assert.equal(html.headers()['content-type'], 'text/plain; charset=utf-8')
    assert.match(html.headers()['content-security-policy'] ?? '', /^sandbox/)
    for (const nothing of ['main', 'main/nothing', 'main/pictures', '--output=x/y'])
      assert.equal((await page.request.get(`/acme/widget/-/raw/${nothing}`)).status(), 404, nothing)
    await page.context().close()
    const stranger = await fetch(`${story.web}/acme/widget/-/raw/main/latin.txt`)
    assert.equal(stranger.status, 404)
  })

  test('a folder is walked with the keyboard, and a file edited by key', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget')
    await page.getByRole('link', { name: 'Code', exact: true }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    const first = page.getByRole('link', { name: 'pictures', exact: true })
    await first.waitFor()
    await page.keyboard.press('j')
    await page.locator('a:focus', { hasText: 'pictures' }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/-/tree/main/pictures')
    assert.equal(
      await page.getByRole('link', { name: 'Code', exact: true }).getAttribute('aria-current'),
      'page',
    )
    await goto('/acme/widget/-/blob/main/long.txt#L10-20')
    await page.locator('#L20').waitFor()
    await page.keyboard.press('y')
    await page.waitForURL(/-\/blob\/[0-9a-f]{40}\/long\.txt#L10-20$/)
    await goto('/acme/widget/-/blob/main/latin.txt')
    await page.getByText('Not in UTF-8').waitFor()
    await page.keyboard.press('e')
    await page.waitForURL('**/-/edit/main/latin.txt')
    await page.getByText('This file is no text in UTF-8').waitFor()
    await page.context().close()
  })

  test('a tag is made, refused twice, and removed', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/-/tags')
    await page.getByText('No tag yet').waitFor()
    const make = async () => {
      await page.getByRole('button', { name: 'New tag' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name' }).fill('v1.0')
      await dialog.getByRole('textbox', { name: 'Message' }).fill('The first release')
      await dialog.getByRole('button', { name: 'Make tag' }).click()
      return dialog
    }
    const dialog = await make()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('The first release').waitFor()
    await make()
    await dialog.getByRole('alert').waitFor()
    await assertAccessible(page, 'a refused tag')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await picture(page, 'code-tags')
    await page.getByRole('button', { name: 'Remove the tag v1.0' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove tag' }).click()
    await page.getByText('No tag yet').waitFor()
    await page.context().close()
  })

  test('no page had a problem', () => room.assertNoProblems())
})
