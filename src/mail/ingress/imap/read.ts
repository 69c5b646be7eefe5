// How is a mailbox read by IMAP? Look, wait until the server tells of something (or for a while), look again.
import type { ImapFlow } from 'imapflow'
import type { Reader, ReaderContext } from '../mailbox/reader.ts'
import { takenBefore } from '../mailbox/take.ts'
import { removeMarked } from './acknowledge.ts'
import { connect, disconnect, within } from './connect.ts'
import { openFolder } from './folder.ts'
import { limits } from './limits.ts'
import { readProgress } from './progress.ts'
import { type Folder, itemOf, sweep } from './sweep.ts'
import { asError, explain } from './words.ts'

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
    throw explain(news.failure() ?? error, box, client.byeReason)
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
  const idles = client.capabilities.has('IDLE')
  context.connected({ idle: idles })
  await removeMarked(client, box, async uids => {
    const taken = await takenBefore(
      desk.db,
      account,
      uids.map(uid => itemOf(mailbox, uid)),
    )
    return uids.filter(uid => taken.has(itemOf(mailbox, uid)))
  })
  return { client, context, mailbox, progress, careful, idles, warnedOfFlags: false }
}

type News = {
  /** The server told of mail since it was last set to false. */
  heard: boolean
  /** Resolves with the next news, at the end of the connection, or when the reader is stopped. */
  next(): Promise<void>
  /** What broke the connection. */
  failure(): Error | undefined
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
    failure: () => failure,
    close() {
      clearTimeout(ending)
      signal.removeEventListener('abort', stop)
    },
  }
  let ending: NodeJS.Timeout | undefined
  const rouse = () => wake()
  const stop = () => {
    // A command that is under way would be waited for.
    ending = setTimeout(() => client.close(), limits.logoutMs)
    wake()
  }
  signal.addEventListener('abort', stop, { once: true })
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
async function waitForNews(folder: Folder, news: News): Promise<void> {
  const { client, context } = folder
  const idled = folder.idles && !news.heard && (await idle(folder, news))
  // One that does not tell is asked again and again.
  if (!idled) await atMost(Math.min(context.box.idle_timeout, limits.pollSeconds), news.next())
  if (context.signal.aborted) return
  if (!client.usable) throw news.failure() ?? new Error('the connection ended')
  await within(client, client.noop(), limits.commandMs)
}

/** @returns false if the server ended it without need: it refused, once and for all, or had enough for now */
async function idle(folder: Folder, news: News): Promise<boolean> {
  const { client, context } = folder
  let idled = true
  // It ends with the next command. What it throws the next command meets too.
  const ended = client.idle().then(
    answer => {
      idled = false
      if (answer !== false || !client.usable) return
      folder.idles = false
      context.connected({ idle: false })
    },
    () => {},
  )
  const seconds = Math.min(context.box.idle_timeout, limits.idleSeconds)
  await atMost(seconds, Promise.race([news.next(), ended]))
  return idled
}

async function atMost(seconds: number, happening: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>(resolve => {
    timer = setTimeout(resolve, seconds * 1000)
  })
  await Promise.race([happening, enough])
  clearTimeout(timer)
}
