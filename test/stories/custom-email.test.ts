// Can a team write to its customers as support@example.com, from its own mailbox, without anybody learning of the desk's?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { eventually } from '../support/desk-process.ts'
import { type MailProvider, startMailProvider } from '../support/mail-provider.ts'
import { headerOf, type SunkMail } from '../support/smtp-sink.ts'
import { addressIn, type Story, startStory } from '../support/story.ts'

type CustomEmail = {
  custom_email_enabled: boolean
  custom_email_verification_state: string | null
  custom_email_verification_error: string | null
}

const account = 'support@example.com'
const ann = 'ann@customer.example'
let story: Story
let provider: MailProvider
let url: string
const seen: SunkMail[] = []

before(async () => {
  provider = await startMailProvider(account)
  story = await startStory({ DESKBELL_CUSTOM_EMAIL__ALLOW_PRIVATE_HOSTS: 'true' })
  provider.forward = { ...story.smtp, to: story.project.address }
  url = `/projects/${story.project.id}/service_desk/custom_email`
})
after(async () => {
  await story?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

const look = () => story.api<CustomEmail>(url)
const settled = () =>
  eventually(async () => {
    const found = await look()
    return found.custom_email_verification_state !== 'started' && found
  }, 'the verification ended')

/** As customers do: to the provider, whoever then forwards it. */
async function write(mail: {
  to: string
  subject?: string
  text: string
  inReplyTo?: string
  references?: string[]
}) {
  const { host, port } = provider
  const transport = createTransport({ host, port, ignoreTLS: true })
  await transport.sendMail({ from: `Ann Customer <${ann}>`, subject: 'It is broken', ...mail })
  transport.close()
}

/** The next mail that left by the provider. */
const next = (to: string) =>
  eventually(async () => {
    const mail = provider.mails.find(candidate => candidate.to.includes(to) && !seen.includes(candidate))
    if (mail !== undefined) seen.push(mail)
    return mail
  }, `a mail to ${to} by the provider`)

test('the address is verified by a mail that goes out by its server and comes back', async () => {
  provider.rewrite = raw => raw.replaceAll(/\b[0-9a-f]{32}\b/g, '0'.repeat(32))
  const body = {
    custom_email: account,
    smtp_address: provider.host,
    smtp_port: provider.port,
    smtp_username: provider.user,
    smtp_password: provider.password,
  }
  await story.api(url, { body })
  assert.equal((await settled()).custom_email_verification_error, 'incorrect_token')
  provider.rewrite = raw => raw.replace(/^From: .*$/m, 'From: list@example.com')
  await story.api(`${url}/verification`, { method: 'POST' })
  assert.equal((await settled()).custom_email_verification_error, 'incorrect_from')
  provider.rewrite = raw => raw
  provider.open = false
  await story.api(`${url}/verification`, { method: 'POST' })
  assert.equal((await settled()).custom_email_verification_error, 'invalid_credentials')
  provider.open = true
  await story.api(`${url}/verification`, { method: 'POST' })
  assert.equal((await settled()).custom_email_verification_state, 'finished')
  await story.api(url, { method: 'PUT', body: { custom_email_enabled: true } })
  assert.deepEqual(await story.issues(), [], 'none of these mails became a ticket')
})

test('a customer writes to it, is thanked and answered from it, answers back, and ends the mail', async () => {
  await write({ to: account, text: 'My printer does not print.' })
  const thanks = await next(ann)
  assert.equal(addressIn(thanks, 'From'), account)
  assert.equal(thanks.from, account, 'the return path is the account’s, too')
  assert.match(addressIn(thanks, 'Reply-To'), /^support\+[0-9a-f]{32}@example\.com$/)
  assert.match(headerOf(thanks, 'Message-ID') ?? '', /\.[0-9a-f]{24}@desk\.localhost>$/)
  const [issue] = await story.issues()
  assert.equal(issue?.service_desk_reply_to, ann)
  const iid = issue?.iid ?? 0
  await story.api(`/projects/${story.project.id}/issues/${iid}/notes`, {
    body: { body: 'Is it plugged in?' },
  })
  const answer = await next(ann)
  assert.equal(headerOf(answer, 'From'), `Administrator <${account}>`)
  assert.doesNotMatch(answer.text, /incoming\+/, 'the address of the desk is nowhere told')

  // A mail program that forgets the thread: the key in the address is all there is.
  await write({ to: addressIn(answer, 'Reply-To'), subject: 'AW: something else', text: 'Now it is.' })
  await eventually(
    async () => (await story.notes(iid)).some(note => !note.system && note.body === 'Now it is.'),
    'her answer is a note',
  )
  const mailto = /<mailto:([^>]+)>/.exec(headerOf(answer, 'List-Unsubscribe') ?? '')?.[1] ?? ''
  assert.match(mailto, /^support\+[0-9a-f]{32}-unsubscribe@example\.com$/)
  await write({ to: mailto, subject: 'unsubscribe', text: 'unsubscribe' })
  await eventually(
    async () => (await story.notes(iid)).some(note => note.system && /unsubscribed/.test(note.body)),
    'she is unsubscribed',
  )
  assert.equal((await story.issues()).length, 1)
  assert.deepEqual(
    story.sink.mails.filter(mail => mail.to.includes(ann)),
    [],
    'nothing left by the desk’s own server',
  )
})

test('while the server refuses the desk, mails wait and go by no other', async () => {
  const from = 'ben@customer.example'
  provider.signIns = []
  await story.write({ from, to: story.project.address, subject: 'A direct one' })
  await next(from)
  const issue = (await story.issues()).find(candidate => candidate.service_desk_reply_to === from)
  await story.api(url, { method: 'PUT', body: { custom_email_enabled: false } })
  await story.api(`/projects/${story.project.id}/issues/${issue?.iid}/notes`, {
    body: { body: 'By the desk.' },
  })
  const byDesk = await story.mailTo(from)
  assert.doesNotMatch(addressIn(byDesk, 'From'), /example\.com/)
  await story.api(url, { method: 'PUT', body: { custom_email_enabled: true } })
  // The password was changed at the provider, and nobody told the desk.
  provider.password = 'another one'
  for (const socket of provider.connections()) socket.destroy()
  await story.api(`/projects/${story.project.id}/issues/${issue?.iid}/notes`, { body: { body: 'It waits.' } })
  const waiting = await eventually(async () => {
    const mails = await story.api<{ state: string; last_error: string | null; recipient: string }[]>(
      `/projects/${story.project.id}/outbox?state=queued&recipient=${from}`,
    )
    return mails.find(mail => mail.last_error !== null)
  }, 'the mail waits')
  assert.match(waiting.last_error ?? '', /not accepted/)
  assert.equal(story.sink.mails.filter(mail => mail.to.includes(from)).length, 1)
})
