// Are webhooks set up, tried, read and switched on again in the browser?
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { assertAccessible, chromium, openRoom, picture, type Room } from '../support/browser.ts'
import { eventually } from '../support/desk-process.ts'
import { type HookReceiver, ok, startHookReceiver } from '../support/hook-receiver.ts'
import { type Story, startStory } from '../support/story.ts'

suite('webhooks', { skip: chromium.missing }, () => {
  let story: Story
  let room: Room
  let receiver: HookReceiver
  before(async () => {
    receiver = await startHookReceiver()
    story = await startStory({ DESKBELL_WEBHOOKS__ALLOW_PRIVATE_HOSTS: 'true' })
    room = await openRoom(story.web)
  })
  after(async () => {
    await room?.[Symbol.asyncDispose]()
    await story?.[Symbol.asyncDispose]()
    await receiver?.[Symbol.asyncDispose]()
  })

  const issue = (title: string) => story.api(`/projects/${story.project.id}/issues`, { body: { title } })
  const hooks = () => story.api<{ id: number; alert_status: string }[]>(`/projects/${story.project.id}/hooks`)

  test('one is added from the settings, signed by a key made here, tried, and told the same again', async () => {
    const { page, goto } = await room.seat()
    await goto('/acme/widget/edit')
    await page.getByRole('link', { name: 'Webhooks of this project' }).click()
    await page.getByText('No webhooks yet').waitFor()
    await picture(page, 'webhooks-none')
    await page.getByRole('link', { name: 'New webhook' }).click()
    const form = page.getByRole('form', { name: 'Webhook' })
    await form.getByLabel('URL').fill('ftp://nowhere')
    await form.getByRole('button', { name: 'Add webhook' }).click()
    await form
      .getByRole('alert')
      .getByText(/must be an address/i)
      .waitFor()
    await form.getByLabel('URL').fill(receiver.url)
    await form.getByLabel('Name', { exact: true }).fill('Chat')
    await form.getByLabel('Issues', { exact: true }).check()
    await form.getByLabel('Secret token').fill('open sesame')
    await form.getByRole('button', { name: 'Make one' }).click()
    const token = await form.getByLabel('Signing token', { exact: true }).inputValue()
    assert.match(token, /^whsec_[\w+/]{43}=$/)
    await picture(page, 'webhook-new')
    await form.getByRole('button', { name: 'Add webhook' }).click()
    await page.getByRole('heading', { name: 'Webhook', exact: true }).waitFor()
    await issue('The export is empty')
    const [first] = await receiver.waitFor(1)
    const { headers, raw } = first ?? assert.fail()
    const mac = createHmac('sha256', Buffer.from(token.slice(6), 'base64'))
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`)
      .digest('base64')
    assert.equal(headers['webhook-signature'], `v1,${mac}`)
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Issues', exact: true }).click()
    await page.getByText('The test has arrived.').waitFor()
    const list = page.getByRole('list', { name: 'Deliveries' })
    await eventually(async () => (await list.getByRole('listitem').count()) === 2, 'both are listed')
    await list.getByRole('button').last().click()
    await list.getByText(headers['webhook-id'] as string, { exact: true }).waitFor()
    assert.ok(!(await list.innerText()).includes('open sesame'))
    await list.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('Sent again; it answered 200.').waitFor()
    assert.equal((await receiver.waitFor(3))[2]?.headers['webhook-id'], headers['webhook-id'])
    assert.equal(await form.getByLabel('Signing token', { exact: true }).inputValue(), '')
    await form.getByRole('button', { name: 'Sign no more' }).click()
    await form.getByRole('button', { name: 'Sign no more' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Issues', exact: true }).click()
    const [, , , unsigned] = await receiver.waitFor(4)
    assert.equal(unsigned?.headers['webhook-signature'], undefined)
    assert.equal(unsigned?.headers['x-gitlab-token'], 'open sesame')
  })

  test('what went wrong says so, and it is switched on again', async () => {
    const { page, goto } = await room.seat({ theme: 'dark' })
    receiver.answer = response => response.writeHead(410).end('gone')
    await issue('Nobody is there')
    await eventually(async () => (await hooks())[0]?.alert_status === 'disabled', 'it is switched off')
    await goto('/acme/widget/edit#webhooks')
    await page.getByText('One of them is told nothing at present').waitFor()
    await picture(page, 'webhooks-settings-dark')
    await page.getByRole('link', { name: 'Webhooks of this project' }).click()
    await page.getByText('Switched off').waitFor()
    await picture(page, 'webhooks-dark')
    await page.getByRole('link', { name: 'Chat' }).click()
    await page.getByText(/switched this webhook off.*410/).waitFor()
    await page.getByRole('list', { name: 'Deliveries' }).getByText('410').first().waitFor()
    await picture(page, 'webhook-off-dark')
    receiver.answer = ok
    await page.getByRole('button', { name: 'Switch it on again' }).click()
    await eventually(async () => (await hooks())[0]?.alert_status === 'executable', 'it is on')
    await page.getByText(/switched this webhook off/).waitFor({ state: 'detached' })
  })

  for (const [theme, width] of [
    ['light', 1440],
    ['dark', 390],
  ] as const)
    test(`its pages are accessible and fit, ${theme}, ${width} px wide`, async () => {
      const { page, goto, problems } = await room.seat({ theme, width })
      const [hook] = await hooks()
      for (const [name, place, heading] of [
        ['list', 'hooks', 'Webhooks'],
        ['new', 'hooks/new', 'New webhook'],
        ['edit', `hooks/${hook?.id}/edit`, 'Webhook'],
      ] as const) {
        await goto(`/acme/widget/-/${place}`)
        await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
        if (name === 'edit') {
          const list = page.getByRole('list', { name: 'Deliveries' })
          await list.getByRole('button').first().click()
          await list.getByText('Tries so far').waitFor()
        }
        await assertAccessible(page, name)
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
        )
        assert.equal(wider, false, `${name} is wider than the screen`)
        await picture(page, `webhook-page-${name}-${theme}-${width}`)
      }
      assert.deepEqual(problems, [])
    })

  test('it is removed after a question', async () => {
    const { page, goto } = await room.seat()
    const [hook] = await hooks()
    await goto(`/acme/widget/-/hooks/${hook?.id}/edit`)
    await page.getByRole('button', { name: 'Remove webhook' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove webhook' }).click()
    await page.getByText('No webhooks yet').waitFor()
    assert.deepEqual(await hooks(), [])
  })
})
