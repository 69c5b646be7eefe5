// Do customers read what stands in the project's repository, whatever stands in it and whatever they wrote?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { parseMessage } from '#mail/message'
import { pushFiles } from '../../../test/support/code.ts'
import { type MailDesk, startMailDesk } from '../../../test/support/mail-desk.ts'
import {
  addEvent,
  addIssue,
  addNote,
  addParticipant,
  addProject,
  addUser,
} from '../../../test/support/rows.ts'
import { headerOf } from '../../../test/support/smtp-sink.ts'

let mail: MailDesk
let agent: number
before(async () => {
  mail = await startMailDesk()
  agent = await addUser(mail.database.db, { name: 'Ada Agent' })
})
beforeEach(() => {
  mail.sink.mails.length = 0
})
after(() => mail[Symbol.asyncDispose]())

/** Each customer writes once: more would be thanked no more. */
let customers = 0
const file = (kind: string) => `.gitlab/service_desk_templates/${kind}.md`

async function ticket(
  customer_text = 'It <b>burns</b>, see %{ISSUE_ID}',
  of?: Awaited<ReturnType<typeof addProject>>,
) {
  const { db } = mail.database
  const project = of ?? (await addProject(db))
  const ids = { project_id: project.id, author_id: mail.botId }
  const iid = 12
  const id = await addIssue(db, { ...ids, iid, confidential: true, service_desk: true, customer_text })
  await addParticipant(db, id, `ann${++customers}@customer.example`, { name: 'Ann' })
  return { id, project }
}
type Ticket = Awaited<ReturnType<typeof ticket>>

const push = ({ project }: Pick<Ticket, 'project'>, kind: string, text: string | null) =>
  pushFiles(mail.desk.repositories, project, { [file(kind)]: text, README: 'x' })

/** The mail that the event brings to Ann. */
async function mailed({ id, project }: Ticket, kind: string, more: { note_id?: number } = {}) {
  const ids = { project_id: project.id, issue_id: id, actor_id: mail.botId, ...more }
  const data = { announce: { acknowledge: true } }
  const before = mail.sink.mails.length
  await mail.send(await mail.announce(await addEvent(mail.database.db, { kind, ...ids, data })))
  const sent = mail.sink.mails[before]
  assert.ok(sent, 'a mail has left')
  const { text, html } = await parseMessage(sent.raw)
  return { sent, text, html: html ?? '' }
}

const thanked = (of: Ticket) => mailed(of, 'issue_opened')

async function noted(of: Ticket, body: string) {
  const ids = { project_id: of.project.id, issue_id: of.id, author_id: agent }
  return mailed(of, 'note_added', { note_id: await addNote(mail.database.db, { ...ids, body }) })
}

