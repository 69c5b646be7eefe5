import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { intake, letter } from '../../../test/support/intake.ts'
import { drainSpool, receive, spoolMail } from './index.ts'

const envelope = (recipients: string[]) =>
  ({ ingress: 'pipe', mailFrom: 'jane@customer.example', recipients }) as const

test('what lies in the spool is accepted once, with its envelope, and then gone', async () => {
  await using desk = await intake()
  const { data_dir: dataDir } = desk.config
  const mail = Buffer.from(letter({ Subject: 'a\0b' }))
  await spoolMail(dataDir, mail, envelope([desk.widget.address]))
  const big = Buffer.alloc(2_500_000, 'y')
  await spoolMail(
    dataDir,
    {
      chunks: (async function* () {
        yield big
      })(),
      size: big.length,
    },
    envelope([]),
  )
  assert.equal(await drainSpool(desk), 2)
  assert.equal(await drainSpool(desk), 0)
  assert.deepEqual(readdirSync(join(dataDir, 'spool')), [])
  const rows = await desk.rows()
  assert.deepEqual(
    rows.map(({ recipients, size }) => [recipients, size]),
    [
      [[desk.widget.address], mail.length],
      [[], big.length],
    ],
  )
  const [stored] = await desk.ask<{ head: Buffer }>('select head from raw_mails order by id')
  assert.deepEqual(stored?.head, mail)
})

test('two who empty the spool at once accept each mail once', async () => {
  await using desk = await intake()
  for (let count = 0; count < 10; count++)
    await spoolMail(desk.config.data_dir, Buffer.from(letter()), envelope([desk.widget.address]))
  await Promise.all([drainSpool(desk), drainSpool(desk), drainSpool(desk)])
  assert.equal((await desk.rows()).length, 10)
})

test('a file that was accepted, but not removed before a crash, is not accepted again', async () => {
  await using desk = await intake()
  const name = await spoolMail(desk.config.data_dir, Buffer.from(letter()), envelope([desk.widget.address]))
  const sourceKey = `spool:${name.replace('.mail', '')}`
  await receive(desk, Buffer.from(letter()), { ...envelope([desk.widget.address]), sourceKey })
  await drainSpool(desk)
  assert.equal((await desk.rows()).length, 1)
})

test('a file that is none of ours is put aside and stops nothing', async () => {
  await using desk = await intake()
  const folder = join(desk.config.data_dir, 'spool')
  mkdirSync(folder)
  for (const [name, text] of [
    ['0.mail', 'no header'],
    ['1.mail', '{"x":\n'],
    ['2.mail', '{}\nmail'],
    ['3.tmp', 'unfinished'],
  ] as const)
    writeFileSync(join(folder, name), text)
  await spoolMail(desk.config.data_dir, Buffer.from(letter()), envelope([desk.widget.address]))
  assert.equal(await drainSpool(desk), 1)
  assert.deepEqual(readdirSync(folder).sort(), ['0.mail.broken', '1.mail.broken', '2.mail.broken', '3.tmp'])
})
