import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { drainSpool } from '#mail/inbound'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'
import { type PipeInput, receivePipe } from './pipe.ts'

const nobody = 'incoming+acme-widget-4711-issue-@desk.example'

const pipe = (desk: Intake, more: Partial<PipeInput> & { url?: string } = {}) =>
  receivePipe({
    config: { ...desk.config, database_url: more.url ?? desk.database.url },
    log: desk.log,
    stdin: Readable.from([Buffer.from(letter())]),
    recipients: [desk.widget.address],
    ...more,
  })

test('a mail that is kept ends with 0, sender and recipients with it', async () => {
  await using desk = await intake()
  assert.deepEqual(await pipe(desk, { sender: 'jane@customer.example' }), { code: 0, message: null })
  const [row] = await desk.ask('select ingress, mail_from, recipients from inbox')
  assert.deepEqual(row, {
    ingress: 'pipe',
    mail_from: 'jane@customer.example',
    recipients: [desk.widget.address],
  })
})

test('no such recipient is EX_NOUSER, unless another one takes the mail', async () => {
  await using desk = await intake()
  const { code, message } = await pipe(desk, { recipients: [nobody] })
  assert.equal(code, 67)
  assert.match(message ?? '', /^5\.1\.1 There is no service desk/)
  assert.deepEqual(await desk.rows(), [])
  assert.equal((await pipe(desk, { recipients: [nobody, desk.widget.address] })).code, 0)
})

test('nothing on standard input is EX_DATAERR, and so is too much', async () => {
  await using desk = await intake({ limits: { mail_bytes: 10_000 } })
  assert.equal((await pipe(desk, { stdin: Readable.from([]) })).code, 65)
  const { code, message } = await pipe(desk, { stdin: Readable.from([Buffer.alloc(10_001)]) })
  assert.deepEqual([code, message?.slice(0, 5)], [65, '5.3.4'])
})

test('standard input that breaks is EX_NOINPUT', async () => {
  await using desk = await intake()
  async function* broken() {
    yield Buffer.from('half a mail')
    throw new Error('EIO')
  }
  assert.equal((await pipe(desk, { stdin: broken() })).code, 66)
  assert.deepEqual(await desk.rows(), [])
})

test('while the database is down mails go to the spool, and from there to the desk', async () => {
  await using desk = await intake()
  const away = { url: 'postgres://nobody@127.0.0.1:1/desk' }
  assert.equal((await pipe(desk, away)).code, 0)
  assert.equal((await pipe(desk, { ...away, recipients: [nobody] })).code, 0)
  assert.equal(readdirSync(join(desk.config.data_dir, 'spool')).length, 2)
  assert.equal(await drainSpool(desk), 2)
  await desk.work()
  assert.deepEqual((await desk.rows()).map(row => row.reason).sort(), ['new_ticket', 'no_such_address'])
})

test('a mail that can be kept nowhere is EX_TEMPFAIL', async () => {
  await using desk = await intake()
  writeFileSync(join(desk.config.data_dir, 'spool'), 'a file where the folder should be')
  const { code, message } = await pipe(desk, { url: 'postgres://nobody@127.0.0.1:1/desk' })
  assert.equal(code, 75)
  assert.match(message ?? '', /^4\.3\.0/)
})
