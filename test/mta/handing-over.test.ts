// Does a real Postfix hand its mail to the desk, by LMTP, so that nothing is lost, doubled or bounced in vain?
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DeskProcess, eventually, removeDataDir, startDeskProcess } from '../support/desk-process.ts'
import { postfixProgram, startPostfix } from '../support/postfix-instance.ts'
import { openSmtpSession } from '../support/smtp-client.ts'

const program = postfixProgram()
const options = { skip: program.missing }
const address = { DESKBELL_INCOMING_EMAIL__ADDRESS: 'incoming+%{key}@desk.example' }
const good = 'incoming+acme-widget-1-issue-@desk.example'
const bad = 'incoming+acme-widget-99-issue-@desk.example'

let number = 0
const mail = (to: string[], from = 'jane@customer.example') => ({
  from,
  to,
  data: [
    `From: Jane <${from}>`,
    `To: ${to.join(', ')}`,
    `Subject: Letter ${++number}`,
    `Message-ID: <letter-${number}@customer.example>`,
    '',
    `This is letter ${number}.`,
  ].join('\r\n'),
})

async function send(server: { host: string; port: number }, letter: ReturnType<typeof mail>) {
  const session = await openSmtpSession(server)
  const answer = await session.send(letter)
  await session.close()
  assert.match(answer, /^250/)
}

const titles = async (desk: DeskProcess) =>
  (await desk.api<{ title: string }[]>('/projects/1/issues?order_by=created_at&sort=asc')).map(
    ({ title }) => title,
  )
const tickets = (desk: DeskProcess, count: number) =>
  eventually(async () => (await titles(desk)).length >= count && titles(desk), `${count} tickets`)

/** The socket of the desk's LMTP listener lies where Postfix may reach it. */
function socketFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-lmtp-'))
  chmodSync(folder, 0o755)
  return folder
}

for (const way of ['a port', 'a socket'] as const)
  test(
    `Postfix hands mail over by LMTP to ${way}: tickets for known recipients, a bounce for the unknown one`,
    options,
    async () => {
      assert.ok(program.path)
      const folder = socketFolder()
      const socket = join(folder, 'lmtp.sock')
      const desk = await startDeskProcess({
        env: {
          ...address,
          DESKBELL_LMTP_LISTENER__LISTEN: way === 'a port' ? '127.0.0.1:0' : `unix:${socket}`,
        },
      })
      const lmtp = /^\s*lmtp\s+(\S+)/m.exec(desk.output())?.[1] ?? ''
      const at = way === 'a port' ? `inet:${lmtp}` : `unix:${lmtp}`
      try {
        await using postfix = await startPostfix(program.path, {
          main: `relay_domains = desk.example
transport_maps = inline:{ desk.example=lmtp:${at}, customer.example=discard: }`,
        })
        await send(postfix, mail([good, bad, good.replace('acme-widget', 'acme-Widget')]))
        await postfix.says(/to=<incoming\+acme-widget-99-issue-@desk\.example>.*dsn=5\.1\.1, status=bounced/)
        assert.deepEqual(await tickets(desk, 1), [`Letter ${number}`])
        // The bounce went to the sender, and nothing came back into the desk.
        await postfix.says(/to=<jane@customer\.example>.*status=sent/)
        await send(postfix, mail([good]))
        assert.equal((await tickets(desk, 2)).length, 2)
      } finally {
        await desk.stop()
        removeDataDir(desk.dataDir)
        removeDataDir(folder)
      }
    },
  )

test(
  'mail that comes while the desk is down, or killed in the middle, waits with Postfix and becomes one ticket each',
  options,
  async () => {
    assert.ok(program.path)
    const folder = socketFolder()
    const socket = join(folder, 'lmtp.sock')
    const env = { ...address, DESKBELL_LMTP_LISTENER__LISTEN: `unix:${socket}` }
    let desk = await startDeskProcess({ env })
    const { dataDir } = desk
    try {
      await using postfix = await startPostfix(program.path, {
        main: `relay_domains = desk.example
transport_maps = inline:{ desk.example=lmtp:unix:${socket} }`,
      })
      await desk.stop()
      await send(postfix, mail([good]))
      await postfix.says(/status=deferred/)
      desk = await startDeskProcess({ dataDir, env })
      postfix.flush()
      await tickets(desk, 1)
      const letters = Array.from({ length: 40 }, (_, index) =>
        mail([good], `sender${index}@customer.example`),
      )
      const sending = Promise.all(letters.map(letter => send(postfix, letter)))
      await tickets(desk, 3)
      await desk.kill()
      await sending
      desk = await startDeskProcess({ dataDir, env })
      postfix.flush()
      await tickets(desk, 20)
      const all = await eventually(async () => {
        postfix.flush()
        const found = await desk.api<{ title: string }[]>('/projects/1/issues?per_page=100')
        return found.length >= 41 && found
      }, '41 tickets')
      assert.equal(new Set(all.map(({ title }) => title)).size, all.length, 'a mail became two tickets')
      assert.equal(all.length, 41)
    } finally {
      await desk.kill()
      removeDataDir(dataDir)
      removeDataDir(folder)
    }
  },
)
