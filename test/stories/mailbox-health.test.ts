// Does a desk say how its mailboxes are, by the API and the doctor, and does a mail make its round?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { admin } from '#contract'
import { eventually } from '../support/desk-process.ts'
import { type Dovecot, dovecotProgram, startDovecot } from '../support/dovecot.ts'
import { letter } from '../support/intake.ts'
import { type Story, startStory } from '../support/story.ts'

const program = dovecotProgram()
const root = join(import.meta.dirname, '../..')
const user = 'desk@mail.example'

const settings = (dovecot: Dovecot, changes: Record<string, string> = {}) => ({
  DESKBELL_INCOMING_EMAIL__ADDRESS: 'desk+%{key}@mail.example',
  DESKBELL_INCOMING_EMAIL__USER: user,
  DESKBELL_INCOMING_EMAIL__PASSWORD: dovecot.password,
  DESKBELL_INCOMING_EMAIL__HOST: dovecot.host,
  DESKBELL_INCOMING_EMAIL__PORT: String(dovecot.port),
  DESKBELL_INCOMING_EMAIL__SSL: 'false',
  ...changes,
})

type Shown = admin.Mailbox & { reader: admin.Reader }

async function boxOf(story: Story): Promise<Shown> {
  const all = await story.api<admin.Mailbox[]>('/admin/mailboxes')
  return all.find(({ name }) => name === 'incoming_email') as Shown
}

