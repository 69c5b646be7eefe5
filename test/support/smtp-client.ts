// How does mail get to the desk in bulk? By a bare SMTP client that keeps its session open (RFC 5321, RFC 2920).
import { connect, type Socket } from 'node:net'

export type SmtpSession = {
  /** Sends one mail and waits for the answer to DATA. @returns the answer, e.g. `250 2.0.0 …` */
  send(mail: { from: string; to: readonly string[]; data: string | Buffer }): Promise<string>
  close(): Promise<void>
}

/** Opens a session; `send` calls must follow one another. A broken connection rejects what is under way. */
export async function openSmtpSession(server: { host: string; port: number }): Promise<SmtpSession> {
  const socket = connect(server)
  socket.setNoDelay(true)
  const answers = readAnswers(socket)
  await expect(answers, '220')
  socket.write('EHLO client.example\r\n')
  await expect(answers, '250')
  return {
    async send({ from, to, data }) {
      const envelope = [`MAIL FROM:<${from}>`, ...to.map(address => `RCPT TO:<${address}>`), 'DATA']
      socket.write(`${envelope.join('\r\n')}\r\n`)
      await expect(answers, '250')
      let refusal: string | undefined
      for (const _ of to) {
        const answer = await answers()
        if (!answer.startsWith('250')) refusal ??= answer
      }
      const go = await answers()
      if (!go.startsWith('354')) return refusal ?? go
      socket.write(data)
      socket.write('\r\n.\r\n')
      return answers()
    },
    async close() {
      socket.end('QUIT\r\n')
      await answers().catch(() => {})
      socket.destroy()
    },
  }
}

async function expect(answers: () => Promise<string>, code: string): Promise<void> {
  const answer = await answers()
  if (!answer.startsWith(code)) throw new Error(`expected ${code}, got: ${answer}`)
}

/** One call gives one answer: the last line of it, since only the last has a space after the code (RFC 5321 §4.2.1). */
function readAnswers(socket: Socket): () => Promise<string> {
  const ready: string[] = []
  const waiting: PromiseWithResolvers<string>[] = []
  let broken: Error | undefined
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    rest += chunk
    const lines = rest.split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!/^\d{3}( |$)/.test(line)) continue
      const next = waiting.shift()
      if (next) next.resolve(line)
      else ready.push(line)
    }
  })
  const fail = (error: Error) => {
    broken ??= error
    for (const next of waiting.splice(0)) next.reject(broken)
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('connection closed')))
  return () => {
    const answer = ready.shift()
    if (answer !== undefined) return Promise.resolve(answer)
    if (broken) return Promise.reject(broken)
    const next = Promise.withResolvers<string>()
    waiting.push(next)
    return next.promise
  }
}
