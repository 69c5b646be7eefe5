// Does mail of a project with an address of its own leave by its own server alone, and never cost others theirs?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '#db'
import { hosts } from '#kernel'
import { projects } from '#projects'
import { type MailDesk, startMailDesk } from '../../../../test/support/mail-desk.ts'
import { type MailProvider, startMailProvider } from '../../../../test/support/mail-provider.ts'
import { addIssue, addParticipant, addProject, addUser } from '../../../../test/support/rows.ts'
import { deliver } from '../deliver.ts'
import { queueWaiting } from '../outbox.ts'
import { writeMails } from '../write.ts'
import { settingsOf } from './server.ts'
import { inTurn } from './turns.ts'

const secrets = { seal: (text: string) => text, open: (text: string) => text }
const custom = {
  projectId: 1,
  email: 'support@example.com',
  address: '93.184.215.14',
  port: 587,
  username: 'support',
  password: 'locked',
  authentication: null,
}

test('over the open net the password goes encrypted or not at all, and only to the address that was checked', async () => {
  const config = { custom_email: { allow_private_hosts: false } }
  const open = await settingsOf({ secrets, config }, custom)
  assert.deepEqual(
    [open.pinned, open.enable_starttls, open.tls, open.openssl_verify_mode, open.password],
    ['93.184.215.14', true, false, 'peer', 'locked'],
  )
  const early = await settingsOf({ secrets, config }, { ...custom, port: 465 })
  assert.deepEqual([early.enable_starttls, early.tls], [false, true])
  await assert.rejects(
    settingsOf({ secrets, config }, { ...custom, address: 'localhost' }),
    /private network/,
  )
  const within = { custom_email: { allow_private_hosts: true } }
  const inner = await settingsOf({ secrets, config: within }, { ...custom, address: '127.0.0.1' })
  assert.deepEqual(
    [inner.pinned, inner.enable_starttls, inner.enable_starttls_auto],
    ['127.0.0.1', false, true],
  )
})

test('which addresses are of the public net', () => {
  for (const address of ['8.8.8.8', '93.184.215.14', '2606:4700::1111'])
    assert.equal(hosts.isInner(address), false, address)
  for (const address of [
    '172.31.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'ff02::1',
    'x',
  ])
    assert.equal(hosts.isInner(address), true, address)
})

test('servers that hang keep two places of one project, three of all, and no more', async () => {
  const hang = Promise.withResolvers<string>()
  const held = [inTurn(1, () => hang.promise), inTurn(1, () => hang.promise)]
  assert.equal(await inTurn(1, async () => 'sent'), null)
  held.push(inTurn(2, () => hang.promise))
  assert.equal(await inTurn(3, async () => 'sent'), null)
  hang.resolve('at last')
  assert.deepEqual(await Promise.all(held), ['at last', 'at last', 'at last'])
  assert.equal(await inTurn(1, async () => 'sent'), 'sent')
})

type Situation = {
  at: MailDesk
  provider: MailProvider
  projectId: number
  write(to: string): Promise<number>
}

async function situation(at: MailDesk, provider: MailProvider): Promise<Situation> {
  const { db } = at.database
  const project = await addProject(db)
  const author = await addUser(db)
  const person = { id: author, isAdmin: true } as never
  at.desk.config = { ...at.desk.config, custom_email: { allow_private_hosts: true } }
  const input = {
    custom_email: provider.user,
    smtp_address: provider.host,
    smtp_port: provider.port,
    smtp_username: provider.user,
    smtp_password: provider.password,
  }
  await transaction(db, tx => projects.customEmail.create(tx, person, project.id, input, at.desk))
  await sql`update service_desk_custom_emails set verification_state = 'finished', verification_token = null,
    enabled = true`.execute(db)
  const issueId = await addIssue(db, { project_id: project.id, author_id: author })
  const write = async (recipient: string) => {
    await addParticipant(db, issueId, recipient)
    const base = { eventId: null, inboxId: null, noteId: null, userId: null, inReplyTo: null, references: [] }
    const draft = {
      ...base,
      kind: 'new_participant' as const,
      projectId: project.id,
      issueId,
      recipient,
      recipientName: '',
      messageId: `${recipient}`,
      replyKey: null,
      subject: 'Re: It',
      data: {},
      automatic: true,
      notBefore: null,
    }
    const options = { keysExpireAt: new Date(), smtpConfigured: at.desk.config.smtp !== undefined }
    const [written] = await transaction(db, tx => writeMails(tx, [draft], options))
    return written?.id ?? assert.fail()
  }
  return { at, provider, projectId: project.id, write }
}

const rowOf = async ({ at }: Situation, id: number) => {
  const { rows } = await sql<{ state: string; attempts: number; last_error: string | null }>`
    select state, attempts, last_error from outbox where id = ${id}`.execute(at.database.db)
  return rows[0]
}

test('a desk without a server of its own sends what the project’s server takes', async () => {
  await using at = await startMailDesk({ smtp: false })
  await using provider = await startMailProvider('support@example.com')
  const here = await situation(at, provider)
  const id = await here.write('ann@customer.example')
  assert.equal((await rowOf(here, id))?.state, 'queued')
  await deliver(at.desk, { outboxId: id })
  assert.equal((await rowOf(here, id))?.state, 'sent')
  assert.equal(provider.mails[0]?.from, 'support@example.com')
  await sql`update service_desk_custom_emails set enabled = false`.execute(at.database.db)
  const late = await here.write('ben@customer.example')
  assert.equal((await rowOf(here, late))?.state, 'waiting')
  assert.equal(await queueWaiting(at.desk), 0)
  await sql`update service_desk_custom_emails set enabled = true`.execute(at.database.db)
  assert.equal(await queueWaiting(at.desk), 1)
})

test('a server that refuses to sign in, or a password that does not open, keeps the mail: it goes by no other', async () => {
  await using at = await startMailDesk()
  await using provider = await startMailProvider('support@example.com')
  const here = await situation(at, provider)
  provider.open = false
  const id = await here.write('ann@customer.example')
  await deliver(at.desk, { outboxId: id })
  const refused = await rowOf(here, id)
  assert.deepEqual([refused?.state, refused?.attempts], ['queued', 1])
  assert.match(refused?.last_error ?? '', /not accepted/)
  const other = await here.write('ben@customer.example')
  await sql`update service_desk_custom_emails set smtp_password = 'v1.x'`.execute(at.database.db)
  await deliver(at.desk, { outboxId: other })
  const locked = await rowOf(here, other)
  assert.equal(locked?.state, 'queued')
  assert.match(locked?.last_error ?? '', /enter it anew/)
  assert.deepEqual([provider.mails, at.sink.mails], [[], []])
})

test('a mail for which there is no place waits, without counting an attempt', async () => {
  await using at = await startMailDesk()
  await using provider = await startMailProvider('support@example.com')
  const here = await situation(at, provider)
  const hang = Promise.withResolvers<void>()
  const held = [1, 2].map(() => inTurn(here.projectId, () => hang.promise))
  const id = await here.write('ann@customer.example')
  await deliver(at.desk, { outboxId: id })
  assert.deepEqual(await rowOf(here, id), { state: 'queued', attempts: 0, last_error: null })
  hang.resolve()
  await Promise.all(held)
  await sql`update outbox set next_attempt_at = now() where id = ${id}`.execute(at.database.db)
  await deliver(at.desk, { outboxId: id })
  assert.equal((await rowOf(here, id))?.state, 'sent')
})
