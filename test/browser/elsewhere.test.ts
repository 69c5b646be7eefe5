// Is a repository elsewhere followed, and a forge let in, from the settings of a project?
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { type Backend, startBackend } from '../../bench/git-backend.ts'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { gitClient } from '../support/git-client.ts'
import { type Story, startStory } from '../support/story.ts'

suite('code elsewhere', { skip: chromium.missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-elsewhere-'))
  let story: Story
  let room: Room
  let backend: Backend
  let origin: string
  before(async () => {
    backend = await startBackend(folder)
    origin = await backend.repository('origin')
    using client = gitClient()
    await client.git('', 'clone', '--quiet', origin, 'work')
    await client.commit('work', 'Begin', { 'README.md': '# Elsewhere\n' })
    await client.git('work', 'push', '--quiet', 'origin', 'HEAD:main')
    story = await startStory({
      DESKBELL_MIRRORS__ALLOW_PRIVATE_HOSTS: 'true',
      DESKBELL_MIRRORS__ALLOW_HTTP: 'true',
    })
    room = await openRoom(story.web)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
    await backend?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a wrong address is said at its field; a right one is fetched while one looks', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/edit#elsewhere')
    const form = page.getByRole('form', { name: 'Repository elsewhere' })
    const url = form.getByLabel('Address of the repository')
    await url.fill('ssh://nowhere')
    await form.getByRole('button', { name: 'Follow it' }).click()
    await form
      .getByRole('alert')
      .getByText(/no address of a repository/i)
      .waitFor()
    await url.fill(origin)
    await form.getByRole('button', { name: 'Follow it' }).click()
    const part = page.getByRole('region', { name: 'Code that lives elsewhere' })
    await part.getByText(/^Fetched/).waitFor()
    await assertAccessible(page, 'a repository that is followed')
    await part.scrollIntoViewIfNeeded()
    await picture(page, 'elsewhere-mirror')
    await goto('/acme/widget/-/tree/main')
    await page.getByRole('heading', { name: 'Elsewhere' }).waitFor()
    await page.context().close()
  })

  test('a forge is let in with a secret that is shown once, and what it told is seen', async () => {
    const { page, goto } = await room.seat({ theme: 'dark' })
    await goto('/acme/widget/edit#elsewhere')
    const form = page.getByRole('form', { name: 'New forge' })
    await form.getByLabel('Name').fill('acme/widget on GitHub')
    await form.getByRole('button', { name: 'Add' }).click()
    const made = page.getByRole('status').filter({ hasText: 'not shown again' })
    await made.waitFor()
    await made.scrollIntoViewIfNeeded()
    await assertAccessible(page, 'a new forge')
    await picture(page, 'elsewhere-forge')
    const [address = '', secret = ''] = await made.locator('code').allTextContents()
    const body = JSON.stringify({ zen: 'Hello.' })
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    const { pathname } = new URL(address)
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-hub-signature-256': signature,
    }
    const answer = await fetch(`${story.web}${pathname}`, { method: 'POST', headers, body })
    assert.equal(answer.status, 202)
    await page.reload()
    await page
      .getByRole('list', { name: 'Forges' })
      .getByText(/The secret is right/)
      .waitFor()
    await page.getByRole('button', { name: 'Remove acme/widget on GitHub' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    const hooks = () => story.api<unknown[]>(`/projects/${story.project.id}/forge_hooks`)
    await eventually(async () => (await hooks()).length === 0, 'it is removed')
    await page.context().close()
  })

  test('no page had a problem', () => room.assertNoProblems())
})
