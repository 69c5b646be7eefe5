// How does a mail get out of a mailbox and into the inbox? By its name there, so that it is taken once.
import { sql } from 'kysely'
import type { Db } from '#db'
import { type RawMail, receive } from '#mail/inbound'
import { collect } from '../collect.ts'
import { limits } from '../limits.ts'
import type { BoxSettings } from './box.ts'
import type { Journal } from './journal.ts'
import type { Item, MailboxDesk, Taken } from './reader.ts'

type Source = {
  desk: MailboxDesk
  account: string
  method: BoxSettings['inbox_method']
  signal: AbortSignal
  journal: Journal
  /** Nobody gets mail because of it (Envelope.quiet). */
  quiet?: boolean
}

/** Under which name the inbox knows an item (raw_mails.source_key). */
const sourceKeyOf = (account: string, item: string) => `${account}#${item}`

/**
 * Takes an item in; what was taken before under its name is found, and nothing is taken again.
 * @throws if the reader has been stopped; what the database throws; what the item's bytes throw
 */
export async function takeItem(source: Source, item: Item): Promise<Taken> {
  const { desk, account, method, signal, journal, quiet } = source
  signal.throwIfAborted()
  const read = await readBytes(item, desk.config)
  try {
    // From here on another process may be the reader; what it takes too is told apart by its name.
    signal.throwIfAborted()
    const { accepted } = await receive(desk, read.raw, {
      ingress: method,
      mailFrom: null,
      recipients: [],
      sourceKey: sourceKeyOf(account, item.id),
      quiet,
      fullSize: read.tooLarge ? read.size : undefined,
    })
    const inboxIds = accepted.map(({ inboxId }) => inboxId)
    journal.write({ item: item.id, bytes: read.size, inboxIds, tooLarge: read.tooLarge })
    return { inboxIds, tooLarge: read.tooLarge }
  } finally {
    await read.dispose()
  }
}

/** Which of the items were taken already. */
export async function takenBefore(db: Db, account: string, items: readonly string[]): Promise<Set<string>> {
  const names = new Map(items.map(item => [sourceKeyOf(account, item), item]))
  const { rows } = await sql<{ key: string }>`
    select source_key as key from raw_mails where source_key = any (${[...names.keys()]}::text[])`.execute(db)
  return new Set(rows.flatMap(({ key }) => names.get(key) ?? []))
}

type ReadItem = { raw: RawMail; size: number; tooLarge: boolean; dispose(): Promise<void> }
const nothingToDispose = async () => {}

async function readBytes({ bytes, size }: Item, config: MailboxDesk['config']): Promise<ReadItem> {
  const most = config.limits.mail_bytes
  if (bytes instanceof Uint8Array) {
    const tooLarge = bytes.length > most
    const raw = tooLarge ? bytes.subarray(0, limits.memoryBytes) : bytes
    return { raw, size: bytes.length, tooLarge, dispose: nothingToDispose }
  }
  const head = new Beginning(bytes, most)
  const collected = await collect(head, { dataDir: config.data_dir, mostBytes: most })
  if (!collected.tooLarge) return collected
  return {
    raw: Buffer.concat(head.pieces),
    size: Math.max(size ?? 0, collected.size),
    tooLarge: true,
    dispose: nothingToDispose,
  }
}

/** Hands on what comes and keeps the first bytes; ends soon after `most`, since nothing beyond it is kept. */
class Beginning implements AsyncIterable<Uint8Array> {
  readonly pieces: Uint8Array[] = []
  private readonly chunks: AsyncIterable<Uint8Array>
  private readonly most: number

  constructor(chunks: AsyncIterable<Uint8Array>, most: number) {
    this.chunks = chunks
    this.most = most
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let passed = 0
    for await (const chunk of this.chunks) {
      if (passed < limits.memoryBytes) this.pieces.push(chunk.slice(0, limits.memoryBytes - passed))
      passed += chunk.length
      yield chunk
      if (passed > this.most) return
    }
  }
}
