// Does mail by way of a project's own address become what it should, and nobody else's?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { projects } from '#projects'
import { openSecrets } from '#secrets'
import { createUser } from '#users'
import { type Intake, intake, letter, type Row } from '../../../test/support/intake.ts'
import { process, receive } from './index.ts'

const input = {
  custom_email: 'Support@Example.com',
  smtp_address: 'smtp.example.com',
  smtp_port: 587,
  smtp_username: 'support',
  smtp_password: 'a password',
}

/** Begins to verify `support@example.com` for the first project, or for another one. */
async function begin(
  desk: Intake,
  { id = desk.widget.id, email = input.custom_email } = {},
): Promise<string> {
  const secrets = await openSecrets(desk.config)
  const { token } = await transaction(desk.db, tx =>
    projects.customEmail.create(tx, desk.root, id, { ...input, custom_email: email }, { ...desk, secrets }),
  )
  return token
}

const returned = (token: string, headers: Record<string, string> = {}) =>
  letter(
    { From: 'support@example.com', To: 'support+verify@example.com', Subject: 'Verification', ...headers },
    `Verification token: ${token}`,
  )

const state = async (desk: Intake) => {
  const [row] = await desk.ask<{ state: string; error: string | null; enabled: boolean }>(
    `select verification_state as state, verification_error as error, enabled
     from service_desk_custom_emails where project_id = 1`,
  )
  return row
}

async function inUse(desk: Intake): Promise<void> {
  await desk.take(returned(await begin(desk)))
  const secrets = await openSecrets(desk.config)
  await transaction(desk.db, tx =>
    projects.customEmail.update(tx, desk.root, 1, { custom_email_enabled: true }, { ...desk, secrets }),
  )
}

const key = 'a'.repeat(32)
/** A ticket of Jane, and the key of a mail that she got about it. */
async function ticket(desk: Intake): Promise<number> {
  const [row] = await desk.take(letter({ To: 'support@example.com' }))
  await desk.ask(
    `insert into reply_keys (key, issue_id, recipient, expires_at)
     values ($1, $2, 'jane@customer.example', now() + interval '1 day')`,
    [key, row?.issue_id],
  )
  return row?.issue_id ?? 0
}

const told = (desk: Intake) =>
  desk.ask<{ recipient: string; subject: string }>(
    "select recipient, subject from outbox where kind = 'custom_email_verification' order by id",
  )
const headersOnly = { ingress: 'imap', recipients: [], mailFrom: null } as const
const ends = (rows: Row[]) => rows.map(({ ending, reason }) => [ending, reason])

test('the mail that comes back verifies the address and becomes no ticket; whoever began it is told', async () => {
  await using desk = await intake()
  const rows = await desk.take(returned(await begin(desk)))
  assert.deepEqual(ends(rows), [['ignored', 'custom_email_verification']])
  assert.equal(rows[0]?.why.verification, 'finished')
  assert.deepEqual(await state(desk), { state: 'finished', error: null, enabled: false })
  assert.deepEqual(await told(desk), [
    { recipient: 'root@people.example', subject: 'Support@Example.com is verified' },
  ])
  assert.deepEqual(await desk.ask('select from issues'), [])
})

test('it is known by its address alone, however it came: in the envelope, or without one', async () => {
  for (const [headers, envelope] of [
    [{}, { recipients: ['support+verify@example.com'] }],
    [{ 'Delivered-To': 'incoming+acme-widget-1-issue-@desk.example' }, headersOnly],
    [{ To: 'Support <SUPPORT+VERIFY@Example.Com>' }, headersOnly],
    [{ To: 'somebody@example.com', 'X-Original-To': 'support+verify@example.com' }, {}],
  ] as const) {
    await using desk = await intake()
    await desk.take(returned(await begin(desk), headers), envelope)
    assert.equal((await state(desk))?.state, 'finished', JSON.stringify(headers))
  }
})

test('what is wrong with it is named, and the first failure counts', async () => {
  for (const [reason, change, envelope] of [
    ['incorrect_token', (token: string) => returned(token.replaceAll(/[0-9a-f]/g, '1')), {}],
    ['incorrect_from', (token: string) => returned(token, { From: 'list@example.com' }), {}],
    ['incorrect_forwarding_target', returned, { recipients: ['incoming+acme-gadget-2-issue-@desk.example'] }],
    [
      'incorrect_forwarding_target',
      (token: string) => returned(token, { 'Delivered-To': 'incoming+acme-gadget-2-issue-@desk.example' }),
      headersOnly,
    ],
  ] as const) {
    await using desk = await intake()
    const token = await begin(desk)
    await desk.take(change(token), envelope)
    assert.deepEqual(await state(desk), { state: 'failed', error: reason, enabled: false })
    assert.equal((await told(desk))[0]?.subject, 'Support@Example.com could not be verified')
    await desk.take(returned(token))
    assert.equal((await state(desk))?.error, reason, 'a right one afterwards changes nothing')
    assert.deepEqual(await desk.ask('select from issues'), [])
  }
})

