// Where does a team have its mailbox in a test? At a provider that wants a sign-in, and forwards mail where it is told.
import type { AddressInfo } from 'node:net'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import type { SunkMail } from './smtp-sink.ts'

export type MailProvider = AsyncDisposable & {
  host: string
  port: number
  user: string
  password: string
  /** Whether it signs people in. */
  open: boolean
  /** The methods that were used to sign in. */
  signIns: string[]
  /** Mail to others than the account. */
  mails: SunkMail[]
  /** Mail to the account that was not forwarded. */
  kept: SunkMail[]
  /** Where mail to the account goes on to; null: it stays. */
  forward: { host: string; port: number; to: string } | null
  /** Those who are connected. */
  connections(): { destroy(): void }[]
  /** What becomes of a mail before it is forwarded. */
  rewrite: (raw: string) => string
}

/** @param account the address whose mailbox it is, with all that follows a plus sign */
export async function startMailProvider(account: string): Promise<MailProvider> {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth(auth, _session, done) {
      const right =
        auth.method === 'CRAM-MD5'
          ? auth.validatePassword(provider.password)
          : auth.password === provider.password
      if (!provider.open || auth.username !== provider.user || !right)
        return done(Object.assign(new Error('Username and password not accepted'), { responseCode: 535 }))
      provider.signIns.push(auth.method)
      done(null, { user: provider.user })
    },
    onMailFrom(_address, session, done) {
      // Whoever is not signed in may write to the account alone; that is asked for each recipient.
      done(session.user === undefined && !provider.open ? refusal('451 4.3.0 Try later') : undefined)
    },
    onRcptTo({ address }, session, done) {
      done(session.user || isAccount(address) ? undefined : refusal('530 5.7.0 Sign in first'))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail = sunk(Buffer.concat(chunks), mailFrom === false ? '' : mailFrom.address, rcptTo)
        done()
        if (mail.to.some(isAccount)) void passOn(provider, account, mail)
        else provider.mails.push(mail)
      })
    },
  })
  const isAccount = (address: string) => address.replace(/\+[^@]*@/, '@').toLowerCase() === account
  const provider: MailProvider = {
    host: '127.0.0.1',
    port: 0,
    user: account,
    password: 'the password of the mailbox',
    open: true,
    signIns: [],
    mails: [],
    kept: [],
    forward: null,
    rewrite: raw => raw,
    connections: () =>
      [...(server.connections as Set<{ _socket: { destroy(): void } }>)].map(({ _socket }) => _socket),
    [Symbol.asyncDispose]: () => new Promise(resolve => server.close(() => resolve())),
  }
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, provider.host, resolve))
  provider.port = (server.server.address() as AddressInfo).port
  return provider
}

const refusal = (text: string) =>
  Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) })

function sunk(raw: Buffer, from: string, to: readonly { address: string }[]): SunkMail {
  return { from, to: to.map(({ address }) => address), raw, text: raw.toString('utf8') }
}

async function passOn(provider: MailProvider, account: string, mail: SunkMail): Promise<void> {
  const { forward } = provider
  if (forward === null) return void provider.kept.push(mail)
  const { host, port, to } = forward
  const transport = createTransport({ host, port, tls: { rejectUnauthorized: false } })
  const raw = `Delivered-To: ${account}\r\n${provider.rewrite(mail.text)}`
  await transport.sendMail({ envelope: { from: mail.from, to }, raw }).finally(() => transport.close())
}
