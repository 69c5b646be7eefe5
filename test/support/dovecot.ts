// How does a test get a real IMAP server? Debian's Dovecot, started as an unprivileged user on free ports.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { generate } from 'selfsigned'
import { freePort } from '../../src/main/free-port.ts'
import { findProgram } from './programs.ts'

export const dovecotProgram = () => {
  // Debian puts it where ordinary users do not look.
  process.env.PATH = `${process.env.PATH}:/usr/sbin`
  return findProgram(['dovecot'], 'dovecot-imapd')
}

export type Dovecot = AsyncDisposable & {
  host: string
  port: number
  /** TLS from the start. */
  tlsPort: number
  /** PEM file of the authority that signed its certificate, which is good for `localhost`. */
  caFile: string
  password: string
  log(): string
  /** Puts a mail into a folder as a delivery agent does. @param folder Maildir's name, e.g. `.Support`; absent: INBOX */
  deliver(user: string, raw: string | Uint8Array, folder?: string): void
  /** Another client of the same mailbox. */
  client(user: string): Promise<ImapFlow>
  /** SIGKILL of everything, sessions too. */
  kill(): Promise<void>
  start(): Promise<void>
  /** The folder as a server has it that lost its indexes: other UIDs, another UIDVALIDITY. To be called while it is down. */
  forgetUids(user: string): void
}

/** As root, Dovecot runs as somebody without rights; else as whoever runs the tests. */
const nobody = 65534
const isRoot = process.getuid?.() === 0

/**
 * @param options.extra further lines of its configuration
 * @param options.acl rights in all folders, e.g. `* owner lr`: reading alone (RFC 4314)
 */
export async function startDovecot(
  program: string,
  { extra = '', acl }: { extra?: string; acl?: string } = {},
): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-dovecot-'))
  const [port, tlsPort] = await freePorts(2)
  const caFile = join(folder, 'cert.pem')
  const password = 'sécret"1'
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  writeFileSync(caFile, made.cert)
  writeFileSync(join(folder, 'key.pem'), made.private, { mode: 0o600 })
  writeFileSync(join(folder, 'users'), '')
  writeFileSync(
    join(folder, 'conf'),
    configuration({ folder, port: port ?? 0, tlsPort: tlsPort ?? 0 }) +
      (acl === undefined ? '' : aclPlugin(folder)) +
      extra,
  )
  if (acl !== undefined) writeFileSync(join(folder, 'acl'), `${acl}\n`)
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name))
  if (isRoot)
    for (const path of [folder, ...readdirSync(folder).map(name => join(folder, name))])
      chownSync(path, nobody, nobody)
  let child: ChildProcess | undefined
  const maildir = (user: string) => join(folder, 'mail', user)
  const start = async () => {
    child = spawn(program, ['-F', '-c', join(folder, 'conf')], {
      stdio: 'ignore',
      detached: true,
      ...(isRoot && { uid: nobody, gid: nobody }),
    })
    await greeting(port ?? 0)
  }
  const kill = async () => {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    killTree(child.pid)
    await ended
  }
  let number = 0
  const dovecot: Dovecot = {
    host: 'localhost',
    port: port ?? 0,
    tlsPort: tlsPort ?? 0,
    caFile,
    password,
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    deliver(user, raw, inFolder = '') {
      const name = `${Date.now()}.${String(++number).padStart(6, '0')}.test`
      const at = join(maildir(user), inFolder)
      for (const part of ['', 'tmp', 'new', 'cur']) ensureFolder(join(at, part))
      const text = typeof raw === 'string' ? raw.replaceAll(/\r?\n/g, '\r\n') : raw
      const temporary = join(at, 'tmp', name)
      writeFileSync(temporary, text)
      if (isRoot) chownSync(temporary, nobody, nobody)
      renameSync(temporary, join(at, 'new', name))
    },
    async client(user) {
      const client = new ImapFlow({
        host: 'localhost',
        port: port ?? 0,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: password },
        logger: false,
        disableAutoIdle: true,
      })
      client.on('error', () => {})
      await client.connect()
      return client
    },
    kill,
    start,
    forgetUids(user) {
      for (const name of readdirSync(maildir(user)))
        if (name.startsWith('dovecot')) rmSync(join(maildir(user), name), { recursive: true })
    },
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await start()
  return dovecot

  function ensureFolder(path: string) {
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o700)
    if (isRoot) chownSync(path, nobody, nobody)
  }
}

function configuration({ folder, port, tlsPort }: { folder: string; port: number; tlsPort: number }): string {
  const user = isRoot ? 'nobody' : userInfo().username
  const group = isRoot ? 'nogroup' : execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
default_login_user = ${user}
default_internal_user = ${user}
default_internal_group = ${group}
default_client_limit = 200
first_valid_uid = 1
mail_max_userip_connections = 100
mail_location = maildir:${folder}/mail/%u
passdb {
  driver = static
  args = password=sécret"1
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`
}

const aclPlugin = (folder: string) => `
mail_plugins = acl
protocol imap {
  mail_plugins = $mail_plugins imap_acl
}
plugin {
  acl = vfile:${folder}/acl
}
`

/** Sessions live in processes of their own, which would go on for a moment. */
function killTree(pid: number): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  for (const each of [pid, ...children.split(' ').filter(Boolean).map(Number)]) {
    try {
      process.kill(each, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await freePort('127.0.0.1'))
  return [...ports]
}

/** Resolves when the server says hello; it may need a moment to open its port. */
async function greeting(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      const socket = connect({ port, host: '127.0.0.1' })
      await once(socket, 'data')
      socket.destroy()
      return
    } catch (error) {
      if (tries > 400) throw error
      await new Promise(resolve => setTimeout(resolve, 25))
    }
  }
}
