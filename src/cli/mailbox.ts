// deskbell mailbox import: how does mail get in that lay in the mailbox, read, before the desk came?
import { parseArgs } from 'node:util'
import { DeskError } from '#kernel'
import { mailboxes } from '#mail/ingress'
import { withDesk } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

const barWidth = 30

export const mailboxCommand: Command = {
  usage: 'mailbox import incoming_email|service_desk_email [--since DATE]',
  summary: 'brings in mail that was read before the desk came; nobody is told of it',
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { since: { type: 'string' } },
    })
    const [verb, given, ...more] = positionals
    const name = mailboxes.boxNames.find(box => box === given)
    if (verb !== 'import' || name === undefined || more.length > 0) {
      console.error(`Usage: deskbell ${mailboxCommand.usage}`)
      return sysexits.usage
    }
    const since = values.since === undefined ? null : dateOf(values.since)
    const stopping = new AbortController()
    process.once('SIGINT', () => stopping.abort())
    const counts = await withDesk(desk =>
      mailboxes.importMailbox(desk, name, { since, signal: stopping.signal, onProgress: showBar }),
    )
    if (process.stderr.isTTY) process.stderr.write('\n')
    const { found, taken, failed } = counts
    console.error(
      `${taken} of ${found} mails taken, ${found - taken - failed} were here before; the running desk makes tickets of them`,
    )
    if (failed > 0) console.error(`${failed} were not given by the server; call this again later`)
    return failed > 0 ? sysexits.tempFail : sysexits.ok
  },
}

/** A day as IMAP knows it. */
function dateOf(text: string): Date {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  if (date === undefined || Number.isNaN(date.getTime()))
    throw DeskError.invalid('--since', `must be a date like 2026-01-31, not ${text}`)
  return date
}

/** Over itself on a terminal; a log gets the last line only. */
function showBar({ found, done }: { found: number; done: number }): void {
  if (!process.stderr.isTTY) return
  const filled = found === 0 ? barWidth : Math.floor((barWidth * done) / found)
  process.stderr.write(`\r[${'#'.repeat(filled).padEnd(barWidth, '.')}] ${done} of ${found}`)
}
