// deskbell receive: how does a mail server's pipe, or a newcomer with a file, hand in a mail?
import { parseArgs } from 'node:util'
import { receivePipe } from '#mail/ingress'
import { hasDesk, setting } from './beside.ts'
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
    // A mail server calls from a folder of its own: the mail must not lie where no desk will ever look.
    if (!hasDesk(config)) {
      console.error(`deskbell receive: 4.3.5 There is no desk in ${config.data_dir}; set DESKBELL_DATA_DIR`)
      return sysexits.tempFail
    }
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
