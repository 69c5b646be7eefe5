import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
before(async () => {
  story = await startStory()
})
after(() => story[Symbol.asyncDispose]())

type Project = { id: number; service_desk_address: string }

async function secondProject(path: string): Promise<Project> {
  const project = await story.api<Project>('/projects', { body: { name: path, path } })
  return story.api<Project>(`/projects/${project.id}`)
}

test('one mail to two projects is a ticket in each, with one acknowledgement each', async () => {
  const other = await secondProject('second')
  const from = 'both@customer.example'
  await story.write({ from, to: [story.project.address, other.service_desk_address], subject: 'To both' })
  await story.sink.waitFor(2, mail => mail.to.includes(from))
  for (const id of [story.project.id, other.id]) {
    const issues = await story.issues(id)
    assert.equal(issues.filter(issue => issue.title === 'To both').length, 1)
  }
  assert.equal(story.sink.mails.filter(mail => mail.to.includes(from)).length, 2)
})

test('with the setting on, those in Cc take part and are thanked, and our own addresses never do', async () => {
  await story.api(`/projects/${story.project.id}/service_desk`, {
    method: 'PUT',
    body: { add_external_participants_from_cc: true },
  })
  const [from, cc] = ['with-copy@customer.example', 'colleague@customer.example']
  await story.write({
    from,
    to: story.project.address,
    cc: [cc, story.project.address],
    subject: 'With a copy',
  })
  await story.mailTo(from)
  await story.mailTo(cc)
  const issue = (await story.issues()).find(candidate => candidate.title === 'With a copy')
  const participants = await story.api<{ email: string }[]>(
    `/projects/${story.project.id}/issues/${issue?.iid}/email_participants`,
  )
  assert.deepEqual(participants.map(p => p.email).sort(), [cc, from])
})

test('a mail through an alias finds its project by Delivered-To', async () => {
  const mail = [
    `Delivered-To: ${story.project.address}`,
    'Received: from mx.company.example by mail.desk.example; Mon, 4 May 2026 10:00:00 +0000',
    'From: alias@customer.example',
    'To: support@company.example',
    'Subject: By the alias',
    'Message-ID: <alias@customer.example>',
    '',
    'Hello',
  ].join('\r\n')
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/deskbell'), 'receive'], {
    cwd: story.dataDir,
    env: { ...process.env, DESKBELL_DATA_DIR: story.dataDir },
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  child.stdin.end(mail)
  assert.deepEqual(await once(child, 'exit'), [0, null])
  await eventually(
    async () => (await story.issues()).find(issue => issue.title === 'By the alias'),
    'a ticket by the alias',
  )
})

test('the envelope decides, whatever To says: an alias, a blind copy, another project', async () => {
  const other = await secondProject('third')
  const from = 'envelope@customer.example'
  for (const [subject, to] of Object.entries({
    'By the envelope, to an alias': 'support@company.example',
    'By the envelope, blind': 'undisclosed-recipients:;',
    'By the envelope, past another': other.service_desk_address,
  }))
    await story.write({
      from,
      to: [],
      raw: `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${subject}\r\n`,
      envelopeTo: [story.project.address],
    })
  const found = await eventually(async () => {
    const titles = (await story.issues()).map(issue => issue.title).filter(title => /envelope/.test(title))
    return titles.length === 3 && titles
  }, 'three tickets by the envelope')
  assert.equal(new Set(found).size, 3)
  assert.deepEqual(await story.issues(other.id), [])
})

test('an address longer than 64 octets, as GitLab publishes them, is taken by SMTP', async () => {
  const path = 'an-extraordinarily-long-name-for-a-project-of-ours'
  const project = await secondProject(path)
  const [local = '', host] = project.service_desk_address.split('@')
  assert.ok(local.length <= 64)
  const uncut = `incoming+root-${path}-${project.id}-issue-@${host}`
  await story.write({ from: 'long@customer.example', to: uncut, subject: 'Uncut' })
  await eventually(async () => (await story.issues(project.id))[0]?.title === 'Uncut', 'a ticket')
})

test('the same mail twice is one ticket, and the log says so', async () => {
  const mail = {
    from: 'twice@customer.example',
    to: story.project.address,
    subject: 'Twice',
    messageId: '<twice@customer.example>',
    headers: { Date: 'Mon, 4 May 2026 10:00:00 +0000' },
  }
  await Promise.all([story.write(mail), story.write(mail), story.write(mail)])
  const ours = await eventually(async () => {
    const log = await story.api<{ subject: string | null; ending: string | null }[]>(
      `/projects/${story.project.id}/inbox?per_page=100`,
    )
    const settled = log.filter(entry => entry.subject === 'Twice' && entry.ending !== null)
    return settled.length === 3 && settled
  }, 'three settled mails')
  assert.deepEqual(ours.map(entry => entry.ending).sort(), ['ignored', 'ignored', 'ticket_opened'])
  assert.equal((await story.issues()).filter(issue => issue.title === 'Twice').length, 1)
})
