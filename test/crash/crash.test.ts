// Is anything lost or doubled when the desk, or its database, dies at any moment? 500 mails, SIGKILL in between.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DeskProcess, eventually, removeDataDir, startDeskProcess } from '../support/desk-process.ts'
import { openSmtpSession, type SmtpSession } from '../support/smtp-client.ts'
import { headerOf, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts'

const mails = 500
const sessions = 4
const kills = 4

type Stage = { desk: DeskProcess; sink: SmtpSink; address: string; restart(): Promise<void> }

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  await using sink = await startSmtpSink()
  const env = { DESKBELL_SMTP__ADDRESS: sink.host, DESKBELL_SMTP__PORT: String(sink.port) }
  const stage: Stage = {
    desk: await startDeskProcess({ env }),
    sink,
    address: '',
    async restart() {
      await stage.desk.kill()
      stage.desk = await startDeskProcess({ dataDir: stage.desk.dataDir, env })
    },
  }
  const [project] = await stage.desk.api<{ service_desk_address: string }[]>('/projects')
  stage.address = project?.service_desk_address ?? ''
  try {
    await play(stage)
    assert.equal(await stage.desk.stop(), 0)
  } finally {
    await stage.desk.kill().catch(() => {})
    removeDataDir(stage.desk.dataDir)
  }
}

const sender = (number: number) => `customer${number}@customer.example`

/** As a mail server does: what was not acknowledged is sent again, until it is. */
async function sendAll(stage: Stage, onAcknowledged: (count: number) => Promise<void>): Promise<void> {
  let next = 0
  let acknowledged = 0
  let failed = false
  const send = async () => {
    let session: SmtpSession | undefined
    for (let number = next++; number < mails && !failed; number = next++) {
      const data = `From: ${sender(number)}\r\nTo: ${stage.address}\r\nSubject: Case ${number}\r\nMessage-ID: <case-${number}@customer.example>\r\n\r\nCase ${number} is broken.`
      while (!failed) {
        try {
          session ??= await openSmtpSession(stage.desk.smtp)
          const answer = await session.send({ from: sender(number), to: [stage.address], data })
          if (answer.startsWith('250')) break
          assert.match(answer, /^4/, 'refused for good')
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error
          session = undefined
        }
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      acknowledged += 1
      await onAcknowledged(acknowledged)
    }
    await session?.close()
  }
  const worker = () =>
    send().catch(error => {
      failed = true
      throw error
    })
  await Promise.all(Array.from({ length: sessions }, worker))
}

/** Random moments, printed so that a failure can be looked into. */
function moments(): Set<number> {
  const chosen = new Set<number>()
  while (chosen.size < kills) chosen.add(20 + Math.floor(Math.random() * (mails - 40)))
  console.log(`# kills after ${[...chosen].sort((a, b) => a - b).join(', ')} acknowledged mails`)
  return chosen
}

async function nothingLostNothingDoubled({ desk, sink }: Stage): Promise<void> {
  const thanked = () => new Set(sink.mails.flatMap(mail => mail.to))
  await eventually(async () => thanked().size >= mails, `${mails} customers are thanked`, 360_000)
  await eventually(
    async () => {
      const pages = await Promise.all([1, 2, 3, 4, 5, 6].map(page => log(desk, page)))
      return pages.flat().every(mail => mail.ending !== null)
    },
    'every mail has its ending',
    60_000,
  )
  const endings = (await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(page => log(desk, page)))).flat()
  assert.deepEqual(
    [...new Set(endings.map(mail => mail.ending))].filter(
      ending => ending !== 'ticket_opened' && ending !== 'ignored',
    ),
    [],
  )
  const issues = (
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map(page =>
        desk.api<{ service_desk_reply_to: string }[]>(`/projects/1/issues?per_page=100&page=${page}`),
      ),
    )
  ).flat()
  const requesters = issues.map(issue => issue.service_desk_reply_to).sort()
  assert.deepEqual(
    requesters,
    Array.from({ length: mails }, (_, number) => sender(number)).sort(),
    'each mail is exactly one ticket',
  )
  const ids = new Map<string, Set<string>>()
  for (const mail of sink.mails) {
    const to = mail.to[0] ?? ''
    ids.set(to, (ids.get(to) ?? new Set()).add(headerOf(mail, 'Message-ID') ?? ''))
  }
  for (const [to, set] of ids) assert.equal(set.size, 1, `${to} got two different mails`)
  const doubles = sink.mails.length - ids.size
  console.log(`# ${doubles} of ${sink.mails.length} outgoing mails came twice, each with the same Message-ID`)
  assert.ok(doubles <= kills * 10, `${doubles} doubles: more than can have been in flight`)
}

const log = (desk: DeskProcess, page: number) =>
  desk.api<{ ending: string | null }[]>(`/admin/inbox?per_page=100&page=${page}`)

test('the desk is killed at random moments while 500 mails come in and go out', async () => {
  await onStage(async stage => {
    const when = moments()
    let restarting = Promise.resolve()
    await sendAll(stage, async count => {
      if (when.has(count)) restarting = restarting.then(() => stage.restart())
      await restarting
    })
    await nothingLostNothingDoubled(stage)
  })
})

/** @returns false while none runs: the one before was killed a moment ago */
function killPostgres(dataDir: string): boolean {
  try {
    const [file] = globSync('postgres/**/postmaster.pid', { cwd: dataDir })
    const pid = Number.parseInt(readFileSync(join(dataDir, file ?? ''), 'utf8'), 10)
    return process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

test('its PostgreSQL is killed at random moments while 500 mails come in and go out', async () => {
  await onStage(async stage => {
    const when = moments()
    await sendAll(stage, async count => {
      if (!when.has(count)) return
      await eventually(async () => killPostgres(stage.desk.dataDir), 'PostgreSQL runs, to be killed')
    })
    await nothingLostNothingDoubled(stage)
  })
})
