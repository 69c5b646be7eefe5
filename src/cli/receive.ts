// deskbell receive: how does a mail server's pipe, or a newcomer with a file, hand in a mail?
import { parseArgs } from 'node:util'
import { receivePipe } from '#mail/ingress'
import { setting } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

export const receiveCommand: Command = {
  usage: 'receive [--recipient ADDRESS]… [--sender ADDRESS] < message.eml',
  summary: 'takes a mail from standard input, whether the server runs or not; exit codes of sysexits.h',
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        recipient: { type: 'string', multiple: true, default: [] },
        sender: { type: 'string' },
      },
    })
    if (process.stdin.isTTY) {
      console.error(`deskbell receive: there is no mail on standard input\nUsage: deskbell ${this.usage}`)
      return sysexits.usage
    }
    const { config, log } = setting()
    const { code, message } = await receivePipe({
      config,
      log,
      stdin: process.stdin,
      // Postfix and procmail name recipients without an option.
      recipients: [...values.recipient, ...positionals],
      sender: values.sender,
    })
    if (message !== null) console.error(`deskbell receive: ${message}`)
    return code
  },
}
