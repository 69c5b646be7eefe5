// deskbell doctor: what is wrong, and what to do?
import { parseArgs } from 'node:util'
import type { Config } from '#config'
import { type Desk, openBeside } from '#main'
import { setting } from './beside.ts'
import type { Command } from './command.ts'
import { type Finding, fail, ok, wordsOf } from './doctor/check.ts'
import { database, inbox, jobs, outbox, repositories } from './doctor/data.ts'
import { addresses, smtp, smtpListener, web } from './doctor/doors.ts'
import { dataDir, git, mailRoomSecrets } from './doctor/machine.ts'
import { mailboxesOf, openPassword, roundTrips } from './doctor/mailboxes.ts'
import { spamCheckers } from './doctor/spam.ts'
import { sysexits } from './sysexits.ts'

type Found = Finding | readonly Finding[]

const checks: readonly ((config: Config) => Found | Promise<Found>)[] = [
  dataDir,
  git,
  web,
  smtpListener,
  addresses,
  mailRoomSecrets,
  smtp,
  openPassword,
  mailboxesOf,
  spamCheckers,
]
const checksOfData: readonly ((desk: Desk) => Promise<Found>)[] = [
  database,
  inbox,
  outbox,
  jobs,
  repositories,
]

export const doctorCommand: Command = {
  usage: 'doctor [--json] [--round-trip]',
  summary: 'checks each part and says what to do; --round-trip sends a mail to each mailbox',
  async run(words) {
    const flag = { type: 'boolean', default: false } as const
    const { values } = parseArgs({ args: words, options: { json: flag, 'round-trip': flag } })
    // A configuration that cannot be read says all that is wrong with it by itself.
    const { config, log } = setting()
    const findings = [ok('configuration', 'is right')]
    for (const check of checks) findings.push(...[await check(config)].flat())
    findings.push(...(await ofData(config, log, values['round-trip'] ? [roundTrips] : [])))
    console.log(values.json ? JSON.stringify(findings, null, 2) : findings.map(line).join('\n'))
    return findings.some(finding => finding.state === 'fail') ? sysexits.unavailable : sysexits.ok
  },
}

async function ofData(
  config: Config,
  log: Parameters<typeof openBeside>[1],
  more: typeof checksOfData,
): Promise<Finding[]> {
  try {
    const { desk, close } = await openBeside(config, log)
    const findings: Finding[] = []
    for (const check of [...checksOfData, ...more]) findings.push(...[await check(desk)].flat())
    await close()
    return findings
  } catch (error) {
    return [
      fail('database', wordsOf(error), 'look at database_url, or at the folder postgres under data_dir'),
    ]
  }
}

/** Columns of the longest name without a round trip. */
const width = 18
const marks = { ok: 'ok   ', warn: 'warn ', fail: 'FAIL ' }
const line = ({ name, state, says, hint }: Finding) =>
  `${marks[state]} ${name.padEnd(width)} ${says}${hint === undefined ? '' : `\n      ${' '.repeat(width)}→ ${hint}`}`
