import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { intake, letter } from '../../../test/support/intake.ts'
import { process, receive, recheckPending, suspectInterrupted } from './index.ts'
import { limits } from './limits.ts'
import { ReadingFailed, readApart } from './read-apart.ts'

const parts = { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }

function withFile(bytes: Buffer): Buffer {
  const base64 = bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
  const body = `--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/x-data; name=big.bin\r\nContent-Disposition: attachment; filename=big.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}\r\n--b--`
  return Buffer.from(letter({ ...parts, 'In-Reply-To': '<unknown@x.example>' }, body))
}

test('a big mail is read in a thread, and its file arrives whole', async () => {
  await using desk = await intake()
  const bytes = randomBytes(4 * 1024 * 1024)
  const [row] = await desk.take(withFile(bytes))
  assert.equal(row?.ending, 'ticket_opened')
  const [upload] = await desk.ask<{ digest: string }>('select digest from uploads')
  assert.ok((await buffer(await desk.storage.read(upload?.digest ?? ''))).equals(bytes))
  const [issue] = await desk.ask<{ title: string }>('select title, service_desk_reply_to from issues')
  assert.equal(issue?.title, 'The printer is broken')
})

test('while a big mail is read, small ones are not held up', async () => {
  await using desk = await intake()
  const envelope = { ingress: 'smtp', mailFrom: '', recipients: [desk.widget.address] } as const
  const big = await receive(desk, withFile(randomBytes(6 * 1024 * 1024)), envelope)
  const small = await receive(desk, Buffer.from(letter()), envelope)
  const idOf = ({ accepted: [first] }: typeof big) => first?.inboxId ?? 0
  const order: string[] = []
  await Promise.all([
    process(desk, { inboxId: idOf(big) }).then(() => order.push('big')),
    process(desk, { inboxId: idOf(small) }).then(() => order.push('small')),
  ])
  assert.deepEqual(order, ['small', 'big'])
})

test('a mail that takes its reader down again and again is held with its bytes', async () => {
  await using desk = await intake()
  const envelope = { ingress: 'smtp', mailFrom: '', recipients: [desk.widget.address] } as const
  const { accepted } = await receive(desk, Buffer.from(letter()), envelope)
  const inboxId = accepted[0]?.inboxId ?? 0
  // As it stands after the process has died so often while reading it.
  await desk.ask('update inbox set readings = $1', [limits.readings])
  await process(desk, { inboxId })
  const row = await desk.row(inboxId)
  assert.deepEqual([row.ending, row.reason], ['held', 'unreadable'])
  assert.equal((await desk.ask('select from raw_mails')).length, 1)
})

test('a reading that takes too long is ended, and the next one begins anew', async () => {
  const bytes = (text: string | Buffer) => async () => new Uint8Array(Buffer.from(text))
  await assert.rejects(readApart(bytes(withFile(Buffer.alloc(8 * 1024 * 1024))), 0), ReadingFailed)
  const answer = await readApart(bytes(letter()))
  assert.ok('parts' in answer && answer.parts.subject === 'The printer is broken')
  assert.ok('failure' in (await readApart(bytes('\n\n'))))
})

test('mails in work when the desk went down are read in a thread, with the same result', async () => {
  await using desk = await intake()
  const envelope = { ingress: 'smtp', mailFrom: '', recipients: [desk.widget.address] } as const
  const { accepted } = await receive(desk, Buffer.from(letter()), envelope)
  const inboxId = accepted[0]?.inboxId ?? 0
  await desk.ask(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'the dead'`)
  await suspectInterrupted(desk.db)
  assert.deepEqual(await desk.ask('select readings from inbox'), [{ readings: 1 }])
  await process(desk, { inboxId })
  assert.equal((await desk.row(inboxId)).ending, 'ticket_opened')
})

test('a mail whose job is gone gets another, one that has a job does not', async () => {
  await using desk = await intake()
  const envelope = { ingress: 'smtp', mailFrom: '', recipients: [desk.widget.address] } as const
  await receive(desk, Buffer.from(letter()), envelope)
  await desk.ask(`update inbox set received_at = now() - interval '1 hour'`)
  assert.equal(await recheckPending(desk.db), 0)
  await desk.ask('delete from graphile_worker._private_jobs')
  assert.equal(await recheckPending(desk.db), 1)
  assert.equal((await desk.ask('select from graphile_worker._private_jobs')).length, 1)
  assert.equal(await recheckPending(desk.db), 0)
})
