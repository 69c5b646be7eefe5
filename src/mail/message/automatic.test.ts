// Which mails may be answered automatically, and which open a ticket?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { automaticVerdict } from './automatic.ts'
import { parseMessage } from './parse.ts'

const folder = join(import.meta.dirname, '../../../testdata/mail/message')
const file = async (name: string) =>
  automaticVerdict(await parseMessage(readFileSync(join(folder, `${name}.eml`))), null)
const header = async (lines: string, envelopeFrom: string | null = null) =>
  automaticVerdict(
    await parseMessage(Buffer.from(`From: jane@customer.example\nSubject: hi\n${lines}\n\nhello`)),
    envelopeFrom,
  )

test('a person is answered', async () => {
  assert.deepEqual(await file('plain-first-mail'), { answerable: true, signs: [], kind: 'human' })
  assert.deepEqual(await header('', 'jane@customer.example'), { answerable: true, signs: [], kind: 'human' })
})

test('reports, vacation answers, alarms and lists are told apart', async () => {
  for (const name of ['dsn-user-unknown', 'bounce-of-qmail', 'complaint-arf', 'read-receipt'])
    assert.equal((await file(name)).kind, 'report', name)
  assert.equal((await file('vacation-of-exchange')).kind, 'auto-reply')
  assert.equal((await file('monitoring-alarm')).kind, 'automatic')
  assert.equal((await file('mailing-list-post')).kind, 'automatic')
  assert.equal((await file('human-forwards-a-bounce')).kind, 'human')
})

test('Auto-Submitted: case, comments and parameters are tolerated', async () => {
  for (const value of ['no', 'No', ' no ', 'no (a person)', '(x) No; y=z'])
    assert.equal((await header(`Auto-Submitted: ${value}`)).answerable, true, value)
  const replied = await header('Auto-Submitted: Auto-Replied; owner-email="x"')
  assert.equal(replied.kind, 'auto-reply')
  assert.deepEqual(replied.signs, ['Auto-Submitted: Auto-Replied; owner-email="x"'])
  assert.equal((await header('Auto-Submitted: auto-generated (cron)')).kind, 'automatic')
})

test('a header that asks for silence makes no machine of a person', async () => {
  const verdict = await file('human-who-asks-for-silence')
  assert.deepEqual([verdict.kind, verdict.answerable], ['human', false])
  assert.equal((await header('X-Auto-Response-Suppress: DR, RN')).answerable, true)
})

test('each sign of a machine is enough', async () => {
  for (const line of [
    'Precedence: first-class\nPrecedence: bulk',
    'X-Precedence: junk',
    'List-Unsubscribe: <https://x.example>',
    'Mailing-List: x',
    'Feedback-ID: 1:x',
    'X-Loop: a@b.example',
    'X-MS-Exchange-Inbox-Rules-Loop: jo@customer.example',
    'List-Id: <talk.lists.example>',
    'List-Post: <mailto:talk@lists.example>',
    'Return-Path: <>',
    'Sender: owner-talk@lists.example',
    'Reply-To: no-reply@x.example',
  ])
    assert.deepEqual([(await header(line)).answerable, (await header(line)).kind], [false, 'automatic'], line)
  for (const line of [
    'X-Autoreply: yes',
    'X-Autoresponder: on',
    'X-Auto-Reply-From: jo@customer.example',
    'X-Mail-Autoreply: yes',
    'X-Vacation: away',
    'Delivered-To: autoresponder',
    'X-Autorespond: x',
    'Precedence: auto_reply',
    'X-POST-MessageClass: 9; Autoresponder',
  ])
    assert.equal((await header(line)).kind, 'auto-reply', line)
  assert.equal((await header('X-Autoreply: no')).answerable, true)
})

test('the envelope decides over Return-Path', async () => {
  assert.equal((await header('Return-Path: <>', 'jane@customer.example')).answerable, true)
  for (const path of ['', '<>', 'talk-bounces+jane=x@lists.example'])
    assert.equal((await header('', path)).answerable, false, path)
})

test('machines’ addresses are known by their local part, people’s are not', async () => {
  const from = async (address: string) =>
    automaticVerdict(await parseMessage(Buffer.from(`From: ${address}\n\nhi`)), null).answerable
  for (const address of [
    'noreply@x.example',
    'Do-Not-Reply@x.example',
    'MAILER-DAEMON@x.example',
    'bounces+1@x.example',
    'talk-request@x.example',
    'support-noreply@x.example',
  ])
    assert.equal(await from(address), false, address)
  for (const address of [
    'jane@x.example',
    'ownerjane@x.example',
    'daemon.jones@x.example',
    'reply@x.example',
  ])
    assert.equal(await from(address), true, address)
})

test('a subject alone withholds the answer, nothing more', async () => {
  for (const subject of [
    'Automatic reply: x',
    'Abwesenheitsnotiz: x',
    'Re: Out of Office',
    'Réponse automatique : x',
    '自動返信: x',
  ]) {
    const verdict = automaticVerdict(
      await parseMessage(Buffer.from(`From: a@x.example\nSubject: ${subject}\n\nhi`)),
      null,
    )
    assert.deepEqual([verdict.answerable, verdict.kind], [false, 'human'], subject)
  }
})

test('nobody to answer and several authors are not answered', async () => {
  assert.equal(automaticVerdict(await parseMessage(Buffer.from('Subject: x\n\nhi')), null).answerable, false)
  assert.deepEqual((await file('two-from-headers')).signs, ['From: several addresses'])
})
