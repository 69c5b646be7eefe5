import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { transaction } from '#db'
import { type Intake, intake, letter, type Row } from '../../../test/support/intake.ts'
import { inbox, outcomes, process, type Reason, receive } from './index.ts'
import { limits } from './limits.ts'

// testdata/mail/inbound/<reason>/<situation>.eml. The samples know a ticket #1 of jane@customer.example, opened by
// <first@customer.example>, and reply keys that are one digit 32 times.
const folder = join(import.meta.dirname, '../../../testdata/mail/inbound')
const reasons = Object.keys(outcomes) as Reason[]
const identity = { id: 'samples', secret: 'a secret for samples' }
/** The signature of this id is made with the secret above. */
const ownMessageId = /Message-ID: <([0-9a-f]{24}\.[0-9a-f]{24}@desk\.example)>/

test('each reason has a sample mail, and each sample a reason', () => {
  assert.deepEqual(readdirSync(folder).sort(), [...reasons].sort())
  for (const reason of reasons) assert.ok(readdirSync(join(folder, reason)).length > 0, reason)
})

test('the sender of a refused mail is told something, of all others nothing', () => {
  for (const reason of reasons) {
    const { ending, sentence } = outcomes[reason]
    assert.equal(sentence !== null, ending === 'refused', reason)
  }
})

/** What must have happened before the sample comes. */
const before: Partial<Record<Reason, (desk: Intake, sample: string) => Promise<unknown>>> = {
  duplicate: (desk, sample) => arrive(desk, sample),
  custom_email_verification: desk =>
    desk.ask(
      `insert into service_desk_custom_emails (project_id, email, smtp_address, smtp_port, smtp_username, smtp_password,
         verification_state, verification_token, verification_started_at)
       values (1, 'support@example.com', 'smtp.example.com', 587, 'support', 'locked', 'started',
         encode(sha256('0123456789abcdef0123456789abcdef'), 'hex'), now())`,
    ),
  service_desk_off: desk =>
    desk.ask('update service_desk_settings set service_desk_enabled = false where project_id = 1'),
  too_many_from_sender: async desk => {
    for (const words of ['one', 'two']) await arrive(desk, letter({}, words))
  },
  too_many_to_project: async desk => {
    for (const words of ['one', 'two'])
      await arrive(desk, letter({ From: `${words}@customer.example` }, words))
  },
  same_words: async (desk, sample) => {
    for (const number of [1, 2])
      await arrive(desk, sample.replace('Message-ID: <', `Message-ID: <${number}.`))
  },
}

const limitsFor: Partial<Record<Reason, object>> = {
  too_large: { mail_bytes: 6000 },
  too_many_from_sender: { mails_per_sender_and_hour: 3 },
  too_many_to_project: { mails_per_project_and_hour: 3 },
  too_many_hops: { received_lines: 20 },
}

async function arrive(desk: Intake, raw: string): Promise<Row | undefined> {
  const [row] = await desk.take(raw, { ingress: 'pipe', recipients: [], mailFrom: null })
  return row
}

async function fixture(reason: Reason): Promise<Intake> {
  const config = { trusted_relays: ['mx.desk.example'] }
  const desk = await intake({ identity, config, ...(limitsFor[reason] && { limits: limitsFor[reason] }) })
  await desk.take(
    letter({ 'Message-ID': '<first@customer.example>', From: 'Jane Doe <jane@customer.example>' }),
  )
  const id = ownMessageId.exec(
    readFileSync(join(folder, 'own_mail/our-own-thank-you-comes-back.eml'), 'utf8'),
  )?.[1]
  const keys = [
    ['1', 1, 'jane@customer.example', null, '1 day'],
    ['2', 1, 'root@people.example', desk.root.id, '1 day'],
    ['3', 1, 'jane@customer.example', null, '-1 day'],
    ['4', null, 'jane@customer.example', null, '1 day'],
    ['6', 1, 'jane@customer.example', null, '1 day'],
  ]
  for (const [digit, issue, recipient, user, good] of keys)
    await desk.ask(
      `insert into reply_keys (key, issue_id, recipient, user_id, expires_at)
       values (repeat($1, 32), $2, $3, $4, now() + $5::interval)`,
      [digit, issue, recipient, user, good],
    )
  await desk.ask(
    `insert into outbox (kind, project_id, issue_id, recipient, message_id, subject, reply_key, state)
     values ('new_note', 1, 1, 'jane@customer.example', $1, 'Re: x', repeat('6', 32), 'sent')`,
    [id],
  )
  return desk
}

for (const reason of reasons) {
  for (const name of readdirSync(join(folder, reason))) {
    test(`${reason}: ${name.replace('.eml', '').replaceAll('-', ' ')}`, async () => {
      await using desk = await fixture(reason)
      const sample = readFileSync(join(folder, reason, name), 'utf8')
      await before[reason]?.(desk, sample)
      const row = await end(desk, reason, sample)
      assert.deepEqual([row?.ending, row?.reason], [outcomes[reason].ending, reason], JSON.stringify(row))
      assert.ok(row?.why.rule && row.why.evidence, 'the row says why')
      const told = await desk.ask('select recipient, data from outbox where inbox_id = $1', [row.id])
      assert.equal(told.length, outcomes[reason].ending === 'refused' ? 1 : 0)
    })
  }
}

async function end(desk: Intake, reason: Reason, sample: string): Promise<Row | undefined> {
  if (reason === 'failed') return fail(desk, sample)
  const row = await arrive(desk, sample)
  if (reason !== 'discarded' || !row) return row
  await transaction(desk.db, tx => inbox.discard(tx, { id: row.id, by: desk.root }))
  return desk.row(row.id)
}

/** A disk that is full fails the mail again and again, until the tries are used up. */
async function fail(desk: Intake, sample: string): Promise<Row | undefined> {
  const put = () => Promise.reject(new Error('ENOSPC: no space left on device'))
  const full = { ...desk, storage: { ...desk.storage, put } }
  const envelope = { ingress: 'pipe', recipients: [], mailFrom: null } as const
  const { accepted } = await receive(desk, Buffer.from(sample), envelope)
  const inboxId = accepted[0]?.inboxId ?? 0
  for (let tries = 1; tries < limits.tries; tries++)
    await assert.rejects(process(full, { inboxId }), /ENOSPC/)
  const waiting = await desk.row(inboxId)
  assert.deepEqual([waiting.ending, waiting.attempts], [null, limits.tries - 1])
  assert.match(waiting.last_error ?? '', /ENOSPC/)
  await process(full, { inboxId })
  return desk.row(inboxId)
}
