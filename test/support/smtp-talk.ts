// How does a test talk SMTP byte by byte? It writes what it likes and reads one reply at a time.
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type Talk = {
  /** Writes as it is, without a line end. */
  write(data: string | Buffer): void
  /** Writes one line and reads its reply. */
  say(line: string): Promise<string>
  /** The next reply, all its lines; '' if the server has closed the connection. */
  reply(): Promise<string>
  /** Goes on encrypted; anything still unread is dropped. */
  encrypt(): Promise<void>
  /** Whether the server has closed the connection; waits for it. */
  closed(): Promise<void>
  end(): void
}

/** Connects and reads the greeting. */
export async function talk(at: NetConnectOpts): Promise<Talk> {
  let socket: Socket = connect(at)
  let text = ''
  let over = false
  let wake = () => {}
  const attach = () => {
    socket.setEncoding('latin1')
    socket.on('data', (data: string) => {
      text += data
      wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      over = true
      wake()
    })
  }
  attach()
  const next = () =>
    new Promise<void>(resolve => {
      wake = resolve
    })
  const reply = async () => {
    for (;;) {
      const found = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/.exec(text)?.[0]
      if (found !== undefined) {
        text = text.slice(found.length)
        return found.trimEnd()
      }
      if (over) return ''
      await next()
    }
  }
  const session: Talk = {
    write: data => void socket.write(data),
    say(line) {
      socket.write(`${line}\r\n`)
      return reply()
    },
    reply,
    async encrypt() {
      socket.removeAllListeners('data')
      socket.removeAllListeners('close')
      text = ''
      const secure = connectTls({ socket, rejectUnauthorized: false })
      await new Promise((resolve, reject) => {
        secure.once('secureConnect', resolve)
        secure.once('error', reject)
      })
      socket = secure
      attach()
    },
    async closed() {
      while (!over) await next()
    },
    end: () => socket.destroy(),
  }
  await session.reply()
  return session
}

/** MAIL, RCPT, DATA and the mail, dots doubled. @returns the replies: each recipient's, then those after the mail */
export async function sendMail(
  session: Talk,
  mail: { from: string; to: readonly string[]; data: Buffer; replies?: number },
): Promise<{ recipients: string[]; ends: string[] }> {
  await session.say(`MAIL FROM:<${mail.from}>`)
  const recipients: string[] = []
  for (const address of mail.to) recipients.push(await session.say(`RCPT TO:<${address}>`))
  const go = await session.say('DATA')
  if (!go.startsWith('354')) return { recipients, ends: [go] }
  session.write(stuffed(mail.data))
  session.write('\r\n.\r\n')
  const ends: string[] = []
  for (let count = 0; count < (mail.replies ?? 1); count++) ends.push(await session.reply())
  return { recipients, ends }
}

/** RFC 5321 §4.5.2; the mail's own last line end is that of the end of DATA. */
function stuffed(data: Buffer): Buffer {
  const text = data.toString('latin1').replace(/\r\n$/, '').replaceAll('\r\n.', '\r\n..')
  return Buffer.from(text.replace(/^\./, '..'), 'latin1')
}
