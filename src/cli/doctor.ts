// deskbell doctor: what is wrong, and what to do?
import { parseArgs } from 'node:util'
import type { Config } from '#config'
import { type Desk, openBeside } from '#main'
import { setting } from './beside.ts'
import type { Command } from './command.ts'
import { type Finding, fail, ok, wordsOf } from './doctor/check.ts'
import { database, inbox, jobs, outbox } from './doctor/data.ts'
import { addresses, smtp, smtpListener, web } from './doctor/doors.ts'
import { dataDir, git, mailRoomSecrets } from './doctor/machine.ts'
import { sysexits } from './sysexits.ts'

const checks: readonly ((config: Config) => Finding | Promise<Finding>)[] = [
  dataDir,
  git,
  web,
  smtpListener,
  addresses,
  mailRoomSecrets,
  smtp,
]
const checksOfData: readonly ((desk: Desk) => Promise<Finding>)[] = [database, inbox, outbox, jobs]

export const doctorCommand: Command = {
  usage: 'doctor [--json]',
  summary: 'checks each part and says what to do',
  async run(words) {
    const { values } = parseArgs({ args: words, options: { json: { type: 'boolean', default: false } } })
    // A configuration that cannot be read says all that is wrong with it by itself.
    const { config, log } = setting()
    const findings = [ok('configuration', 'is right')]
    for (const check of checks) findings.push(await check(config))
    findings.push(...(await ofData(config, log)))
    console.log(values.json ? JSON.stringify(findings, null, 2) : findings.map(line).join('\n'))
    return findings.some(finding => finding.state === 'fail') ? sysexits.unavailable : sysexits.ok
  },
}

async function ofData(config: Config, log: Parameters<typeof openBeside>[1]): Promise<Finding[]> {
  try {
    const { desk, close } = await openBeside(config, log)
    const findings: Finding[] = []
    for (const check of checksOfData) findings.push(await check(desk))
    await close()
    return findings
  } catch (error) {
    return [
      fail('database', wordsOf(error), 'look at database_url, or at the folder postgres under data_dir'),
    ]
  }
}

const marks = { ok: 'ok   ', warn: 'warn ', fail: 'FAIL ' }
const line = ({ name, state, says, hint }: Finding) =>
  `${marks[state]} ${name.padEnd(14)} ${says}${hint === undefined ? '' : `\n      ${' '.repeat(14)}→ ${hint}`}`
