// Can what a stranger writes do anything but be read? Markup in every place that a mail or a member can fill.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { chromium, openRoom, type Room } from '../support/browser.ts'
import { type Story, startStory } from '../support/story.ts'

const attack = `"><img src=x onerror="alert(1)"><script>alert(2)</script><svg onload=alert(3)>`
const link = `[click](javascript:alert(4)) <a href="javascript:alert(5)">here</a> <iframe src="javascript:alert(6)"></iframe>`

suite('text of strangers', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  before(async () => {
    story = await startStory()
    room = await openRoom(story.web)
    const project = `/projects/${story.project.id}`
    const raw = [
      `From: "${attack.replaceAll('"', '\\"')}" <anna@acme.example>`,
      `To: ${story.project.address}`,
      `Subject: ${attack}`,
      'Message-ID: <attack@acme.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      `<p>visible words ${attack}</p>${link}<form action="/api/v4/session"><button>Press</button></form><style>body{display:none}</style>`,
      '--b',
      'Content-Type: image/svg+xml',
      `Content-Disposition: attachment; filename="x\\"><img src=x onerror=alert(7)>.svg"`,
      '',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(8)"/>',
      '--b--',
      '',
    ].join('\r\n')
    await story.write({ from: 'anna@acme.example', to: story.project.address, raw })
    await story.settled(1)
    await story.api(`${project}/labels`, { body: { name: attack.slice(0, 200), color: '#112233' } })
    await story.api(`${project}/milestones`, { body: { title: attack } })
    await story.api(`${project}/issues/1`, {
      method: 'PUT',
      body: { labels: attack.slice(0, 200).replaceAll(',', ' ') },
    })
    await story.api(`${project}/issues/1/notes`, { body: { body: `${attack}\n\n${link}` } })
    await story.api(`${project}/saved_replies`, { body: { title: attack.slice(0, 200), body: attack } })
    await story.api('/user', { method: 'PUT', body: { name: attack } })
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
  })

  test('is shown as text on every page that shows it, and nothing of it runs', async () => {
    const { page, goto, problems } = await room.seat()
    const paths = [
      'issues/service_desk',
      'issues',
      'issues/1',
      'labels',
      'milestones',
      'inbox',
      'outbox',
      'numbers',
    ]
    for (const path of [
      ...paths.map(part => `/acme/widget/-/${part}`),
      '/',
      '/search?search=visible',
      '/acme/widget',
      '/acme/widget/edit',
    ]) {
      await goto(path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
      const bad = await page
        .locator('main')
        .evaluate(
          main =>
            main.querySelectorAll(
              'script, iframe:not([sandbox]), form[action], [onerror], [onload], a[href^="javascript:"], img[src="x"]',
            ).length,
        )
      assert.equal(bad, 0, path)
      assert.deepEqual(problems, [], path)
    }
    await goto('/acme/widget/-/issues/1')
    await page.getByText('visible words').first().waitFor()
  })

  test('the original mail lies in a sandbox without scripts and without pictures from elsewhere', async () => {
    const { page, goto, problems } = await room.seat()
    await goto('/acme/widget/-/issues/1')
    await page.getByRole('button', { name: 'More about this ticket' }).click()
    await page.getByRole('menuitem', { name: 'Original mail' }).click()
    const frame = page.locator('iframe')
    await frame.waitFor()
    assert.doesNotMatch((await frame.getAttribute('sandbox')) ?? 'none', /allow-scripts|allow-same-origin/)
    await page.frameLocator('iframe').getByText('visible words').waitFor()
    assert.deepEqual(problems, [])
  })

  test('the policy of the pages allows no script in them, not even if one got in', async () => {
    const { page, goto } = await room.seat()
    await goto('/')
    const blocked = await page.evaluate(
      () =>
        new Promise(resolve => {
          document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective))
          const script = document.createElement('script')
          script.textContent = 'window.ran = true'
          document.body.append(script)
        }),
    )
    assert.match(String(blocked), /script-src/)
    assert.equal(await page.evaluate('window.ran'), undefined)
  })
})
