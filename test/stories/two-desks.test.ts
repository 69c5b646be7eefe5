import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTransport } from 'nodemailer'
import { eventually, removeDataDir, startDeskProcess } from '../support/desk-process.ts'
import { type SunkMail, startSmtpSink } from '../support/smtp-sink.ts'

/** A post office between two desks: what one sends to an address of the other is brought there. */
test('two desks that write to each other stop after one exchange', async () => {
  await using office = await startSmtpSink()
  const post = { DESKBELL_SMTP__ADDRESS: office.host, DESKBELL_SMTP__PORT: String(office.port) }
  const desks = await Promise.all(
    ['one', 'two'].map(async name => {
      const env = {
        ...post,
        DESKBELL_INCOMING_EMAIL__ENABLED: 'true',
        DESKBELL_INCOMING_EMAIL__ADDRESS: `in+%{key}@${name}.example`,
      }
      const desk = await startDeskProcess({ env })
      const [project] = await desk.api<{ id: number; service_desk_address: string }[]>('/projects')
      assert.ok(project)
      return { desk, domain: `@${name}.example`, project }
    }),
  )
  const [one, two] = desks
  assert.ok(one && two)
  const carried = new Set<SunkMail>()
  const carry = async () => {
    for (const mail of office.mails.filter(candidate => !carried.has(candidate))) {
      carried.add(mail)
      const target = desks.find(({ domain }) => mail.to.some(address => address.endsWith(domain)))
      if (!target) continue
      const transport = createTransport({ ...target.desk.smtp, tls: { rejectUnauthorized: false } })
      await transport.sendMail({ envelope: { from: mail.from, to: mail.to }, raw: mail.raw })
    }
  }
  // Somebody writes to the first desk in the name of the second.
  const transport = createTransport({ ...one.desk.smtp, tls: { rejectUnauthorized: false } })
  await transport.sendMail({
    from: two.project.service_desk_address,
    to: one.project.service_desk_address,
    subject: 'Hello, desk',
    text: 'Shall we talk?',
  })
  const quiet = async () => {
    await carry()
    const logs = await Promise.all(
      desks.map(({ desk }) => desk.api<{ ending: string | null }[]>('/admin/inbox?per_page=100')),
    )
    const open = await Promise.all(
      desks.map(({ desk }) => desk.api<unknown[]>('/admin/outbox?state=queued&per_page=100')),
    )
    const rest = logs.flat().filter(mail => mail.ending === null).length + open.flat().length
    return rest === 0 && office.mails.every(mail => carried.has(mail)) && logs.flat().length > 0
  }
  await eventually(quiet, 'both desks have nothing left to say')
  assert.ok(office.mails.length <= 2, `${office.mails.length} mails`)
  for (const { desk } of desks) {
    await desk.stop()
    removeDataDir(desk.dataDir)
  }
})
