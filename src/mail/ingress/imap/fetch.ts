// How do mails come out of the folder? Small ones together, big ones in pieces; a broken one does not spoil the others.
import type { ImapFlow } from 'imapflow'
import { within } from './connect.ts'
import { limits } from './limits.ts'
import { asError } from './words.ts'

export type Fact = { uid: number; size: number; arrivedAt: Date | null }

export type Fetched =
  | { uid: number; bytes: Uint8Array | AsyncIterable<Uint8Array>; size: number }
  /** The server says that it is there and does not give it. */
  | { uid: number; broken: string }

/** Sizes of mails; those that are gone meanwhile are not named. In the order of `uids`, however the server answers. */
export async function fetchFacts(client: ImapFlow, uids: readonly number[]): Promise<Fact[]> {
  if (uids.length === 0) return []
  const query = { uid: true, size: true, internalDate: true } as const
  const rows = await within(client, client.fetchAll(uids.join(','), query, { uid: true }), limits.silenceMs)
  const found = new Map(rows.map(row => [row.uid, row]))
  return uids.flatMap(uid => {
    const row = found.get(uid)
    if (row === undefined) return []
    const arrivedAt = row.internalDate === undefined ? null : new Date(row.internalDate)
    return [{ uid, size: row.size ?? limits.smallBytes + 1, arrivedAt }]
  })
}

/** Groups whose bytes fit into memory together; a mail that comes in pieces is a group of its own. */
export function inGroups(facts: readonly Fact[]): Fact[][] {
  const groups: Fact[][] = []
  let open: Fact[] = []
  let bytes = 0
  for (const fact of facts) {
    if (fact.size > limits.smallBytes) {
      groups.push([fact])
      continue
    }
    if (open.length === 0 || bytes + fact.size > limits.batchBytes) {
      open = []
      bytes = 0
      groups.push(open)
    }
    open.push(fact)
    bytes += fact.size
  }
  return groups
}

/** The mails of one group, without touching their flags (BODY.PEEK, RFC 9051 §6.4.5). */
export async function fetchGroup(client: ImapFlow, group: readonly Fact[]): Promise<Fetched[]> {
  const [first] = group
  if (first !== undefined && group.length === 1 && first.size > limits.smallBytes)
    return [await inPieces(client, first)]
  const uids = group.map(({ uid }) => uid)
  try {
    return await together(client, uids)
  } catch (error) {
    if (!client.usable || group.length === 1) throw error
    // The server refused the command for the sake of one of them.
    const fetched: Fetched[] = []
    for (const uid of uids) fetched.push(...(await alone(client, uid)))
    return fetched
  }
}

async function together(client: ImapFlow, uids: readonly number[]): Promise<Fetched[]> {
  const query = { uid: true, source: true } as const
  const rows = await within(client, client.fetchAll(uids.join(','), query, { uid: true }), limits.silenceMs)
  const found = new Map<number, Buffer | undefined>()
  // Of two answers about one mail the one with a body counts.
  for (const { uid, source } of rows) if (source !== undefined || !found.has(uid)) found.set(uid, source)
  return uids.flatMap((uid): Fetched[] => {
    if (!found.has(uid)) return []
    const source = found.get(uid)
    if (source === undefined || source.length === 0)
      return [{ uid, broken: 'the server gave no content for it' }]
    return [{ uid, bytes: source, size: source.length }]
  })
}

async function alone(client: ImapFlow, uid: number): Promise<Fetched[]> {
  try {
    return await together(client, [uid])
  } catch (error) {
    if (!client.usable) throw error
    const { responseText, message } = asError(error)
    return [{ uid, broken: `the server does not give it: ${responseText ?? message}` }]
  }
}

async function inPieces(client: ImapFlow, { uid, size }: Fact): Promise<Fetched> {
  const { content } = await within(
    client,
    client.download(String(uid), undefined, { uid: true, chunkSize: limits.pieceBytes }),
    limits.silenceMs,
  )
  return content === undefined
    ? { uid, broken: 'the server gave no content for it' }
    : { uid, bytes: content, size }
}
