// How is a mailbox read by IMAP? Look, wait until the server tells of something (or for a while), look again.
import type { ImapFlow } from 'imapflow'
import type { Reader, ReaderContext } from '../mailbox/reader.ts'
import { connect, disconnect, within } from './connect.ts'
import { openFolder } from './folder.ts'
import { limits } from './limits.ts'
import { readProgress } from './progress.ts'
import { type Folder, sweep } from './sweep.ts'
import { asError, explain, MailboxFault } from './words.ts'

/** Accounts whose connection broke while mails were fetched: one of the next mails may be the reason. */
const suspicious = new Set<string>()

export const readImap: Reader = async context => {
  const { box, signal, account } = context
  if (signal.aborted) return
  const client = await connect(box, signal).catch(error => {
    if (signal.aborted) return undefined
    throw error
  })
  if (client === undefined) return
  const news = listen(client, signal)
  try {
    const folder = await open(context, client)
    suspicious.delete(account)
    for (;;) {
      news.heard = false
      suspicious.add(account)
      await sweep(folder)
      suspicious.delete(account)
      if (signal.aborted) return
      await waitForNews(folder, news)
      if (signal.aborted) return
    }
  } catch (error) {
    if (signal.aborted) return
    throw explain(news.reason() ?? error, box)
  } finally {
    news.close()
    await disconnect(client)
  }
}

async function open(context: ReaderContext, client: ImapFlow): Promise<Folder> {
  const { box, desk, account } = context
  const mailbox = await openFolder(client, box)
  const progress = await readProgress(desk.db, account, mailbox)
  const careful = suspicious.has(account)
  context.connected({ idle: client.capabilities.has('IDLE') })
  return { client, context, mailbox, progress, careful, warnedOfFlags: false }
}

type News = {
  /** The server told of mail since it was last set to false. */
  heard: boolean
  /** Resolves with the next news, at the end of the connection, or when the reader is stopped. */
  next(): Promise<void>
  /** Why the connection ended, if the server or the network said so. */
  reason(): Error | undefined
  close(): void
}

function listen(client: ImapFlow, signal: AbortSignal): News {
  let wake = () => {}
  let failure: Error | undefined
  const news: News = {
    heard: false,
    next: () =>
      new Promise(resolve => {
        wake = resolve
        if (news.heard || signal.aborted || !client.usable) resolve()
      }),
    reason: () =>
      client.byeReason === undefined
        ? failure
        : new MailboxFault(`the server ended the session: ${client.byeReason}`),
    close: () => signal.removeEventListener('abort', rouse),
  }
  const rouse = () => wake()
  signal.addEventListener('abort', rouse, { once: true })
  client.on('exists', () => {
    news.heard = true
    wake()
  })
  client.on('error', error => {
    failure = asError(error)
    wake()
  })
  client.on('close', rouse)
  return news
}

/**
 * IDLE where the server has it (RFC 2177), for as long as `idle_timeout` says; in any case the server is then asked for a
 * sign of life, so that a connection that is only half there is noticed.
 */
async function waitForNews({ client, context }: Folder, news: News): Promise<void> {
  const { box } = context
  const idles = client.capabilities.has('IDLE')
  const seconds = Math.min(box.idle_timeout, idles ? limits.idleSeconds : limits.pollSeconds)
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>(resolve => {
    timer = setTimeout(resolve, seconds * 1000)
  })
  // Ends when the next command is given. Whatever it throws, the next command meets too.
  if (idles && !news.heard) client.idle().catch(() => {})
  await Promise.race([news.next(), enough])
  clearTimeout(timer)
  if (context.signal.aborted) return
  if (!client.usable) throw news.reason() ?? new Error('the connection ended')
  await within(client, client.noop(), limits.commandMs)
}
