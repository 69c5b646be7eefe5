// What does a receiver get when the desk is killed while it waits for the answer? The same again, under the same key.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type DeskProcess, eventually, removeDataDir, startDeskProcess } from '../support/desk-process.ts'
import { ok, startHookReceiver } from '../support/hook-receiver.ts'

const receiver = await startHookReceiver()
// Whoever delivers is taken for dead soon after the longest answer.
const env = { DESKBELL_WEBHOOKS__ALLOW_PRIVATE_HOSTS: 'true', DESKBELL_WEBHOOKS__TIMEOUT_SECONDS: '1' }
let desk: DeskProcess = await startDeskProcess({ env })
after(async () => {
  await desk.stop()
  removeDataDir(desk.dataDir)
  await receiver[Symbol.asyncDispose]()
})

test('nothing is lost, and what is doubled can be told by its key', async () => {
  const { id } = await desk.api<{ id: number }>('/projects', { body: { name: 'Killed' } })
  await desk.api(`/projects/${id}/hooks`, { body: { url: receiver.url, issues_events: true } })
  const answering = Promise.withResolvers<void>()
  receiver.answer = () => answering.resolve()
  await desk.api(`/projects/${id}/issues`, { body: { title: 'One' } })
  await desk.api(`/projects/${id}/issues`, { body: { title: 'Two' } })
  await answering.promise
  await desk.kill()
  receiver.answer = ok
  const before = receiver.all.length
  desk = await startDeskProcess({ dataDir: desk.dataDir, env })
  const got = await receiver.waitFor(before + 2)
  const keys = new Map(got.map(({ body, headers }) => [body.object_attributes.title, headers['webhook-id']]))
  assert.deepEqual([...keys.keys()], ['One', 'Two'])
  for (const { body, headers } of got)
    assert.equal(headers['webhook-id'], keys.get(body.object_attributes.title))
  assert.equal(got.at(-1)?.body.object_attributes.title, 'Two')
})

test('a desk that is stopped waits for no answer, and tells it when it is back', async () => {
  await desk.stop()
  const patient = { ...env, DESKBELL_WEBHOOKS__TIMEOUT_SECONDS: '60' }
  desk = await startDeskProcess({ dataDir: desk.dataDir, env: patient })
  const { id } = await desk.api<{ id: number }>('/projects', { body: { name: 'Stopped' } })
  const url = `${receiver.url}/stopped`
  const hook = await desk.api<{ id: number }>(`/projects/${id}/hooks`, { body: { url, issues_events: true } })
  const answering = Promise.withResolvers<void>()
  receiver.answer = () => answering.resolve()
  await desk.api(`/projects/${id}/issues`, { body: { title: 'One' } })
  await answering.promise
  assert.equal(await desk.stop(), 0)
  receiver.answer = ok
  desk = await startDeskProcess({ dataDir: desk.dataDir, env: patient })
  const got = await receiver.waitFor(2, ({ path }) => path === '/hook/stopped')
  assert.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 1)
  const log = await eventually(async () => {
    const all = await desk.api<{ response_status: string }[]>(`/projects/${id}/hooks/${hook.id}/events`)
    return all.length > 0 && all
  }, 'the attempt is in the log')
  // Had it waited, there would be a failure.
  assert.deepEqual(
    log.map(one => one.response_status),
    ['200'],
  )
})
