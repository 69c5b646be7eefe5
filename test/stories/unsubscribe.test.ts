import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '../support/desk-process.ts'
import { headerOf, type SunkMail } from '../support/smtp-sink.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
before(async () => {
  story = await startStory()
})
after(() => story[Symbol.asyncDispose]())

const links = (mail: SunkMail) => {
  const [, mailto = '', https = ''] =
    /(?=.*<mailto:([^>]+)>)(?=.*<(https?:[^>]+)>)/.exec(headerOf(mail, 'List-Unsubscribe') ?? '') ?? []
  return { mailto, url: https }
}

async function ticket(from: string) {
  await story.write({ from, to: story.project.address, subject: `Ticket of ${from}` })
  const thanks = await story.mailTo(from)
  const issue = (await story.issues()).find(candidate => candidate.service_desk_reply_to === from)
  assert.ok(issue)
  return { thanks, iid: issue.iid, ...links(thanks) }
}

/** The page lives under external_url, which a free port does not tell. */
const here = (url: string) => `${story.web}${new URL(url).pathname}`

async function subscribed(iid: number): Promise<boolean> {
  const system = (await story.notes(iid)).filter(note => note.system && /unsubscribed/.test(note.body))
  return system.length === 0
}

test('looking at the page changes nothing; the button ends the mail, and can be taken back', async () => {
  const from = 'page@customer.example'
  const { iid, url, thanks } = await ticket(from)
  const page = await fetch(here(url))
  const html = await page.text()
  assert.equal(page.status, 200)
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
  assert.doesNotMatch(html, /Ticket of|<script/, 'the title is for those who may see it')
  assert.equal(await subscribed(iid), true)
  const done = await fetch(here(url), { method: 'POST' })
  assert.equal(done.status, 200)
  assert.equal(await subscribed(iid), false)
  const notes = `/projects/${story.project.id}/issues/${iid}/notes`
  await story.api(notes, { body: { body: 'Nobody outside hears this.' } })
  const other = await ticket('witness@customer.example')
  assert.ok(other)
  assert.deepEqual(
    story.sink.mails.filter(mail => mail.to.includes(from)),
    [thanks],
  )
})

test('one click of a mail program ends the mail (RFC 8058)', async () => {
  const { iid, url, thanks } = await ticket('oneclick@customer.example')
  assert.equal(headerOf(thanks, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click')
  const answer = await fetch(here(url), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' },
    body: 'List-Unsubscribe=One-Click',
  })
  assert.equal(answer.status, 200)
  assert.equal(await subscribed(iid), false)
})

test('a mail to the unsubscribe address ends the mail', async () => {
  const from = 'bymail@customer.example'
  const { iid, mailto } = await ticket(from)
  await story.write({ from, to: mailto.split('?')[0] ?? '', subject: 'unsubscribe', text: '' })
  await eventually(async () => !(await subscribed(iid)), 'unsubscribed by mail')
})
