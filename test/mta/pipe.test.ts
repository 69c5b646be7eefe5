// Does a real Postfix hand its mail to `deskbell receive` by a pipe, and do what its exit codes say?
import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DeskProcess, eventually, removeDataDir, startDeskProcess } from '../support/desk-process.ts'
import { postfixProgram, startPostfix } from '../support/postfix-instance.ts'
import { openSmtpSession } from '../support/smtp-client.ts'

const program = postfixProgram()
const options = { skip: program.missing }
const root = join(import.meta.dirname, '../..')
const env = { DESKBELL_INCOMING_EMAIL__ADDRESS: 'incoming+%{key}@desk.example' }
const good = 'incoming+acme-widget-1-issue-@desk.example'
const bad = 'incoming+acme-widget-99-issue-@desk.example'
/** pipe(8) starts nothing as root: the desk and its pipe run as somebody without rights. */
const nobody = { uid: 65534, gid: 65534 }

function folderOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), name))
  chownSync(folder, nobody.uid, nobody.gid)
  return folder
}

/** What stands in master.cf of an administrator: a script, since pipe(8) hands on no environment. */
function pipeScript(folder: string, dataDir: string): string {
  const file = join(folder, 'deskbell-receive')
  const settings = Object.entries({ ...env, DESKBELL_DATA_DIR: dataDir })
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n')
  writeFileSync(
    file,
    `#!/bin/sh\n${settings}\nexec '${process.execPath}' '${join(root, 'bin/deskbell')}' receive --sender "$1" --recipient "$2"\n`,
  )
  chmodSync(file, 0o755)
  return file
}

let number = 0
async function send(server: { host: string; port: number }, to: string[], lines: string[] = []) {
  const session = await openSmtpSession(server)
  const from = `sender${++number}@customer.example`
  const data = [
    `From: <${from}>`,
    `Subject: Letter ${number}`,
    `Message-ID: <pipe-${number}@customer.example>`,
    '',
    `This is letter ${number}.`,
    ...lines,
  ].join('\r\n')
  assert.match(await session.send({ from, to, data }), /^250/)
  await session.close()
}

const titles = async (desk: DeskProcess) =>
  (await desk.api<{ title: string }[]>('/projects/1/issues?order_by=created_at&sort=asc')).map(
    ({ title }) => title,
  )
const tickets = (desk: DeskProcess, count: number) =>
  eventually(async () => (await titles(desk)).length >= count && titles(desk), `${count} tickets`)

test(
  'Postfix pipes mail into the desk: a ticket for the known recipient, a bounce for the unknown one, none lost while it is down',
  options,
  async () => {
    assert.ok(program.path)
    const dataDir = folderOf('deskbell-pipe-data-')
    const scripts = folderOf('deskbell-pipe-')
    chmodSync(scripts, 0o755)
    let desk = await startDeskProcess({ dataDir, env, user: nobody })
    try {
      await using postfix = await startPostfix(program.path, {
        main: `relay_domains = desk.example
transport_maps = inline:{ desk.example=deskbell:, customer.example=discard: }
deskbell_destination_recipient_limit = 1`,
        master: `deskbell unix - n n - 2 pipe
  flags=Rq user=nobody null_sender= argv=${pipeScript(scripts, dataDir)} \${sender} \${recipient}`,
      })
      await send(postfix, [good, bad], ['..a line that begins with a dot', 'From here on', 'ümlaut'])
      await postfix.says(/to=<incoming\+acme-widget-99-issue-@desk\.example>.*dsn=5\.1\.1, status=bounced/)
      assert.deepEqual(await tickets(desk, 1), ['Letter 1'])
      const [issue] = await desk.api<{ description: string }[]>('/projects/1/issues')
      assert.match(issue?.description ?? '', /^\.a line that begins with a dot\nFrom here on\nümlaut$/m)

      // The database is away: the mail is kept in the spool, and Postfix has done its part.
      await desk.stop()
      await send(postfix, [good])
      await postfix.says(
        /to=<incoming\+acme-widget-1-issue-@desk\.example>.*relay=deskbell.*status=sent[\s\S]*status=sent/,
      )
      desk = await startDeskProcess({ dataDir, env, user: nobody })
      assert.deepEqual(await tickets(desk, 2), ['Letter 1', 'Letter 2'])

      // Nothing can be written: Postfix keeps it, and tries again.
      await desk.stop()
      chmodSync(dataDir, 0o000)
      await send(postfix, [good])
      // EX_TEMPFAIL, with our own words in the log of the mail server.
      await postfix.says(/dsn=4\.3\.0, status=deferred \(temporary failure.*deskbell receive: 4\.3\.5/)
      chmodSync(dataDir, 0o700)
      desk = await startDeskProcess({ dataDir, env, user: nobody })
      postfix.flush()
      assert.deepEqual(await tickets(desk, 3), ['Letter 1', 'Letter 2', 'Letter 3'])
    } finally {
      await desk.kill()
      removeDataDir(dataDir)
      removeDataDir(scripts)
    }
  },
)
