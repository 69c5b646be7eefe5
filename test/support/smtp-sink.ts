// Where do the desk's mails arrive in a test? In an SMTP server that keeps them, or refuses, or hangs, as it is told.
import type { AddressInfo } from 'node:net'
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerAuthenticationMethod,
  type SMTPServerOptions,
} from 'smtp-server'

export type SunkMail = {
  /** '' is the null return path. */
  from: string
  to: string[]
  raw: Buffer
  /** Header section and body as text, with the line ends as they came. */
  text: string
}

/**
 * What to answer, asked before each mail is taken: null takes it, text such as `451 4.3.0 Try later` refuses it after
 * the data, 'hang' never answers, 'vanish' takes it and cuts the connection instead of saying so.
 */
export type SinkAnswer = string | null | 'hang' | 'vanish'

export type SinkSettings = {
  /** Ways to sign in that are offered, which then is required; without it none is. */
  methods?: SMTPServerAuthenticationMethod[]
  /** `early`: encrypted from the start; else STARTTLS is offered. */
  tls?: { key: string; cert: string; early?: boolean }
}

export type SmtpSink = AsyncDisposable & {
  host: string
  port: number
  mails: SunkMail[]
  /** Recipients are refused by what this returns (`550 5.1.1 No such user`); null takes them. */
  refuseRecipient: (address: string) => string | null
  answer: (mail: SunkMail) => SinkAnswer
  /** As `answer`, for who signs in; 'explain' refuses a token with a reason first, as Google does (334, then 535). */
  signIn: (given: SMTPServerAuthentication) => string | null
  /** Who signed in or tried to, and whether that was encrypted. */
  signIns: { given: SMTPServerAuthentication; encrypted: boolean }[]
  /** Resolves with the mails once there are `count`, or those that `wanted` picks. */
  waitFor(count: number, wanted?: (mail: SunkMail) => boolean): Promise<SunkMail[]>
  close(): Promise<void>
}

const patienceMilliseconds = 20_000

function refusal(text: string): Error & { responseCode: number } {
  const [, code = '550', words = text] = /^(\d{3}) (.*)$/s.exec(text) ?? []
  return Object.assign(new Error(words), { responseCode: Number(code) })
}

function offersOf({ methods, tls }: SinkSettings): SMTPServerOptions {
  return {
    authOptional: methods === undefined,
    allowInsecureAuth: true,
    ...(methods && { authMethods: methods }),
    disabledCommands: [
      ...(methods ? [] : ['AUTH' as const]),
      ...(tls && !tls.early ? [] : ['STARTTLS' as const]),
    ],
    ...(tls && { key: tls.key, cert: tls.cert, secure: tls.early === true }),
  }
}

/** A sink on a free port of this machine. */
export async function startSmtpSink(settings: SinkSettings = {}): Promise<SmtpSink> {
  const waiting = new Set<() => void>()
  const server = new SMTPServer({
    ...offersOf(settings),
    onAuth(given, session, done) {
      sink.signIns.push({ given, encrypted: session.secure })
      const text = sink.signIn(given)
      if (text === null) done(null, { user: given.username })
      else if (text === 'explain') done(null, { data: { status: '401' } })
      else done(refusal(text))
    },
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onRcptTo(address, _session, done) {
      const text = sink.refuseRecipient(address.address)
      done(text === null ? undefined : refusal(text))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks)
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(recipient => recipient.address),
          raw,
          text: raw.toString('utf8'),
        }
        const answer = sink.answer(mail)
        if (answer === 'hang') return
        if (answer !== null && answer !== 'vanish') return done(refusal(answer))
        sink.mails.push(mail)
        for (const look of waiting) look()
        if (answer === 'vanish') cutConnections(server)
        else done()
      })
    },
  })
  const sink: SmtpSink = {
    host: '127.0.0.1',
    port: 0,
    mails: [],
    refuseRecipient: () => null,
    answer: () => null,
    signIn: () => null,
    signIns: [],
    async waitFor(count, wanted = () => true) {
      const found = () => sink.mails.filter(wanted)
      if (found().length >= count) return found()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const look = () => found().length >= count && resolve()
      waiting.add(look)
      const timer = setTimeout(
        () => reject(new Error(`waited for ${count} mails, ${found().length} came`)),
        patienceMilliseconds,
      )
      try {
        await promise
      } finally {
        clearTimeout(timer)
        waiting.delete(look)
      }
      return found()
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
    [Symbol.asyncDispose]: () => sink.close(),
  }
  // A client that goes away in the middle is what some tests are about.
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, sink.host, resolve))
  sink.port = (server.server.address() as AddressInfo).port
  return sink
}

function cutConnections(server: SMTPServer): void {
  for (const connection of server.connections as Set<{ _socket: { destroy(): void } }>)
    connection._socket.destroy()
}

/** The value of a header, unfolded; undefined if there is none. */
export function headerOf(mail: SunkMail, name: string): string | undefined {
  const head = mail.text.slice(0, mail.text.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: ?(.*)$`, 'im').exec(head)?.[1]?.trim()
}
