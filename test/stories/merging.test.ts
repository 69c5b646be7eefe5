// Do mails still find their way after tickets were merged, notes split off, and requesters put right?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '../support/desk-process.ts'
import { headerOf, type SunkMail } from '../support/smtp-sink.ts'
import { addressIn, type Issue, type Note, type Story, startStory } from '../support/story.ts'

let story: Story
before(async () => {
  story = await startStory()
})
after(() => story[Symbol.asyncDispose]())

const path = () => `/projects/${story.project.id}/issues`

/** A mail that becomes a ticket, and its acknowledgement. */
async function ticketOf(from: string, subject: string, more: { text?: string; messageId?: string } = {}) {
  await story.write({ from, to: story.project.address, subject, text: `About ${subject}.`, ...more })
  const thanks = await story.mailTo(from)
  const issue = (await story.issues()).find(
    one => one.service_desk_reply_to === from && one.title === subject,
  )
  assert.ok(issue)
  return { issue, thanks }
}
const say = (iid: number, body: string) => story.api<Note>(`${path()}/${iid}/notes`, { body: { body } })
const saidOn = (iid: number, words: string) =>
  eventually(
    async () => (await story.notes(iid)).find(note => note.body.includes(words)),
    `"${words}" on #${iid}`,
  )
const answerTo = (mail: SunkMail, from: string, text: string) =>
  story.write({
    from,
    to: addressIn(mail, 'Reply-To'),
    subject: headerOf(mail, 'Subject') ?? '',
    inReplyTo: headerOf(mail, 'Message-ID') ?? '',
    text,
  })

test('after a merge every mail of either ticket leads to the one that stays, and each customer is answered once', async () => {
  const [anna, ben] = ['anna@customer.example', 'ben@customer.example']
  const kept = await ticketOf(anna, 'The export is empty')
  const gone = await ticketOf(ben, 'Export broken', { messageId: '<ben-1@customer.example>' })
  await say(gone.issue.iid, 'We are looking, Ben.')
  const answer = await story.mailTo(ben, [gone.thanks])

  const merged = await story.api<Issue>(`${path()}/${gone.issue.iid}/merge`, {
    body: { target_issue_iid: kept.issue.iid },
  })
  assert.equal(merged.iid, kept.issue.iid)
  const old = await story.api<Issue & { merged_into_id: number }>(`${path()}/${gone.issue.iid}`)
  assert.deepEqual([old.state, old.merged_into_id], ['closed', kept.issue.id])

  const { iid } = kept.issue
  await answerTo(gone.thanks, ben, 'To the acknowledgement.')
  await saidOn(iid, 'To the acknowledgement.')
  await answerTo(answer, ben, 'To the answer.')
  await saidOn(iid, 'To the answer.')
  await story.write({
    from: ben,
    to: story.project.address,
    inReplyTo: '<ben-1@customer.example>',
    text: 'To my own mail.',
  })
  await saidOn(iid, 'To my own mail.')
  await story.write({
    from: ben,
    to: story.project.address,
    subject: `Again (#${gone.issue.iid})`,
    text: 'By number.',
  })
  await saidOn(iid, 'By number.')
  await answerTo(kept.thanks, anna, 'Mine as well.')
  await saidOn(iid, 'Mine as well.')

  await say(iid, 'It is repaired.')
  for (const address of [anna, ben])
    await story.sink.waitFor(1, mail => mail.to.includes(address) && mail.text.includes('It is repaired.'))
  const told = story.sink.mails.filter(
    mail => mail.text.includes('It is repaired.') && /customer/.test(mail.to[0] ?? ''),
  )
  assert.deepEqual(told.map(mail => mail.to[0]).toSorted(), [anna, ben])
  const toBen = told.find(mail => mail.to.includes(ben))
  const bens = headerOf(toBen as SunkMail, 'References') ?? ''
  // Each in the own thread: a mail program that goes by subjects finds it, and nobody reads the other's.
  assert.equal(headerOf(toBen as SunkMail, 'Subject'), `Re: Export broken (#${iid})`)
  const toAnna = told.find(mail => mail.to.includes(anna))
  assert.equal(headerOf(toAnna as SunkMail, 'Subject'), `Re: The export is empty (#${iid})`)
  assert.match(bens, /<ben-1@customer\.example>/, 'his own mails make his thread')
  assert.ok(!bens.includes(headerOf(kept.thanks, 'Message-ID') ?? 'x'), 'hers are not named to him')
  assert.ok(
    (await story.notes(iid)).some(note => note.body.includes('About Export broken.')),
    'his first words',
  )
})

test('what is written beside /merge_into is mailed to those of the merged ticket alone, and their answer goes to the target', async () => {
  const [gil, hal] = ['gil@customer.example', 'hal@customer.example']
  const kept = await ticketOf(gil, 'The phone')
  const gone = await ticketOf(hal, 'Phones')
  await say(gone.issue.iid, `We go on elsewhere, Hal.\n\n/merge_into #${kept.issue.iid}`)
  const mail = await story.mailTo(hal, [gone.thanks])
  assert.match(mail.text, /We go on elsewhere, Hal\./)
  await answerTo(mail, hal, 'Fine with me.')
  await saidOn(kept.issue.iid, 'Fine with me.')
  // Gil gets what is said from then on, and got nothing of what was said to Hal before.
  const next = await story.mailTo(gil, [kept.thanks])
  assert.match(next.text, /Fine with me\./)
  assert.ok(!story.sink.mails.some(one => one.to.includes(gil) && one.text.includes('We go on elsewhere')))
})

