// How does a test get an IMAP server that misbehaves? One that speaks the little the desk needs, and fails where it is told to.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { BoxSettings } from '../../src/mail/ingress/mailbox/box.ts'
import { type Intake, intake, letter } from './intake.ts'
import { read } from './mailbox-desk.ts'

export type ScriptedMail = { uid: number; raw: string; flags: string[] }

export type ImapScript = AsyncDisposable & {
  port: number
  mails: ScriptedMail[]
  /** Every line that clients sent, without tags. */
  commands: string[]
  /** Tells idle clients that there is a new mail. */
  announce(): void
  /** Says nothing more on the connections there are, and keeps them open: as a router does that forgot them. */
  freeze(): void
  /** Ends every connection without a word. */
  hangUp(): void
}

export type Answer = {
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

const wires = new WeakMap<ScriptedMail, Buffer>()
function onTheWire(mail: ScriptedMail): Buffer {
  const known = wires.get(mail) ?? Buffer.from(mail.raw.replaceAll(/\r?\n/g, '\r\n'))
  wires.set(mail, known)
  return known
}

/** What a FETCH of these items says of one mail. */
export function fetched(script: ImapScript, mail: ScriptedMail, items: string): string {
  const said = [`UID ${mail.uid}`]
  const raw = onTheWire(mail)
  if (items.includes('RFC822.SIZE')) said.push(`RFC822.SIZE ${raw.length}`)
  if (items.includes('INTERNALDATE')) said.push('INTERNALDATE "02-Oct-2025 10:00:00 +0000"')
  if (items.includes('FLAGS')) said.push(`FLAGS (${mail.flags.join(' ')})`)
  const [, start, count] = /<(\d+)\.(\d+)>/.exec(items) ?? []
  const part = start === undefined ? raw : raw.subarray(Number(start), Number(start) + Number(count))
  if (items.includes('BODY'))
    said.push(
      `BODY[]${start === undefined ? '' : `<${start}>`} {${part.length}}\r\n${part.toString('latin1')}`,
    )
  return `${script.mails.indexOf(mail) + 1} FETCH (${said.join(' ')})`
}

export async function startImapScript(options: ImapOptions = {}): Promise<ImapScript> {
  const sockets = new Set<Socket>()
  const idle = new Map<Socket, string>()
  const frozen = new WeakSet<Socket>()
  /** How many mails a client knows of. */
  const told = new Map<Socket, number>()
  const exists = (socket: Socket) => {
    told.set(socket, script.mails.length)
    socket.write(`* ${script.mails.length} EXISTS\r\n`)
  }
  const capabilities = options.capabilities ?? 'IMAP4rev1 IDLE UIDPLUS AUTH=PLAIN'
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      idle.delete(socket)
      told.delete(socket)
    })
    if (options.greeting !== '')
      socket.write(`${options.greeting ?? `* OK [CAPABILITY ${capabilities}] ready`}\r\n`)
    let buffered = ''
    socket.on('data', data => {
      buffered += data
      for (let end = buffered.indexOf('\r\n'); end !== -1; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end)
        buffered = buffered.slice(end + 2)
        if (!frozen.has(socket)) answer(socket, line)
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
    const untagged = (text: string) => socket.write(`* ${text}\r\n`, 'latin1')
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
      exists(socket)
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
          !(/UNDELETED/.test(rest) && flags.includes('\\Deleted')) &&
          !(/(?<!UN)DELETED/.test(rest) && !flags.includes('\\Deleted')),
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
    if (name === 'UID EXPUNGE') {
      const gone = uidsIn(rest, script.mails).filter(({ flags }) => flags.includes('\\Deleted'))
      script.mails = script.mails.filter(mail => !gone.includes(mail))
    }
    if (name === 'IDLE') {
      idle.set(socket, tag)
      socket.write('+ idling\r\n')
      // What came while it was busy with something else.
      if (script.mails.length !== told.get(socket)) exists(socket)
      return
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
      for (const socket of idle.keys()) exists(socket)
    },
    freeze() {
      for (const socket of sockets) frozen.add(socket)
      idle.clear()
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

/** What the configuration says of this server's mailbox. */
export const scriptedBox = (server: ImapScript, changes: Partial<BoxSettings> = {}) => ({
  enabled: true,
  address: 'incoming+%{key}@desk.example',
  user: 'desk',
  password: 'open-sesame',
  host: '127.0.0.1',
  port: server.port,
  ssl: false,
  start_tls: false,
  openssl_verify_mode: 'peer' as const,
  mailbox: 'inbox',
  idle_timeout: 60,
  expunge_deleted: false,
  delete_after_delivery: false,
  inbox_method: 'imap' as const,
  ...changes,
})

export const question = (sender: number) =>
  letter({ From: `Customer ${sender} <customer${sender}@people.example>` }, `This is question ${sender}.`)

export type Story = {
  options?: ImapOptions
  changes?: Partial<BoxSettings>
  /** So many lie in the mailbox, unread, with the UIDs 1, 2, … */
  mails?: number
  limits?: NonNullable<Parameters<typeof intake>[0]>['limits']
}

/** A desk reads from a server as scripted while the story is told. */
export async function reading(
  { options = {}, changes = {}, mails = 0, limits }: Story,
  story: (desk: Intake, server: ImapScript) => Promise<void>,
) {
  await using server = await startImapScript(options)
  await using desk = await intake({ ...(limits && { limits }) })
  for (let uid = 1; uid <= mails; uid++) server.mails.push({ uid, raw: question(uid), flags: [] })
  const keeper = read(desk, { incoming_email: scriptedBox(server, changes) })
  try {
    await story(desk, server)
  } finally {
    await keeper.stop()
  }
}
