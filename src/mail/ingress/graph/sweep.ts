// Which messages of the folder are unread, and how do they become ours? Four at a time, each acknowledged after its commit.
import { z } from 'zod'
import { clearLeftover, heldBack, noteLeftover } from '../mailbox/leftovers.ts'
import type { ReaderContext } from '../mailbox/reader.ts'
import { takenBefore } from '../mailbox/take.ts'
import { type Graph, GraphFault } from './client.ts'
import type { Folder } from './folder.ts'
import { limits } from './limits.ts'

const Messages = z.object({
  value: z.array(
    z.object({
      id: z.string().min(1),
      receivedDateTime: z.coerce.date().optional().catch(undefined),
      isDraft: z.boolean().optional(),
    }),
  ),
  '@odata.nextLink': z.string().optional(),
})

type Waiting = { id: string; arrivedAt: Date | null; taken: boolean }

export type Session = {
  graph: Graph
  context: ReaderContext
  folder: Folder
  /** Graph takes mails out of the list only if the desk may change them; said once. */
  mayChange: boolean
  /** Whether a message could be read: if so, one that is refused is refused for itself. */
  mayRead: boolean
  /** Messages that were taken and cannot be marked, though others can. */
  unmarkable: Set<string>
}

/** @returns whether there may be more */
export async function sweep(session: Session): Promise<boolean> {
  const { context } = session
  const waiting = await listUnread(session)
  let left = waiting.filter(({ taken }) => !taken).length
  context.progress({ waiting: left, oldestWaitingAt: waiting[0]?.arrivedAt ?? null })
  const queue = waiting.values()
  const work = async () => {
    for (const message of queue) {
      if (context.signal.aborted) return
      await handle(session, message)
      if (!message.taken) context.progress({ waiting: --left, oldestWaitingAt: message.arrivedAt })
    }
  }
  // All of them end before the first failure is thrown: nothing goes on behind the back of the next reader.
  const ends = await Promise.allSettled(Array.from({ length: limits.atOnce }, work))
  const failed = ends.find(end => end.status === 'rejected')
  if (failed) throw failed.reason
  if (left === 0) context.progress({ waiting: 0, oldestWaitingAt: null })
  return waiting.length >= limits.perSweep
}

/**
 * All pages first: a list that is changed while it is paged through skips messages. What was taken before is in it if it
 * could not be marked then.
 */
async function listUnread({ graph, context, folder, mayChange, unmarkable }: Session): Promise<Waiting[]> {
  const { desk, account } = context
  // Graph sorts only by what the filter names first.
  const query = new URLSearchParams({
    $filter: 'receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false',
    $orderby: 'receivedDateTime',
    $select: 'id,receivedDateTime,isDraft',
    $top: String(limits.page),
  })
  const waiting: Waiting[] = []
  let url: string | undefined =
    `${graph.root}/mailFolders/${encodeURIComponent(folder.id)}/messages?${query.toString().replaceAll('+', '%20')}`
  while (url !== undefined && waiting.length < limits.perSweep) {
    const page: z.infer<typeof Messages> | null = await graph.get(url, Messages)
    if (page === null) throw new GraphFault('The list of messages was withdrawn while it was read')
    const messages = page.value.filter(({ isDraft }) => !isDraft)
    const ids = messages.map(({ id }) => id)
    const [taken, held] = await Promise.all([
      takenBefore(desk.db, account, ids),
      heldBack(desk.db, account, ids, new Date()),
    ])
    for (const { id, receivedDateTime } of messages) {
      if (held.has(id) || (taken.has(id) && (!mayChange || unmarkable.has(id)))) continue
      waiting.push({ id, arrivedAt: receivedDateTime ?? null, taken: taken.has(id) })
    }
    url = page['@odata.nextLink']
  }
  return waiting
}

async function handle(session: Session, { id, taken }: Waiting): Promise<void> {
  const { context } = session
  const { desk, account, signal } = context
  if (!taken && !(await take(session, id))) return
  if (signal.aborted) return
  await acknowledge(session, id)
  if (!taken) await clearLeftover(desk.db, account, id)
}

/** @returns whether it was taken; if not, it is gone or a leftover */
async function take(session: Session, id: string): Promise<boolean> {
  const { graph, context } = session
  const { desk, account, signal } = context
  // Not through mailFolders, where there is no $value.
  const content = await graph.content(`${messageAt(graph, id)}/$value`).catch(error => {
    if (signal.aborted || !(error instanceof GraphFault)) throw error
    if (!isOfOneMessage(error, session.mayRead)) throw error
    return error
  })
  if (content === null) return false
  let broken: Error | undefined = content instanceof GraphFault ? content : undefined
  try {
    if (broken === undefined) {
      await context.take({
        id,
        bytes: watched(content as AsyncIterable<Uint8Array>, error => (broken = error)),
      })
      session.mayRead = true
      return true
    }
  } catch (error) {
    if (broken === undefined || signal.aborted) throw error
  }
  await noteLeftover(desk.db, account, id, broken?.message ?? 'it could not be fetched')
  return false
}

/** The mailbox is well, this message is not: protected, too big for Graph, or of a kind that has no content. */
const isOfOneMessage = ({ status }: GraphFault, othersWork: boolean) =>
  status !== undefined && status !== 401 && status !== 429 && (status !== 403 || othersWork)

async function* watched(
  chunks: AsyncIterable<Uint8Array>,
  onError: (error: Error) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length
      yield chunk
    }
    if (bytes === 0) throw new Error('there is nothing in it')
  } catch (error) {
    onError(new Error(`it broke off: ${error instanceof Error ? error.message : String(error)}`))
    throw error
  }
}

/** Read, and with `delete_after_delivery` moved to where Exchange keeps deleted items for a while. */
async function acknowledge(session: Session, id: string): Promise<void> {
  const { graph, context } = session
  const { box, desk, name } = context
  try {
    const here = await graph.change('PATCH', messageAt(graph, id), { isRead: true })
    if (here && box.delete_after_delivery) await graph.change('DELETE', messageAt(graph, id))
  } catch (error) {
    if (!(error instanceof GraphFault) || error.status === undefined) throw error
    const reason = error.message
    if (error.status !== 403) {
      if (error.status >= 500 || !isOfOneMessage(error, true)) throw error
      desk.log.warn({ mailbox: name, id, reason }, 'a mail that was taken cannot be marked as read')
      session.unmarkable.add(id)
      return
    }
    if (session.mayChange)
      desk.log.warn({ mailbox: name, reason }, 'mails that were taken cannot be marked as read')
    session.mayChange = false
  }
}

const messageAt = ({ root }: Graph, id: string) => `${root}/messages/${encodeURIComponent(id)}`