test('answers to a mail that was split off come to the new ticket, those to the rest stay', async () => {
  const dora = 'dora@customer.example'
  const { issue, thanks } = await ticketOf(dora, 'The lamp')
  await story.write({
    from: dora,
    to: addressIn(thanks, 'Reply-To'),
    messageId: '<heater@customer.example>',
    subject: 'Re: The lamp',
    text: 'And the heater is cold.',
  })
  const note = await saidOn(issue.iid, 'And the heater is cold.')
  const fresh = await story.api<Issue & { web_url: string }>(
    `${path()}/${issue.iid}/notes/${note.id}/split`,
    {
      body: { title: 'The heater' },
    },
  )
  assert.deepEqual([fresh.title, fresh.service_desk_reply_to], ['The heater', dora])
  await story.write({
    from: dora,
    to: story.project.address,
    inReplyTo: '<heater@customer.example>',
    text: 'Ice cold!',
  })
  await saidOn(fresh.iid, 'Ice cold!')
  await answerTo(thanks, dora, 'The lamp is dark still.')
  await saidOn(issue.iid, 'The lamp is dark still.')
  await say(fresh.iid, 'The heater comes tomorrow.')
  const [mail] = await story.sink.waitFor(
    1,
    one => one.to.includes(dora) && one.text.includes('The heater comes tomorrow.'),
  )
  assert.match(
    headerOf(mail as SunkMail, 'References') ?? headerOf(mail as SunkMail, 'In-Reply-To') ?? '',
    /heater@/,
  )
  const origin = await story.api<{ author: string }>(`${path()}/${fresh.iid}/inbox`)
  assert.equal(origin.author, dora, 'the mail is the new ticket’s')
})

const forwarded = `FYI, please help her.

---------- Forwarded message ---------
From: Eve Ember <eve@customer.example>
Date: Tue, 3 Mar 2026 at 09:12
Subject: My order
To: <clerk@company.example>

Where is it?
`

test('a colleague’s forward: the customer becomes the requester after a person has checked it, and mails go there alone', async () => {
  const [clerk, eve] = ['clerk@company.example', 'eve@customer.example']
  const { issue, thanks } = await ticketOf(clerk, 'Fwd: My order', { text: forwarded })
  const at = `${path()}/${issue.iid}/requester`
  const { suggestion } = await story.api<{ suggestion: object }>(at)
  assert.deepEqual(suggestion, { email: eve, name: 'Eve Ember', read_from: 'text', by_member: false })
  const change = (body: object) => story.api<{ undo: object }>(at, { method: 'PUT', body })
  await assert.rejects(change({ email: eve }), /confirmed=true/)
  await assert.rejects(change({ email: story.project.address }), /address of this desk/)
  await assert.rejects(change({ email: 'eve@nowhere' }), /not an e-mail address/)
  const { undo } = await change({ email: eve, name: 'Eve Ember', confirmed: true })
  await say(issue.iid, 'It is on its way.')
  const mail = await story.mailTo(eve)
  assert.match(mail.text, /It is on its way\./, 'nothing went there before the answer')
  await answerTo(mail, eve, 'Thank you!')
  await saidOn(issue.iid, 'Thank you!')
  const toClerk = () => story.sink.mails.filter(one => one.to.includes(clerk) && one !== thanks)
  assert.deepEqual(toClerk(), [])
  await change(undo)
  await say(issue.iid, 'Back to the clerk.')
  assert.match((await story.mailTo(clerk, [thanks])).text, /Back to the clerk\./)
  const told = (await story.notes(issue.iid)).filter(note => note.system).map(note => note.body)
  assert.ok(told.includes(`changed the requester from ${clerk} to ${eve}`))
})

test('a mail that is attached to a forward names the customer, without a text to be trusted', async () => {
  const inner =
    'From: Finn <finn@customer.example>\r\nTo: clerk@company.example\r\nSubject: Bill\r\n\r\nToo high.\r\n'
  const raw = [
    'From: clerk@company.example',
    `To: ${story.project.address}`,
    'Subject: Fwd: Bill',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'See the attached mail.',
    '--b',
    'Content-Type: message/rfc822',
    'Content-Disposition: attachment; filename="Bill.eml"',
    '',
    inner,
    '--b--',
    '',
  ].join('\r\n')
  await story.write({ from: 'clerk@company.example', to: story.project.address, raw })
  const issue = await eventually(
    async () => (await story.issues()).find(one => one.title === 'Fwd: Bill'),
    'the ticket',
  )
  const { suggestion } = await story.api<{ suggestion: object }>(`${path()}/${issue.iid}/requester`)
  assert.deepEqual(suggestion, {
    email: 'finn@customer.example',
    name: 'Finn',
    read_from: 'attachment',
    by_member: false,
  })
})