test('a mail that comes back after half an hour is too late', async () => {
  await using desk = await intake()
  const raw = Buffer.from(returned(await begin(desk)).replaceAll('\n', '\r\n'))
  const { accepted } = await receive(desk, raw, { ...headersOnly, recipients: [desk.widget.address] })
  const clock = () => new Date(Date.now() + 31 * 60_000)
  await process({ ...desk, clock }, { inboxId: accepted[0]?.inboxId ?? 0 })
  assert.equal((await state(desk))?.error, 'mail_not_received_within_timeframe')
})

test('its Maintainers are told as well, but for those who want no mail', async () => {
  await using desk = await intake()
  await transaction(desk.db, async tx => {
    for (const [username, level, notification] of [
      ['mia', 40, 'watch'],
      ['mute', 40, 'disabled'],
      ['dev', 30, 'watch'],
    ] as const) {
      const email = `${username}@people.example`
      const { id } = await createUser(tx, { username, name: username, email })
      await tx.insertInto('members').values({ user_id: id, project_id: 1, access_level: level }).execute()
      await tx.updateTable('users').set({ notification_level: notification }).where('id', '=', id).execute()
    }
  })
  await desk.take(returned(await begin(desk)))
  const recipients = (await told(desk)).map(({ recipient }) => recipient)
  assert.deepEqual(recipients, ['root@people.example', 'mia@people.example'])
})

test('mail to the address opens tickets once it is in use, by the envelope or by the header', async () => {
  await using desk = await intake()
  const direct = { recipients: ['support@example.com'] }
  await begin(desk)
  assert.deepEqual(ends(await desk.take(letter(), direct)), [['held', 'not_ours']])
  await desk.ask(
    "update service_desk_custom_emails set verification_state = 'finished', verification_token = null, enabled = true",
  )
  assert.deepEqual(ends(await desk.take(letter(), direct)), [['ticket_opened', 'new_ticket']])
  const byHeader = letter({ To: 'Support <support@example.com>', From: 'Ben <ben@customer.example>' })
  assert.deepEqual(ends(await desk.take(byHeader, headersOnly)), [['ticket_opened', 'new_ticket']])
})

test('an answer that the mailbox forwards finds its ticket by the key in its header', async () => {
  await using desk = await intake()
  await inUse(desk)
  const issue = await ticket(desk)
  const answer = letter({ To: `support+${key}@example.com`, Subject: 'Re: The printer' }, 'Now it prints.')
  for (const envelope of [{}, headersOnly, { recipients: [`support+${key}@example.com`] }]) {
    const raw = answer.replace(/Message-ID: <[^>]*>/, `Message-ID: <${Math.random()}@customer.example>`)
    const [row] = await desk.take(raw.replace('Now', `Now ${JSON.stringify(envelope)}`), envelope)
    assert.deepEqual([row?.ending, row?.issue_id], ['note_added', issue])
  }
  const [wish] = await desk.take(letter({ To: `support+${key}-unsubscribe@example.com` }, 'unsubscribe'))
  assert.equal(wish?.ending, 'unsubscribed')
})

test('a key of another project in the header leads nowhere', async () => {
  await using desk = await intake()
  await inUse(desk)
  await ticket(desk)
  const foreign = letter({ To: `support+${key}@example.com` }, 'Another thing.')
  const [row] = await desk.take(foreign, { recipients: [desk.other.address] })
  assert.deepEqual([row?.ending, row?.project_id], ['ticket_opened', desk.other.id])
})

test('the own address takes no part in tickets of its project, but elsewhere it is anybody’s', async () => {
  await using desk = await intake()
  await inUse(desk)
  await desk.ask('update service_desk_settings set add_external_participants_from_cc = true')
  const copied = { Cc: 'support@example.com, colleague@customer.example' }
  const emails = async (issue: number | null | undefined) =>
    (
      await desk.ask<{ email: string }>(
        'select email from issue_email_participants where issue_id = $1 order by email',
        [issue],
      )
    ).map(({ email }) => email)
  const [own] = await desk.take(letter(copied))
  assert.deepEqual(await emails(own?.issue_id), ['colleague@customer.example', 'jane@customer.example'])
  const toOther = letter({ ...copied, To: desk.other.address, From: 'Ben <ben@customer.example>' })
  const [other] = await desk.take(toOther, { recipients: [desk.other.address] })
  assert.deepEqual(await emails(other?.issue_id), [
    'ben@customer.example',
    'colleague@customer.example',
    'support@example.com',
  ])
})

test('nobody gets the mail of another project by entering an address that stands in its header', async () => {
  await using desk = await intake()
  await begin(desk, { id: desk.other.id, email: 'help@corp.example' })
  await desk.ask(
    "update service_desk_custom_emails set verification_state = 'finished', verification_token = null, enabled = true",
  )
  for (const headers of [
    { To: 'help@corp.example', 'Delivered-To': desk.widget.address },
    { To: desk.widget.address, Cc: 'help@corp.example' },
  ]) {
    const rows = await desk.take(letter(headers), headersOnly)
    assert.deepEqual(
      rows.map(row => row.project_id),
      [desk.widget.id],
    )
  }
  const [both] = await desk.take(
    letter({ To: `help@corp.example, ${desk.widget.address}`, 'Delivered-To': desk.other.address }),
    headersOnly,
  )
  assert.equal(both?.project_id, desk.other.id)
})
