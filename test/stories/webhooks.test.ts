// Are servers told of what happens in a project, signed, once, in order, and only of what they may know?
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, test } from 'node:test'

import { type Received, startHookReceiver } from '../support/hook-receiver.ts'
import { startStory } from '../support/story.ts'

const receiver = await startHookReceiver()
const story = await startStory({ DESKBELL_WEBHOOKS__ALLOW_PRIVATE_HOSTS: 'true' })
after(async () => {
  await story[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})
const { api } = story

const key = Buffer.alloc(32, 7)
const signingToken = `whsec_${key.toString('base64')}`

async function project(name: string): Promise<number> {
  return (await api<{ id: number }>('/projects', { body: { name, visibility: 'private' } })).id
}

const at = (path: string) => (received: Received) => received.path === path
const kindOf = ({ headers }: Received) => headers['x-gitlab-event']

const everything = {
  push_events: true,
  tag_push_events: true,
  issues_events: true,
  confidential_issues_events: true,
  note_events: true,
  confidential_note_events: true,
  merge_requests_events: true,
}

async function hook(id: number, path: string, more: object = everything): Promise<number> {
  const url = `${receiver.url}${path}`
  return (await api<{ id: number }>(`/projects/${id}/hooks`, { body: { url, ...more } })).id
}

test('an issue and what is said of it arrive in order, with token and signature', async () => {
  const id = await project('Signed')
  await hook(id, '/signed', { ...everything, token: 'open sesame', signing_token: signingToken })
  const issue = await api<{ iid: number }>(`/projects/${id}/issues`, {
    body: { title: 'Broken', labels: '' },
  })
  await api(`/projects/${id}/issues/${issue.iid}/notes`, { body: { body: 'Looking into it' } })
  await api(`/projects/${id}/issues/${issue.iid}`, {
    method: 'PUT',
    body: { title: 'Mended', description: 'By me' },
  })
  await api(`/projects/${id}/issues/${issue.iid}`, { method: 'PUT', body: { state_event: 'close' } })
  const got = await receiver.waitFor(4, at('/hook/signed'))
  assert.deepEqual(got.map(kindOf), ['Issue Hook', 'Note Hook', 'Issue Hook', 'Issue Hook'])
  assert.deepEqual(
    got.map(({ body }) => body.object_attributes.action),
    ['open', 'create', 'update', 'close'],
  )
  assert.deepEqual(got[2]?.body.changes.title, { previous: 'Broken', current: 'Mended' })
  assert.deepEqual(got[3]?.body.changes, { state: { previous: 'opened', current: 'closed' } })
  assert.equal(got[1]?.body.issue.title, 'Broken')
  assert.equal(new Set(got.map(({ headers }) => headers['x-gitlab-event-uuid'])).size, 4)
  for (const { headers, raw } of got) {
    assert.equal(headers['x-gitlab-token'], 'open sesame')
    assert.equal(headers['idempotency-key'], headers['webhook-id'])
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`
    const mac = createHmac('sha256', key).update(signed).digest('base64')
    assert.equal(headers['webhook-signature'], `v1,${mac}`)
  }
})
