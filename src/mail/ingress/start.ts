// Which doors are open? Those of the configuration; they close together.
import { chmod, rm, stat } from 'node:fs/promises'
import type { ListenOptions } from 'node:net'
import { DeskError } from '#kernel'
import { loadCertificate } from './certificate.ts'
import { sweepUnfinished } from './collect.ts'
import type { Endpoint, IngressDesk } from './desk.ts'
import { createListener, type Protocol } from './listener.ts'

export type Doors = {
  smtp: Endpoint | undefined
  /** `host:port`, or the path of a socket. */
  lmtp: string | undefined
  /** Takes no new client, lets mails under way come in; within ten seconds. */
  stop(): Promise<void>
}

type Open = { endpoint: Endpoint | { path: string }; stop(): Promise<void> }

/** RFC 2033 §5: who finds LMTP where SMTP is expected loses mail. */
const smtpPort = 25

/** @throws DeskError that says which address is taken or which file is missing */
export async function start(desk: IngressDesk): Promise<Doors> {
  const { smtp_listener: smtp, lmtp_listener: lmtp } = desk.config
  if (lmtp && 'port' in lmtp.listen && lmtp.listen.port === smtpPort)
    throw DeskError.invalid('lmtp_listener.listen', 'must not be port 25, where mail servers speak SMTP')
  await sweepUnfinished(desk.config.data_dir)
  const open: Open[] = []
  const stop = async () => {
    await Promise.all(open.map(door => door.stop()))
  }
  try {
    if (smtp.enabled) open.push(await openDoor(desk, 'smtp', smtp.listen))
    const first = open[0]?.endpoint
    const second = lmtp && (await openDoor(desk, 'lmtp', lmtp.listen))
    if (second) open.push(second)
    return {
      smtp: first !== undefined && 'host' in first ? first : undefined,
      lmtp: second && nameOf(second.endpoint),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const nameOf = (endpoint: Endpoint | { path: string }) =>
  'path' in endpoint ? endpoint.path : `${endpoint.host}:${endpoint.port}`

async function openDoor(
  desk: IngressDesk,
  protocol: Protocol,
  at: Endpoint | { path: string },
): Promise<Open> {
  const { smtp_listener: settings, data_dir: dataDir, external_url: url } = desk.config
  const hostname = settings.hostname ?? new URL(url).hostname
  // Nobody listens in on a socket of the machine's own file system.
  const certificate = 'path' in at ? null : await loadCertificate(settings, dataDir, hostname)
  const { server, drain } = createListener({ desk, protocol, hostname, certificate })
  if ('path' in at) await removeStaleSocket(at.path)
  await listen(server.server, at, `${protocol}_listener.listen`)
  server.server.on('error', error => desk.log.error({ err: error, protocol }, 'listener failed'))
  // Mail servers run as users of their own; who gets that far is decided by the folder's permissions.
  if ('path' in at) await chmod(at.path, 0o666)
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { endpoint: 'path' in at ? at : { host: at.host, port }, stop: drain }
}

type Listening = {
  listen(options: ListenOptions, done: () => void): unknown
  once(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

function listen(server: Listening, at: ListenOptions, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(DeskError.invalid(key, `cannot be opened: ${error.message}`))
    server.once('error', refuse)
    server.listen({ ...at }, () => {
      server.removeListener('error', refuse)
      resolve()
    })
  })
}

/** A crash leaves the socket's name behind, and it would keep the new one from being made. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isSocket()) await rm(path)
}
