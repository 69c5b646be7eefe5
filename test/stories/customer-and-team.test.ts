import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '../support/desk-process.ts'
import { headerOf } from '../support/smtp-sink.ts'
import { addressIn, type Story, startStory } from '../support/story.ts'

let story: Story
before(async () => {
  story = await startStory()
})
after(() => story[Symbol.asyncDispose]())

test("a customer's mail becomes a confidential ticket, she is thanked, answered, and her reply becomes a note", async () => {
  const anna = 'anna@customer.example'
  await story.write({
    from: `"Anna Kern" <${anna}>`,
    to: story.project.address,
    subject: 'The export is empty',
    text: 'Since this morning.',
    messageId: '<first@customer.example>',
  })
  const thanks = await story.mailTo(anna)
  const issue = (await story.issues()).find(candidate => candidate.service_desk_reply_to === anna)
  assert.ok(issue)
  assert.equal(issue.title, 'The export is empty')
  assert.equal(issue.description.trim(), 'Since this morning.')
  assert.equal(issue.confidential, true)
  assert.equal(issue.author.username, 'support-bot')
  assert.equal(headerOf(thanks, 'Subject'), `Re: The export is empty (#${issue.iid})`)
  assert.equal(headerOf(thanks, 'In-Reply-To'), '<first@customer.example>')
  assert.equal(headerOf(thanks, 'Auto-Submitted'), 'auto-generated')
  assert.doesNotMatch(thanks.text, /\/-\/issues\//, 'no link to the confidential issue')

  await story.api(`/projects/${story.project.id}/issues/${issue.iid}/notes`, {
    body: { body: 'We are *on* it.' },
  })
  const answer = await story.mailTo(anna, [thanks])
  assert.match(answer.text, /We are \*on\* it\./)
  assert.match(answer.text, /<em>on<\/em>/)
  assert.match(headerOf(answer, 'From') ?? '', /Administrator/)
  assert.doesNotMatch(answer.text.replace(/X-GitLab.*/g, ''), /\broot\b/, 'usernames never leak')
  assert.match(headerOf(answer, 'References') ?? '', /<first@customer\.example>/)
  assert.equal(headerOf(answer, 'Auto-Submitted'), undefined)

  await story.write({
    from: anna,
    to: addressIn(answer, 'Reply-To'),
    subject: headerOf(answer, 'Subject') ?? '',
    inReplyTo: headerOf(answer, 'Message-ID') ?? '',
    text: 'Thank you!\n\nOn Mon, 4 May 2026 at 10:00, Support <desk@example.com> wrote:\n> We are *on* it.\n',
  })
  const reply = await eventually(
    async () =>
      (await story.notes(issue.iid)).find(note => note.author.username === 'support-bot' && !note.system),
    'the reply as a note',
  )
  assert.equal(reply.body.trim(), 'Thank you!')
  assert.equal(reply.internal, false)
})

test('an internal note is mailed to nobody outside', async () => {
  const ben = 'ben@customer.example'
  await story.write({ from: ben, to: story.project.address })
  const thanks = await story.mailTo(ben)
  const issue = (await story.issues()).find(candidate => candidate.service_desk_reply_to === ben)
  assert.ok(issue)
  const notes = `/projects/${story.project.id}/issues/${issue.iid}/notes`
  await story.api(notes, { body: { body: 'Between us: no idea.', internal: true } })
  await story.api(notes, { body: { body: 'We look into it.' } })
  const next = await story.mailTo(ben, [thanks])
  assert.match(next.text, /We look into it\./)
  assert.ok(!story.sink.mails.some(mail => mail.to.includes(ben) && mail.text.includes('Between us')))
})

test('a reply to a closed ticket opens it again', async () => {
  const carl = 'carl@customer.example'
  await story.write({ from: carl, to: story.project.address })
  const thanks = await story.mailTo(carl)
  const issue = (await story.issues()).find(candidate => candidate.service_desk_reply_to === carl)
  assert.ok(issue)
  const path = `/projects/${story.project.id}/issues/${issue.iid}`
  await story.api(path, { method: 'PUT', body: { state_event: 'close' } })
  assert.equal((await story.api<{ state: string }>(path)).state, 'closed')
  await story.write({ from: carl, to: addressIn(thanks, 'Reply-To'), text: 'It is still broken.' })
  await eventually(
    async () => (await story.api<{ state: string }>(path)).state === 'opened',
    'the ticket opens again',
  )
})

test('what a customer writes commands nothing, calls nobody and points at nothing', async () => {
  const dora = 'dora@customer.example'
  const text = '/close\n/label ~bug\n\n@root please look at #1 and acme/widget#1'
  await story.write({ from: dora, to: story.project.address, text })
  await story.mailTo(dora)
  const issue = (await story.issues()).find(candidate => candidate.service_desk_reply_to === dora)
  assert.ok(issue)
  assert.equal(issue.state, 'opened')
  assert.equal(issue.description.trim(), text)
  assert.deepEqual(
    (await story.notes(issue.iid)).filter(note => note.system),
    [],
  )
  const todos = await story.api<{ action_name: string }[]>('/todos')
  assert.deepEqual(
    todos.filter(todo => /mention|directly/.test(todo.action_name)),
    [],
  )
  const first = await story.notes(1)
  assert.ok(!first.some(note => note.body.includes(`#${issue.iid}`)))
})

test('a stranger who writes to a reply address is kept from the outside until somebody accepts', async () => {
  const emil = 'emil@customer.example'
  await story.write({ from: emil, to: story.project.address, subject: 'Invoice' })
  const thanks = await story.mailTo(emil)
  const issue = (await story.issues()).find(candidate => candidate.service_desk_reply_to === emil)
  assert.ok(issue)
  const stranger = 'verify@elsewhere.example'
  await story.write({ from: stranger, to: addressIn(thanks, 'Reply-To'), text: 'Your code is 4711.' })
  const note = await eventually(
    async () => (await story.notes(issue.iid)).find(candidate => candidate.body.includes('4711')),
    'the note of the stranger',
  )
  assert.equal(note.internal, true)
  await story.api(`/projects/${story.project.id}/issues/${issue.iid}/notes/${note.id}/accept`, { body: {} })
  const accepted = await story.mailTo(emil, [thanks])
  assert.match(accepted.text, /4711/)
  assert.equal(story.sink.mails.filter(mail => mail.text.includes('4711')).length, 1)
  const participants = await story.api<{ email: string }[]>(
    `/projects/${story.project.id}/issues/${issue.iid}/email_participants`,
  )
  assert.deepEqual(participants.map(p => p.email).sort(), [emil, stranger])
})
