// How do mails come out of the folder? Small ones together, big ones in pieces; a broken one does not spoil the others.
import type { ImapFlow } from 'imapflow'
import type { ReaderContext } from '../mailbox/reader.ts'
import { within } from './connect.ts'
import { limits } from './limits.ts'
import { asError } from './words.ts'

/** What the server says of a mail; a size of null: nothing, so that it is fetched on its own. */
export type Fact = { uid: number; size: number | null; arrivedAt: Date | null }

export type Fetched =
  | { uid: number; bytes: Uint8Array | AsyncIterable<Uint8Array>; size: number | undefined }
  /** The server says that it is there and does not give it. */
  | { uid: number; broken: string }

const noContent = 'the server gave no content for it'

export const unknownFact = (uid: number): Fact => ({ uid, size: null, arrivedAt: null })

/** Sizes of mails; those that are gone meanwhile are not named. In the order of `uids`, however the server answers. */
export async function fetchFacts(client: ImapFlow, uids: readonly number[]): Promise<Fact[]> {
  if (uids.length === 0) return []
  const query = { uid: true, size: true, internalDate: true } as const
  const command = client.fetchAll(uids.join(','), query, { uid: true })
  const rows = await within(client, command, limits.silenceMs).catch(error => {
    if (!client.usable) throw error
    return undefined
  })
  // The server refused to tell of all for the sake of one of them.
  if (rows === undefined) return uids.map(unknownFact)
  const found = new Map(rows.map(row => [row.uid, row]))
  const untold = await stillThere(
    client,
    uids.filter(uid => !found.has(uid)),
  )
  return uids.flatMap(uid => {
    const row = found.get(uid)
    if (row === undefined) return untold.has(uid) ? [unknownFact(uid)] : []
    const arrivedAt = row.internalDate === undefined ? null : new Date(row.internalDate)
    return [{ uid, size: row.size ?? null, arrivedAt }]
  })
}

/** Of mails about which nothing was heard: those that are not gone. An answer that cannot be read is passed over in silence. */
async function stillThere(client: ImapFlow, uids: readonly number[]): Promise<Set<number>> {
  if (uids.length === 0) return new Set()
  // Only now may the server forget mails that others removed (RFC 9051 §7.5.1).
  await within(client, client.noop(), limits.commandMs)
  const search = client.search({ uid: uids.join(',') }, { uid: true })
  const found = await within(client, search, limits.silenceMs)
  return new Set(Array.isArray(found) ? found : uids)
}

const comesAlone = ({ size }: Fact) => size === null || size > limits.smallBytes

/** Groups that fit into memory together; a mail that comes in pieces is a group of its own. */
export function inGroups(facts: readonly Fact[]): Fact[][] {
  const groups: Fact[][] = []
  let open: Fact[] = []
  let bytes = 0
  for (const fact of facts) {
    if (comesAlone(fact)) {
      groups.push([fact])
      continue
    }
    const size = fact.size ?? 0
    if (open.length === 0 || bytes + size > limits.batchBytes) {
      open = []
      bytes = 0
      groups.push(open)
    }
    open.push(fact)
    bytes += size
  }
  return groups
}

/** The mails of one group, without touching their flags (BODY.PEEK, RFC 9051 §6.4.5); none of those that are gone. */
export async function fetchGroup(client: ImapFlow, group: readonly Fact[]): Promise<Fetched[]> {
  const [first] = group
  if (first !== undefined && comesAlone(first)) return alone(client, first.uid)
  try {
    return await together(client, group)
  } catch (error) {
    if (!client.usable) throw error
    // The server refused the command for the sake of one of them.
    const fetched: Fetched[] = []
    for (const { uid } of group) fetched.push(...(await alone(client, uid)))
    return fetched
  }
}

async function together(client: ImapFlow, group: readonly Fact[]): Promise<Fetched[]> {
  const uids = group.map(({ uid }) => uid)
  const bytes = group.reduce((sum, { size }) => sum + (size ?? 0), 0)
  // One byte more than there should be shows a mail that is larger than the server says.
  const query = { uid: true, source: { start: 0, maxLength: limits.smallBytes + 1 } } as const
  const command = client.fetchAll(uids.join(','), query, { uid: true })
  const rows = await within(client, command, limits.silenceMs + (bytes / limits.slowestBytes) * 1000)
  const found = new Map<number, Buffer | undefined>()
  // Of two answers about one mail the one with a body counts.
  for (const { uid, source } of rows) if (source?.length || !found.has(uid)) found.set(uid, source)
  const untold = await stillThere(
    client,
    uids.filter(uid => !found.has(uid)),
  )
  const fetched: Fetched[] = []
  for (const uid of uids) {
    const source = found.get(uid)
    if (source?.length === limits.smallBytes + 1) fetched.push(...(await alone(client, uid)))
    else if (source?.length) fetched.push({ uid, bytes: source, size: source.length })
    else if (found.has(uid) || untold.has(uid)) fetched.push({ uid, broken: noContent })
  }
  return fetched
}

async function alone(client: ImapFlow, uid: number): Promise<Fetched[]> {
  try {
    const options = { uid: true, chunkSize: limits.pieceBytes }
    const command = client.download(String(uid), undefined, options)
    const { content, meta } = await within(client, command, limits.silenceMs)
    if (content !== undefined) {
      const size = meta.expectedSize
      return [{ uid, bytes: inPieces(client, content, size ?? 0), size }]
    }
    return (await stillThere(client, [uid])).has(uid) ? [{ uid, broken: noContent }] : []
  } catch (error) {
    if (!client.usable) throw error
    const { responseText, message } = asError(error)
    return [{ uid, broken: `the server does not give it: ${responseText ?? message}` }]
  }
}

async function* inPieces(
  client: ImapFlow,
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  const pieces = content[Symbol.asyncIterator]()
  let got = 0
  try {
    for (;;) {
      const { done, value } = await within(client, pieces.next(), limits.silenceMs)
      if (done) break
      got += value.length
      yield value
    }
  } finally {
    await pieces.return?.()
  }
  // A whole piece and then nothing is no end but where the mail ends.
  if (got < size && got % limits.pieceBytes === 0) throw new Error(`${got} of ${size} bytes came`)
}

/**
 * Takes a mail that was fetched.
 * @returns why it cannot be taken, if the fault lies with this mail alone
 * @throws whatever ends the connection or comes from the database
 */
export async function takeFetched(
  client: ImapFlow,
  mail: Fetched,
  id: string,
  { take, signal }: Pick<ReaderContext, 'take' | 'signal'>,
): Promise<string | undefined> {
  if ('broken' in mail) return mail.broken
  let brokeOff: string | undefined
  const { bytes, size } = mail
  async function* watched(chunks: AsyncIterable<Uint8Array>) {
    try {
      yield* chunks
    } catch (error) {
      brokeOff = `it broke off: ${asError(error).message}`
      throw error
    }
  }
  try {
    await take({ id, size, bytes: bytes instanceof Uint8Array ? bytes : watched(bytes) })
    return undefined
  } catch (error) {
    if (brokeOff === undefined || signal.aborted || !client.usable) throw error
    return brokeOff
  }
}
