// Can people and mail get in, and mail out?
import { connect } from 'node:net'
import type { Config } from '#config'
import { outbox } from '#mail/outbound'
import { mailAddresses, replyAddress, serviceDeskAddress } from '#projects'
import { type Finding, fail, ok, warn, wordsOf } from './check.ts'

const patienceMilliseconds = 5000

export async function web({ listen }: Config): Promise<Finding> {
  const name = 'web'
  const url = `http://${listen.host === '0.0.0.0' ? '127.0.0.1' : listen.host}:${listen.port}/-/readiness`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMilliseconds) })
    const text = await answer.text()
    if (answer.ok) return ok(name, `${url} answers`)
    return fail(
      name,
      `${url}: ${answer.status} ${text}`,
      'look into the log of the server for the part that it names',
    )
  } catch (error) {
    return warn(name, `${url} does not answer (${wordsOf(error)})`, 'start the desk: npm start')
  }
}

export async function smtpListener({ smtp_listener: { enabled, listen } }: Config): Promise<Finding> {
  const name = 'smtp_listener'
  if (!enabled) return ok(name, 'off')
  const at = `${listen.host}:${listen.port}`
  try {
    const offers = await greet(listen)
    const missing = ['STARTTLS', 'SIZE', 'SMTPUTF8'].filter(word => !offers.includes(word))
    if (missing.length > 0)
      return warn(name, `${at} does not offer ${missing.join(', ')}`, 'is that another server?')
    return ok(name, `${at} answers, offers STARTTLS`)
  } catch (error) {
    return warn(name, `${at} does not answer (${wordsOf(error)})`, 'start the desk: npm start')
  }
}

/** What the server offers after EHLO. */
function greet({ host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    socket.setTimeout(patienceMilliseconds, () => socket.destroy(new Error('no answer in time')))
    let said = ''
    socket.on('data', data => {
      const before = said
      said += data
      if (before === '') socket.write('EHLO doctor.invalid\r\n')
      if (/^250 /m.test(said)) {
        socket.end('QUIT\r\n')
        resolve(said)
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed without an answer')))
  })
}

export function addresses(config: Config): Finding {
  const name = 'addresses'
  const all = mailAddresses(config)
  const example = serviceDeskAddress({ id: 42, full_path: 'group/project' }, all)
  if (example === null) {
    return fail(
      name,
      'no mailbox takes new tickets',
      'set incoming_email.address with %{key}, like incoming+%{key}@desk.example.com',
    )
  }
  const replies = replyAddress(all, 'REPLYKEY')
  if (example.endsWith('.localhost')) {
    return warn(
      name,
      `${example}: nobody outside this machine can write to it`,
      'set incoming_email.address to a domain of yours',
    )
  }
  return ok(name, `projects like ${example}, answers like ${replies}`)
}

export async function smtp({ smtp: settings }: Config): Promise<Finding> {
  const name = 'smtp'
  if (!settings)
    return warn(
      name,
      'not configured: mails wait in the outbox',
      'set smtp.address and smtp.port to your mail server',
    )
  const { address, port, user_name: user } = settings
  const fault = await outbox.verifyServer(settings)
  return fault === null
    ? ok(name, `${address}:${port} takes ${user === undefined ? 'mail' : `the login of ${user}`}`)
    : fail(name, `${address}:${port} ${fault.words}`, advice[fault.kind])
}

const advice: Record<outbox.Fault['kind'], string> = {
  host: 'check smtp.address and smtp.port, and whether a firewall lets this machine through',
  credentials:
    'compare smtp.user_name, smtp.password and smtp.authentication with what your mail server wants',
  tls: 'smtp.tls is for port 465, smtp.enable_starttls for 587; smtp.ca_file names an authority of your own',
  timeout: 'check smtp.port: a server that expects TLS from the start says nothing without smtp.tls',
  other: 'compare smtp.* with what your mail server wants',
}
