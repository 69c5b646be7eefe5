// How does a test get an IMAP server that misbehaves? One that speaks the little the desk needs, and fails where it is told to.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type ScriptedMail = { uid: number; raw: string; flags: string[] }

export type ImapScript = AsyncDisposable & {
  port: number
  mails: ScriptedMail[]
  /** Every line that clients sent, without tags. */
  commands: string[]
  /** Tells idle clients that there is a new mail. */
  announce(): void
  /** Ends every connection without a word. */
  hangUp(): void
}

type Answer = {
  socket: Socket
  tag: string
  /** The command in capitals, e.g. `UID FETCH`, and the rest of the line. */
  name: string
  rest: string
  ok(text?: string): void
  untagged(text: string): void
  script: ImapScript
}

export type ImapOptions = {
  greeting?: string
  capabilities?: string
  uidValidity?: number
  /** @returns true if it has dealt with the command itself */
  on?(answer: Answer): boolean | undefined
}

/** UIDs of a set like `1:3,7,9:*` that are there. */
function uidsIn(set: string, mails: readonly ScriptedMail[]): ScriptedMail[] {
  const last = mails.at(-1)?.uid ?? 0
  const number = (text: string) => (text === '*' ? last : Number(text))
  const ranges = set.split(',').map(part => part.split(':').map(number))
  return mails.filter(({ uid }) =>
    ranges.some(([from = 0, to = from]) => uid >= Math.min(from, to) && uid <= Math.max(from, to)),
  )
}

/** What a FETCH of these items says of one mail. */
export function fetched(script: ImapScript, mail: ScriptedMail, items: string): string {
  const said = [`UID ${mail.uid}`]
  const raw = mail.raw.replaceAll(/\r?\n/g, '\r\n')
  if (items.includes('RFC822.SIZE')) said.push(`RFC822.SIZE ${Buffer.byteLength(raw)}`)
  if (items.includes('INTERNALDATE')) said.push('INTERNALDATE "02-Oct-2025 10:00:00 +0000"')
  if (items.includes('FLAGS')) said.push(`FLAGS (${mail.flags.join(' ')})`)
  if (items.includes('BODY')) said.push(`BODY[] {${Buffer.byteLength(raw)}}\r\n${raw}`)
  return `${script.mails.indexOf(mail) + 1} FETCH (${said.join(' ')})`
}

export async function startImapScript(options: ImapOptions = {}): Promise<ImapScript> {
  const sockets = new Set<Socket>()
  const idle = new Map<Socket, string>()
  const capabilities = options.capabilities ?? 'IMAP4rev1 IDLE UIDPLUS AUTH=PLAIN'
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      idle.delete(socket)
    })
    socket.write(`${options.greeting ?? `* OK [CAPABILITY ${capabilities}] ready`}\r\n`)
    let buffered = ''
    socket.on('data', data => {
      buffered += data
      for (let end = buffered.indexOf('\r\n'); end !== -1; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end)
        buffered = buffered.slice(end + 2)
        answer(socket, line)
      }
    })
  })

  function answer(socket: Socket, line: string) {
    if (line === 'DONE') {
      socket.write(`${idle.get(socket)} OK done\r\n`)
      idle.delete(socket)
      return
    }
    const [, tag = '', name = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/.exec(line) ?? []
    script.commands.push(`${name} ${rest}`)
    const ok = (text = 'done') => socket.write(`${tag} OK ${text}\r\n`)
    const untagged = (text: string) => socket.write(`* ${text}\r\n`)
    const given: Answer = { socket, tag, name: name.toUpperCase(), rest, ok, untagged, script }
    if (options.on?.(given)) return
    respond(given)
  }

  function respond({ socket, tag, name, rest, ok, untagged }: Answer) {
    if (name === 'CAPABILITY') untagged(`CAPABILITY ${capabilities}`)
    if (name === 'NAMESPACE') untagged('NAMESPACE (("" "/")) NIL NIL')
    if (name === 'LIST' || name === 'LSUB') untagged(`${name} () "/" "INBOX"`)
    if (name === 'SELECT' || name === 'EXAMINE') {
      untagged('FLAGS (\\Seen \\Deleted)')
      untagged(`${script.mails.length} EXISTS`)
      untagged(`OK [UIDVALIDITY ${options.uidValidity ?? 7}] fine`)
      untagged(`OK [UIDNEXT ${(script.mails.at(-1)?.uid ?? 0) + 1}] fine`)
      untagged('OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] fine')
      return ok('[READ-WRITE] opened')
    }
    if (name === 'UID SEARCH') {
      const set = /UID (\S+)/.exec(rest)?.[1] ?? '1:*'
      const found = uidsIn(set, script.mails).filter(
        ({ flags }) =>
          !(/UNSEEN/.test(rest) && flags.includes('\\Seen')) &&
          !(/UNDELETED/.test(rest) && flags.includes('\\Deleted')),
      )
      untagged(`SEARCH ${found.map(({ uid }) => uid).join(' ')}`.trim())
    }
    if (name === 'UID FETCH') {
      const [set = '', items = ''] = [rest.split(' ')[0], rest.slice(rest.indexOf(' ') + 1)]
      for (const mail of uidsIn(set, script.mails)) untagged(fetched(script, mail, items))
    }
    if (name === 'UID STORE') {
      const [set = '', , flags = ''] = /^(\S+) (\S+) \((.*)\)/.exec(rest)?.slice(1) ?? []
      for (const mail of uidsIn(set, script.mails)) mail.flags.push(...flags.split(' '))
    }
    if (name === 'IDLE') {
      idle.set(socket, tag)
      return socket.write('+ idling\r\n')
    }
    if (name === 'LOGOUT') {
      untagged('BYE see you')
      ok()
      return socket.end()
    }
    return ok()
  }

  const script: ImapScript = {
    port: 0,
    mails: [],
    commands: [],
    announce() {
      for (const socket of idle.keys()) socket.write(`* ${script.mails.length} EXISTS\r\n`)
    },
    hangUp() {
      for (const socket of sockets) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  script.port = typeof address === 'object' && address !== null ? address.port : 0
  return script
}
