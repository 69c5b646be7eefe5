// Does a real Postfix hand its mail to `deskbell receive` by a pipe, and do what its exit codes say?
import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
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

/** The lines of a guide's block that begins so, as administrators paste them, with the names of this test. */
function pasted(begin: string, names: Record<string, string>): string {
  const guide = readFileSync(join(root, 'docs/connect-your-mailbox.md'), 'utf8')
  const text = guide.split('**A pipe**')[1]?.split(`\`\`\`\n${begin}\n`)[1]?.split('```')[0] ?? ''
  return Object.entries(names).reduce((lines, [name, value]) => {
    assert.ok(lines.includes(name), `the guide does not name ${name}`)
    return lines.replaceAll(name, value)
  }, text)
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
    const folder = folderOf('deskbell-pipe-')
    chmodSync(folder, 0o755)
    const file = join(folder, 'deskbell.yml')
    writeFileSync(
      file,
      `data_dir: ${dataDir}\nincoming_email:\n  address: "${env.DESKBELL_INCOMING_EMAIL__ADDRESS}"\n`,
    )
    let desk = await startDeskProcess({ dataDir, env, user: nobody })
    try {
      await using postfix = await startPostfix(program.path, {
        main: pasted('# main.cf', {
          'desk.example.com': 'desk.example',
          'desk.example=deskbell:': 'desk.example=deskbell:, customer.example=discard:',
        }),
        master: pasted('# master.cf', {
          'user=deskbell': 'user=nobody',
          '/etc/deskbell/deskbell.yml': file,
          '/opt/deskbell/bin/deskbell': `${process.execPath} ${join(root, 'bin/deskbell')}`,
        }),
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
      removeDataDir(folder)
    }
  },
)