test('push a template, and the next mail has its text; empty or remove it, and it has the built-in one', async () => {
  const { project } = await ticket()
  const next = async () => {
    const { db } = mail.database
    const id = await addIssue(db, { project_id: project.id, author_id: mail.botId, service_desk: true })
    await addParticipant(db, id, `ann${++customers}@customer.example`)
    return (await thanked({ id, project })).text
  }
  assert.match(await next(), /^Thank you for your message\. We keep it as request #/)
  await push({ project }, 'thank_you', 'Dear customer, **welcome** to %{ISSUE_ID}.')
  assert.match(await next(), /^Dear customer, \*\*welcome\*\* to #\d+\.\s/)
  await push({ project }, 'thank_you', ' \n')
  assert.match(await next(), /^Thank you for your message/)
  await push({ project }, 'thank_you', 'Again')
  assert.match(await next(), /^Again\s/)
  await push({ project }, 'thank_you', null)
  assert.match(await next(), /^Thank you for your message/)
})

test('all nine placeholders are filled, the customer as she typed, and nothing of the mail itself is lost', async () => {
  const { db } = mail.database
  const settings = {
    header_message: 'Head **bold**',
    footer_message: 'Foot',
    email_additional_text: 'Acme <Ltd>',
  }
  for (const [key, value] of Object.entries(settings))
    await db
      .insertInto('instance_settings')
      .values({ key, value: JSON.stringify(value) })
      .execute()
  const of = await ticket('# It <b>burns</b>\n%{ISSUE_URL} ![x](https://spy.example/x.png)\n```')
  await push(
    of,
    'new_note',
    `%{SYSTEM_HEADER}

%{ ISSUE_ID } %{ISSUE_PATH} %{ISSUE_URL} [stop](%{UNSUBSCRIBE_URL}) %{NOBODY}

%{NOTE_TEXT}

> %{ISSUE_DESCRIPTION}

%{ADDITIONAL_TEXT}
%{SYSTEM_FOOTER}
`,
  )
  const { sent, text, html } = await noted(of, 'Try **water**, `%{ISSUE_ID}`\n\n```\nopen')
  const path = `${of.project.path}#12`
  const url = `https://desk.example/${of.project.path}/-/issues/12`
  assert.ok(
    text.startsWith(`Head **bold**\n\n#12 ${path} ${url} [stop](https://desk.example/-/sent_notifications/`),
  )
  assert.match(text, /\) %\{NOBODY\}\n\nTry \*\*water\*\*, `%\{ISSUE_ID\}`\n\n```\nopen\n\n/)
  assert.match(
    text,
    /\n> # It <b>burns<\/b>\n> %\{ISSUE_URL\} !\[x\]\(https:\/\/spy\.example\/x\.png\)\n> ```\n\n/,
  )
  assert.match(text, /\nAcme <Ltd>\nFoot\n\n-- \nAnswer this mail.*\n.*#12\nNo more mail about this: https:/)
  for (const piece of [
    'Head <strong>bold</strong>',
    'Try <strong>water</strong>, <code>%{ISSUE_ID}</code>',
    '# It &#60;b&#62;burns&#60;/b&#62;',
    '%{ISSUE_URL}',
    'Acme &#60;Ltd&#62;',
    'No more mail about this',
  ])
    assert.ok(html.includes(piece), `${piece} in ${html}`)
  assert.doesNotMatch(html, /<img|<b>|<h1/)
  for (const header of ['Message-ID', 'Reply-To', 'List-Unsubscribe', 'List-Id'])
    assert.ok(headerOf(sent, header), header)
  await db.deleteFrom('instance_settings').where('key', 'in', Object.keys(settings)).execute()
})

test('a template that is a fence without end, or a comment, takes neither the footer nor what comes behind it', async () => {
  const of = await ticket()
  await push(of, 'thank_you', '<!-- for us -->\n```\nopen fence %{ISSUE_ID}\n<div style="display:none"><!--')
  const { text, html } = await thanked(of)
  assert.doesNotMatch(text, /for us/)
  assert.match(text, /open fence #12/)
  assert.match(text, /No more mail about this: https:/)
  assert.match(html, /&lt;div/)
  assert.match(html, /<\/pre>[\s\S]*No more mail about this/)
})

test('each kind of mail has its file', async () => {
  const project = await addProject(mail.database.db)
  const { db } = mail.database
  await db
    .insertInto('service_desk_settings')
    .values({ project_id: project.id, mail_on_close: true })
    .execute()
  const kinds = {
    thank_you: 'issue_opened',
    closed: 'issue_closed',
    reopened: 'issue_reopened',
  }
  for (const kind of Object.keys(kinds)) await push({ project }, kind, `This is ${kind}`)
  const of = await ticket('x', project)
  for (const [kind, event] of Object.entries(kinds))
    assert.match((await mailed(of, event)).text, new RegExp(`^This is ${kind}\\s`))
})

test('a group and the desk may have texts for all below them; the nearest one counts', async () => {
  const { db } = mail.database
  const of = await ticket()
  const shared = await addProject(db)
  const desk = await addProject(db)
  await push({ project: desk }, 'thank_you', 'From the desk')
  await db
    .insertInto('instance_settings')
    .values({ key: 'file_template_project_id', value: `${desk.id}` })
    .execute()
  const next = async () => {
    const id = await addIssue(db, { project_id: of.project.id, author_id: mail.botId, service_desk: true })
    await addParticipant(db, id, `ann${++customers}@customer.example`)
    return (await thanked({ id, project: of.project })).text.split('\n')[0]
  }
  assert.equal(await next(), 'From the desk')
  await push({ project: shared }, 'thank_you', 'From the group')
  const group = { namespace_id: of.project.namespaceId, project_id: shared.id }
  await db.insertInto('template_projects').values(group).execute()
  // It lies in another group: whoever left takes no part any more.
  assert.equal(await next(), 'From the desk')
  await db
    .updateTable('projects')
    .set({ namespace_id: group.namespace_id })
    .where('id', '=', shared.id)
    .execute()
  assert.equal(await next(), 'From the group')
  await push(of, 'thank_you', 'Our own')
  assert.equal(await next(), 'Our own')
  await db.updateTable('projects').set({ default_branch: 'trunk' }).where('id', '=', of.project.id).execute()
  assert.equal(await next(), 'From the group')
  await db.deleteFrom('instance_settings').where('key', '=', 'file_template_project_id').execute()
})

test('a repository that cannot be read holds up no mail: it has the built-in text', async () => {
  const of = await ticket()
  await push(of, 'thank_you', 'Ours')
  const { path } = await mail.desk.repositories.open({ ...of.project, default_branch: 'main' })
  writeFileSync(join(path, 'refs/heads/main'), `${'1'.repeat(40)}\n`)
  assert.match((await thanked(of)).text, /^Thank you for your message/)
})
