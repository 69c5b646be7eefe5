// deskbell send: how does a newcomer see the loop without a mail program? By being the customer.
import { parseArgs } from 'node:util'
import { createTransport } from 'nodemailer'
import { DeskError } from '#kernel'
import { isAddress } from '#mail/message'
import { projectForMail, serviceDeskAddress } from '#projects'
import { setting, withDesk } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

export const sendCommand: Command = {
  usage: 'send [ADDRESS] [--from A] [--subject S] [--text T] [--server HOST:PORT]',
  summary: 'sends a mail to an address of the desk, as a customer would (default: the first project)',
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        from: { type: 'string', default: 'anna.kern@customer.example' },
        subject: { type: 'string', default: 'The export is empty' },
        text: { type: 'string', default: sampleText },
        server: { type: 'string' },
      },
    })
    if (positionals.length > 1) {
      console.error(`Usage: deskbell ${this.usage}`)
      return sysexits.usage
    }
    const to = positionals[0] ?? (await firstAddress())
    if (!isAddress(to)) throw DeskError.invalid('ADDRESS', `is no mail address: ${to}`)
    if (!isAddress(values.from)) throw DeskError.invalid('--from', `is no mail address: ${values.from}`)
    const { host, port } =
      values.server === undefined ? setting().config.smtp_listener.listen : server(values.server)
    // The desk's certificate may be its own; a sample mail to oneself keeps no secret.
    const transport = createTransport({ host, port, tls: { rejectUnauthorized: false } })
    try {
      const { response } = await transport.sendMail({
        from: { name: 'Anna Kern', address: values.from },
        to: { name: '', address: to },
        subject: values.subject,
        text: values.text,
      })
      console.log(`sent to ${to}: ${response}`)
      return sysexits.ok
    } catch (error) {
      console.error(`not sent to ${to} by ${host}:${port}: ${error instanceof Error ? error.message : error}`)
      return sysexits.unavailable
    } finally {
      transport.close()
    }
  },
}

const sampleText = `Hello,

since this morning the export of our invoices gives an empty file.
We need it until Friday. Can you help?

Anna`

function firstAddress(): Promise<string> {
  return withDesk(async desk => {
    const first = await desk.db.selectFrom('projects').select('id').orderBy('id').limit(1).executeTakeFirst()
    const project = first && (await projectForMail(desk.db, first.id))
    const address = project && serviceDeskAddress(project, desk.addresses)
    if (!address)
      throw new DeskError('not_found', 'there is no project with Service Desk yet: name an ADDRESS')
    return address
  })
}

/** The last colon parts host from port: the host may be an IPv6 address. */
function server(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':')
  const port = Number(text.slice(at + 1))
  if (at < 1 || !(port > 0 && port < 65536)) {
    throw DeskError.invalid('--server', `must name host and port, e.g. 127.0.0.1:2525 (got ${text})`)
  }
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port }
}
