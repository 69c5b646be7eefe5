// Can somebody who has just begun see the whole loop? A sample mail, an answer taken back, one that leaves, and how the doors are.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

type Written = { id: number }
type Delivery = { state: string; send_at: string | null }
type Mail = { note_id: number | null; state: string; kind: string }

let story: Story

before(async () => {
  story = await startStory({ DESKBELL_LMTP_LISTENER__LISTEN: '127.0.0.1:0' })
})
after(() => story[Symbol.asyncDispose]())

test('a sample mail becomes a ticket; what is taken back never leaves, what is not leaves by itself', async () => {
  const { api, project } = story
  const sample = await api<{ subject: string; from: string; to: string }>(
    `/projects/${project.id}/service_desk/sample_mail`,
    { method: 'POST', body: {} },
  )
  assert.equal(sample.to, project.address)
  const [inbox] = await story.settled(1)
  assert.equal(inbox?.ending, 'ticket_opened')
  const thanks = await story.mailTo(sample.from)
  const notes = `/projects/${project.id}/issues/${inbox?.issue_iid}/notes`
  const slip = await api<Written>(notes, { body: { body: 'A slip of the pen', undo_seconds: 60 } })
  const [held] = await eventually(async () => {
    const { deliveries } = await api<{ deliveries: Delivery[] }>(`${notes}/${slip.id}`)
    return deliveries.length > 0 && deliveries
  }, 'the mails of the note are written')
  assert.equal(held?.state, 'queued')
  assert.ok(held?.send_at)
  await api(`${notes}/${slip.id}?unsent=true`, { method: 'DELETE' })
  await api<Written>(notes, { body: { body: 'We look at it', undo_seconds: 1, last_seen_note_id: 0 } })
  const answer = await story.mailTo(sample.from, [thanks])
  assert.match(answer.text, /We look at it/)
  assert.ok(!story.sink.mails.some(mail => mail.text.includes('slip of the pen')))
  const mails = await api<Mail[]>(`/projects/${project.id}/outbox`)
  assert.ok(mails.some(mail => mail.state === 'cancelled' && mail.note_id === null))
})

test('the listeners and the server for outgoing mail are up', async () => {
  const shown =
    await story.api<{ name: string; state: string; last_mail_at: string | null }[]>('/admin/mailboxes')
  const states = Object.fromEntries(shown.map(({ name, state }) => [name, state]))
  assert.deepEqual(states, {
    smtp: 'up',
    lmtp: 'up',
    http: 'not_configured',
    incoming_email: 'up',
    service_desk_email: 'not_configured',
    outgoing: 'up',
  })
  assert.ok(shown.find(({ name }) => name === 'outgoing')?.last_mail_at)
})
