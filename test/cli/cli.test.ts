// Do the commands do what their help says, as a person runs them?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually, removeDataDir, rootToken, startDeskProcess } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let folder: string
before(async () => {
  story = await startStory()
  folder = mkdtempSync(join(tmpdir(), 'deskbell-cli-'))
})
after(async () => {
  await story[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

type Result = { code: number; out: string; err: string }

async function deskbell(
  words: string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Result> {
  const env = { ...process.env, DESKBELL_DATA_DIR: story.dataDir, ...options.env }
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/deskbell'), ...words], {
    cwd: folder,
    env,
  })
  let [out, err] = ['', '']
  child.stdout.on('data', data => {
    out += data
  })
  child.stderr.on('data', data => {
    err += data
  })
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const [code] = await once(child, 'close')
  return { code, out, err }
}

test('help lists every command; an unknown command or option says what there is (EX_USAGE)', async () => {
  const help = await deskbell(['--help'])
  assert.equal(help.code, 0)
  for (const name of ['start', 'receive', 'send', 'doctor', 'migrate', 'user', 'token', 'backup', 'restore'])
    assert.match(help.out, new RegExp(`deskbell ${name}`))
  const unknown = await deskbell(['strat'])
  assert.equal(unknown.code, 64)
  assert.match(unknown.err, /no command "strat"/)
  const option = await deskbell(['doctor', '--jsn'])
  assert.equal(option.code, 64)
  assert.match(option.err, /--jsn/)
  // It runs for long and takes nothing: a word that is passed over would look as if it did something.
  const start = await deskbell(['start', '--port', '80'])
  assert.equal(start.code, 64)
  assert.match(start.err, /--port/)
})

test('each command tells its own usage, and does nothing else then', async () => {
  for (const name of ['start', 'receive', 'backup', 'token']) {
    const help = await deskbell([name, '-h'], { input: '' })
    assert.equal(help.code, 0)
    assert.match(help.out, new RegExp(`^Usage: deskbell ${name}`))
    assert.equal(help.err, '')
  }
})

test('a wrong configuration keeps every command from running and names the mistake (EX_CONFIG)', async () => {
  const wrong = await deskbell(['doctor'], { env: { DESKBELL_LISTENN: '1' } })
  assert.equal(wrong.code, 78)
  assert.match(wrong.err, /DESKBELL_LISTENN.*did you mean "listen"/)
})

test('a person is made, gets a password and a token, all beside the running desk', async () => {
  const made = await deskbell(['user', 'create', 'clara', '--email', 'clara@team.example'], {
    input: 'first password\n',
  })
  assert.equal(made.code, 0, made.err)
  const signIn = (password: string) =>
    fetch(`${story.web}/api/v4/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'clara', password }),
    })
  assert.equal((await signIn('first password')).ok, true)
  assert.equal((await deskbell(['user', 'password', 'clara'], { input: 'second password\n' })).code, 0)
  assert.equal((await signIn('first password')).status, 401)
  assert.equal((await signIn('second password')).ok, true)
  const token = await deskbell(['token', 'create', 'clara', '--scopes', 'read_api'])
  assert.match(token.out, /^dbpat-[0-9a-f]{40}\n$/, 'the token and nothing else')
  const me = await fetch(`${story.web}/api/v4/user`, { headers: { 'PRIVATE-TOKEN': token.out.trim() } })
  assert.equal(((await me.json()) as { username: string }).username, 'clara')
  const nobody = await deskbell(['token', 'create', 'nobody'])
  assert.equal(nobody.code, 65)
  assert.match(nobody.err, /User Not Found/)
  const bad = await deskbell(['user', 'create', 'dora', '--email', 'no address'], {
    input: 'long enough 1\n',
  })
  assert.match(bad.err, /email/)
})

test('send is the customer: the mail becomes a ticket', async () => {
  const server = `${story.smtp.host}:${story.smtp.port}`
  const sent = await deskbell(['send', '--server', server, '--subject', 'From the shell'])
  assert.equal(sent.code, 0, sent.err)
  await eventually(
    async () => (await story.issues()).find(issue => issue.title === 'From the shell'),
    'the ticket',
  )
  assert.equal((await deskbell(['send', 'nonsense', '--server', server])).code, 65)
  assert.equal((await deskbell(['send', story.project.address, '--server', '127.0.0.1:1'])).code, 69)
})

test('the doctor finds a desk well, and says so in JSON, too', async () => {
  const [host, port] = new URL(story.web).host.split(':')
  const env = {
    DESKBELL_LISTEN: `${host}:${port}`,
    DESKBELL_SMTP_LISTENER__LISTEN: `${story.smtp.host}:${story.smtp.port}`,
    DESKBELL_SMTP__ADDRESS: story.sink.host,
    DESKBELL_SMTP__PORT: String(story.sink.port),
  }
  const seen = await deskbell(['doctor', '--json'], { env })
  assert.equal(seen.code, 0, seen.out)
  const findings = JSON.parse(seen.out) as { name: string; state: string }[]
  for (const name of ['data_dir', 'web', 'smtp_listener', 'smtp', 'database', 'jobs'])
    assert.equal(findings.find(finding => finding.name === name)?.state, 'ok', name)
  const broken = await deskbell(['doctor'], { env: { ...env, DESKBELL_SMTP__PORT: '1' } })
  assert.equal(broken.code, 69)
  assert.match(broken.out, /FAIL +smtp .*\n.*→/)
})

test('a second start on the same data is refused and names the first', async () => {
  const second = await deskbell(['start'], {
    env: { DESKBELL_LISTEN: '127.0.0.1:0', DESKBELL_SMTP_LISTENER__LISTEN: '127.0.0.1:0' },
  })
  assert.equal(second.code, 75)
  assert.match(second.err, new RegExp(`pid ${story.child.pid}`))
  assert.match(second.err, new RegExp(story.dataDir))
})

test('a first start that fails at a taken port is still a first start the next time', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-cli-'))
  const taken = await deskbell(['start'], {
    env: {
      DESKBELL_DATA_DIR: dataDir,
      DESKBELL_LISTEN: '127.0.0.1:0',
      DESKBELL_SMTP_LISTENER__LISTEN: `127.0.0.1:${story.smtp.port}`,
    },
  })
  assert.notEqual(taken.code, 0)
  assert.match(taken.err, /smtp_listener\.listen/)
  const desk = await startDeskProcess({ dataDir })
  try {
    assert.match(desk.output(), /Made the project acme\/widget/)
  } finally {
    await desk.stop()
    removeDataDir(dataDir)
  }
})

test('mail comes in by the pipe with the server down, and is there once when it is up again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-'))
  const first = await startDeskProcess({ dataDir })
  const [project] = await first.api<{ service_desk_address: string }[]>('/projects')
  await first.stop()
  const mail = `From: pipe@customer.example\r\nTo: ${project?.service_desk_address}\r\nSubject: By the pipe\r\nMessage-ID: <pipe@customer.example>\r\n\r\nHello`
  assert.equal((await deskbell(['receive'], { input: mail, env: { DESKBELL_DATA_DIR: dataDir } })).code, 0)
  assert.equal((await deskbell(['receive'], { input: '', env: { DESKBELL_DATA_DIR: dataDir } })).code, 65)
  const again = await startDeskProcess({ dataDir })
  const issues = () => again.api<{ title: string }[]>('/projects/1/issues')
  await eventually(async () => (await issues()).length > 0, 'the mail of the spool becomes a ticket')
  assert.deepEqual(
    (await issues()).map(issue => issue.title),
    ['By the pipe'],
  )
  await again.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a backup of the running desk, restored elsewhere, is the same desk; nothing is sent or opened again', async () => {
  const upload = new FormData()
  upload.append('file', new Blob(['the file']), 'note.txt')
  const uploaded = await fetch(`${story.web}/api/v4/projects/${story.project.id}/uploads`, {
    method: 'POST',
    headers: { 'PRIVATE-TOKEN': rootToken },
    body: upload,
  })
  const { markdown } = (await uploaded.json()) as { markdown: string }
  await story.api(`/projects/${story.project.id}/issues`, {
    body: { title: 'With a file', description: markdown },
  })
  await story.write({ from: 'kept@customer.example', to: story.project.address, subject: 'Kept' })
  await story.mailTo('kept@customer.example')
  const backup = await deskbell(['backup', 'desk.tar'])
  assert.equal(backup.code, 0, backup.err)
  assert.match((await deskbell(['backup', 'desk.tar'])).err, /exists already/)
  assert.match((await deskbell(['restore', 'desk.tar'])).err, /a desk runs on/)

  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-'))
  const restored = await deskbell(['restore', 'desk.tar'], { env: { DESKBELL_DATA_DIR: dataDir } })
  assert.equal(restored.code, 0, restored.err)
  assert.match(
    (await deskbell(['restore', 'desk.tar'], { env: { DESKBELL_DATA_DIR: dataDir } })).err,
    /empty/,
  )
  const mails = story.sink.mails.length
  const env = { DESKBELL_SMTP__ADDRESS: story.sink.host, DESKBELL_SMTP__PORT: String(story.sink.port) }
  const other = await startDeskProcess({ dataDir, env })
  const titles = async (desk: { api: Story['api'] }) =>
    (await desk.api<{ iid: number; title: string }[]>(`/projects/${story.project.id}/issues`)).map(
      i => `${i.iid} ${i.title}`,
    )
  assert.deepEqual(await titles(other), await titles(story))
  const link = /\/uploads\/[^)]*/.exec(markdown)?.[0]
  const file = await fetch(`${other.web}/api/v4/projects/${story.project.id}${link}`, {
    headers: { 'PRIVATE-TOKEN': rootToken },
  })
  assert.equal(await file.text(), 'the file')
  const next = await other.api<{ iid: number }>(`/projects/${story.project.id}/issues`, {
    body: { title: 'Next' },
  })
  assert.equal(next.iid, Math.max(...(await titles(story)).map(title => Number.parseInt(title, 10))) + 1)
  assert.equal(story.sink.mails.length, mails, 'nothing was sent again')
  await other.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a damaged archive is refused with what is wrong, and leaves nothing half', async () => {
  const dataDir = join(folder, 'fresh')
  const archive = readFileSync(join(folder, 'desk.tar'))
  writeFileSync(join(folder, 'cut.tar'), archive)
  truncateSync(join(folder, 'cut.tar'), Math.floor(archive.length / 2 / 512) * 512)
  const changed = Buffer.from(archive)
  changed.writeUInt8(changed.readUInt8(archive.indexOf('PGCOPY') + 40) ^ 1, archive.indexOf('PGCOPY') + 40)
  writeFileSync(join(folder, 'changed.tar'), changed)
  writeFileSync(join(folder, 'no.tar'), 'this is no archive')
  const env = { DESKBELL_DATA_DIR: dataDir }
  assert.match((await deskbell(['restore', 'cut.tar'], { env })).err, /cut off|damaged/)
  assert.match((await deskbell(['restore', 'changed.tar'], { env })).err, /was changed/)
  assert.match((await deskbell(['restore', 'no.tar'], { env })).err, /damaged or no tar|cut off/)
  assert.match((await deskbell(['restore', 'missing.tar'], { env })).err, /no such file/)
  assert.equal((await deskbell(['restore', 'desk.tar'], { env })).code, 0)
})
