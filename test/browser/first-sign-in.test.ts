// Does a person who was never told anything come in?
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { chromium, openRoom, type Room } from '../support/browser.ts'
import { type Story, startStory } from '../support/story.ts'

suite('first sign-in', { skip: chromium.missing }, () => {
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

  test('whoever is not signed in is asked to, and comes back to where they wanted to go', async () => {
    const { page, goto } = await room.seat({ nobody: true })
    await goto('/dashboard/todos')
    await page.getByRole('heading', { name: 'Sign in to Deskbell' }).waitFor()
    await page.getByLabel('Username or e-mail address').fill('root')
    await page.getByLabel('Password').fill('a password for tests')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'To-dos' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/dashboard/todos')
  })

  test('a wrong password is said in words, and what was typed stays', async () => {
    const { page, goto } = await room.seat({ nobody: true })
    await goto('/users/sign_in')
    await page.getByLabel('Username or e-mail address').fill('root')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    assert.match(await page.getByRole('alert').innerText(), /Name or password is wrong/)
    assert.equal(await page.getByLabel('Username or e-mail address').inputValue(), 'root')
  })

  test('signing in never leads to another site', async () => {
    const { page, goto } = await room.seat({ nobody: true })
    await goto('/users/sign_in?redirect=//evil.example/')
    await page.getByLabel('Username or e-mail address').fill('root')
    await page.getByLabel('Password').fill('a password for tests')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Places' }).waitFor()
    assert.equal(page.url(), `${story.web}/`)
  })

  test('signing out ends the session and shows nothing of it any more', async () => {
    const { page, context, goto } = await room.seat()
    await goto('/')
    await page.getByRole('button', { name: /settings and sign out/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in to Deskbell' }).waitFor()
    assert.equal((await context.request.get('/api/v4/session')).status(), 401)
    await page.goBack()
    await page.getByRole('heading', { name: 'Sign in to Deskbell' }).waitFor()
  })

  test('no page had an error', () => room.assertNoProblems())
})