/** Calls the doctor as a person does, in the folder of the desk and with its settings. */
async function doctor(story: Story, dovecot: Dovecot, words: string[], changes: Record<string, string> = {}) {
  const [host, port] = new URL(story.web).host.split(':')
  const child = spawn(process.execPath, [join(root, 'bin/deskbell'), 'doctor', '--json', ...words], {
    cwd: story.dataDir,
    env: {
      PATH: process.env.PATH,
      DESKBELL_DATA_DIR: story.dataDir,
      DESKBELL_LISTEN: `${host}:${port}`,
      DESKBELL_SMTP_LISTENER__LISTEN: `${story.smtp.host}:${story.smtp.port}`,
      DESKBELL_SMTP__ADDRESS: story.sink.host,
      DESKBELL_SMTP__PORT: String(story.sink.port),
      ...settings(dovecot, changes),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', data => {
    out += data
  })
  const [code] = await once(child, 'close')
  const findings = JSON.parse(out) as { name: string; state: string; says: string; hint?: string }[]
  return { code, of: (name: string) => findings.find(finding => finding.name === name) }
}

suite('the health of a mailbox', { skip: program.missing }, () => {
  let dovecot: Dovecot
  let story: Story
  before(async () => {
    dovecot = await startDovecot(program.path ?? '')
    story = await startStory(settings(dovecot))
  })
  after(async () => {
    await story?.[Symbol.asyncDispose]()
    await dovecot?.[Symbol.asyncDispose]()
  })
  const connected = () =>
    eventually(async () => {
      const box = await boxOf(story)
      return box.reader.state === 'connected' && box.reader.idle !== null && box
    }, 'the mailbox is read')
  /** What leaves the desk for its own mailbox arrives there, as mail servers see to it. */
  const carry = async (count: number) => {
    const mails = await story.sink.waitFor(count, ({ to }) => to[0]?.startsWith('desk+') === true)
    dovecot.deliver(user, mails[count - 1]?.raw ?? '')
  }

  test('it is told as it is: connected, with what was taken last; failing, since when and why; well again', async () => {
    const box = await connected()
    assert.deepEqual(
      [box.state, box.last_error, box.reader.method, box.reader.idle],
      ['up', null, 'imap', true],
    )
    assert.match(box.detail, /INBOX of desk@mail\.example at localhost as soon as it comes/)
    dovecot.deliver(user, letter({ To: story.project.address }))
    await story.settled(1)
    const taken = await eventually(async () => {
      const now = await boxOf(story)
      return now.reader.last_item !== null && now
    }, 'the last mail is told')
    assert.match(taken.reader.last_item ?? '', /^\d+:1$/)
    await dovecot.kill()
    const failing = await eventually(async () => {
      const now = await boxOf(story)
      return now.state === 'failing' && now
    }, 'the failure is told')
    assert.ok(failing.reader.since !== null)
    assert.ok(failing.last_error)
    assert.match(failing.missing.join(), /goes on trying by itself/)
    await dovecot.start()
    await connected()
  })

  test('the test signs in and says what lies there; what is wrong is said in a sentence', async () => {
    const seen = await story.api<admin.Test>('/admin/mailboxes/incoming_email/test', { method: 'POST' })
    assert.equal(seen.ok, true, seen.says)
    assert.match(seen.says, /opened INBOX: \d+ mails?, 0 unread\./)
    assert.equal(seen.folder?.uid_next, (seen.folder?.total ?? 0) + 1)
    assert.equal(seen.folder?.idle, true)
    assert.deepEqual(seen.warnings, [])
    await dovecot.kill()
    const gone = await story.api<admin.Test>('/admin/mailboxes/incoming_email/test', { method: 'POST' })
    assert.equal(gone.ok, false)
    assert.match(gone.says, /localhost:\d+ cannot be reached/)
    await dovecot.start()
    await connected()
  })

  test('a mail goes round: out by the server, into the mailbox, and in, without a ticket', async () => {
    const tickets = (await story.issues()).length
    const path = '/admin/mailboxes/incoming_email/round_trip'
    const sent = await story.api<admin.RoundTrip>(path, { method: 'POST' })
    assert.equal(sent.state, 'sent', sent.says)
    const look = () => story.api<admin.RoundTrip>(`${path}/${sent.id}`)
    assert.equal((await look()).state, 'sent')
    await carry(1)
    const arrived = await eventually(async () => {
      const trip = await look()
      return trip.state === 'arrived' && trip
    }, 'the mail arrives')
    assert.equal(arrived.ingress, 'imap')
    assert.ok((arrived.milliseconds ?? 0) > 0)
    assert.equal((await story.issues()).length, tickets)
    const [last] = await story.api<{ ending: string; reason: string }[]>('/admin/inbox?per_page=1')
    assert.deepEqual([last?.ending, last?.reason], ['ignored', 'own_mail'])
  })

  test('the doctor looks into the mailbox, and sends a mail round on request', async () => {
    const plain = await doctor(story, dovecot, [])
    const seen = plain.of('incoming_email')
    assert.equal(seen?.state, 'ok', JSON.stringify(seen))
    assert.match(seen?.says ?? '', /INBOX: \d+ mails?, 0 unread, next UID \d+, IDLE/)
    assert.equal(plain.of('round_trip'), undefined)
    const [round] = await Promise.all([doctor(story, dovecot, ['--round-trip']), carry(2)])
    const trip = round.of('incoming_email round trip')
    assert.equal(trip?.state, 'ok', JSON.stringify(trip))
    assert.match(trip?.says ?? '', /came back after/)
  })

  test('the doctor names a wrong password and a missing folder', async () => {
    const wrong = await doctor(story, dovecot, [], { DESKBELL_INCOMING_EMAIL__PASSWORD: 'not this one' })
    assert.equal(wrong.code, 69)
    assert.match(wrong.of('incoming_email')?.says ?? '', /refuses the sign-in of desk@mail\.example/)
    const missing = await doctor(story, dovecot, [], { DESKBELL_INCOMING_EMAIL__MAILBOX: 'Nowhere' })
    assert.match(missing.of('incoming_email')?.says ?? '', /Nowhere/)
  })
})

test('a mail also goes round where the outgoing server is the own listener', async () => {
  const port = await freePort()
  const own = { DESKBELL_SMTP_LISTENER__LISTEN: `127.0.0.1:${port}` }
  await using story = await startStory({
    ...own,
    DESKBELL_SMTP__ADDRESS: '127.0.0.1',
    DESKBELL_SMTP__PORT: String(port),
    DESKBELL_SMTP__OPENSSL_VERIFY_MODE: 'none',
  })
  const path = '/admin/mailboxes/incoming_email/round_trip'
  const sent = await story.api<admin.RoundTrip>(path, { method: 'POST' })
  assert.equal(sent.state, 'sent', sent.says)
  const arrived = await eventually(async () => {
    const trip = await story.api<admin.RoundTrip>(`${path}/${sent.id}`)
    return trip.state === 'arrived' && trip
  }, 'the mail arrives')
  assert.equal(arrived.ingress, 'smtp')
})

async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
