// Who sees to it that each mailbox is read, by one process at a time, again after every failure, until the desk stops?
import { pause } from '#jobs'
import { accountOf, type BoxName, type BoxSettings, boxNames, isFetched } from './box.ts'
import { openJournal } from './journal.ts'
import { leasePauseMs, openLeases, type WithLease } from './lease.ts'
import type { MailboxDesk, Reader } from './reader.ts'
import { forgetOthers, stateOf } from './state.ts'
import { takeItem } from './take.ts'

export type Readers = Record<BoxSettings['inbox_method'], Reader>

/** Milliseconds of the first pause after a failure, and of the longest: a server that is back is soon read again, one that refuses us is not stormed. */
const firstPauseMs = 1_000
const longestPauseMs = 120_000
/** Readers of several nodes must not come back all at once: each pause is up to this part longer. */
const jitter = 0.2
/** Milliseconds of reading after which a failure counts as the first one again. */
const steadyMs = 60_000
/** Milliseconds that readers have to end when the desk stops. */
const stopMs = 8_000

export type Keeper = {
  /** Takes nothing more, lets what is under way be committed and acknowledged. */
  stop(): Promise<void>
}

/** Reads the mailboxes of the configuration that have a server to be read from. */
export function keepMailboxes(desk: MailboxDesk, readers: Readers): Keeper {
  const stopping = new AbortController()
  const leases = openLeases(desk.pool, desk.log)
  const forgotten = forgetOthers(desk.db, desk.config).catch(error =>
    desk.log.warn({ err: error }, 'states of former mailboxes could not be removed'),
  )
  const kept = boxNames.flatMap(name => {
    const box = desk.config[name]
    return isFetched(box)
      ? [keep({ desk, name, box, readers, withLease: leases.withLease, stopping: stopping.signal })]
      : []
  })
  return {
    async stop() {
      stopping.abort()
      const patience = new AbortController()
      await Promise.race([Promise.all([forgotten, ...kept]), pause(stopMs, patience.signal)])
      patience.abort()
      leases.close()
    },
  }
}

type Kept = {
  desk: MailboxDesk
  name: BoxName
  box: BoxSettings & { user: string }
  readers: Readers
  withLease: WithLease
  stopping: AbortSignal
}

async function keep(kept: Kept): Promise<void> {
  const { desk, name, box, withLease, stopping } = kept
  const account = accountOf(box)
  let failures = 0
  while (!stopping.aborted) {
    let wait = leasePauseMs
    try {
      await withLease(account, async lost => {
        const { failed, lasted } = await readOnce(kept, account, AbortSignal.any([stopping, lost]))
        failures = lasted >= steadyMs ? 0 : failures
        if (failed) wait = pauseAfter(++failures)
      })
    } catch (error) {
      desk.log.warn({ err: error, mailbox: name }, 'a mailbox is not read: the database does not answer')
      wait = pauseAfter(++failures)
    }
    await pause(wait, stopping)
  }
}

function pauseAfter(failures: number): number {
  const growing = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 20))
  return growing * (1 + jitter * Math.random())
}

/** @returns whether it failed, and for how many milliseconds it had read; both without meaning when it was stopped */
async function readOnce(
  { desk, name, box, readers }: Kept,
  account: string,
  signal: AbortSignal,
): Promise<{ failed: boolean; lasted: number }> {
  const method = box.inbox_method
  const state = stateOf(desk.db, { name, account, method }, desk.log)
  const journal = openJournal(box.log_path, { user: box.user, mailbox: box.mailbox, log: desk.log })
  await state.connecting()
  const begun = performance.now()
  let works = false
  const source = { desk, account, method, signal, journal }
  try {
    await readers[method]({
      desk,
      name,
      box,
      account,
      signal,
      async take(item) {
        const taken = await takeItem(source, item)
        state.note({ lastItem: item.id, seenAt: new Date() })
        return taken
      },
      connected: ({ idle }) => state.note({ idle, seenAt: new Date() }),
      progress({ waiting, oldestWaitingAt }) {
        state.note({ waiting, oldestWaitingAt, seenAt: new Date() })
        // Only a mailbox that was looked through works; one that breaks off after the sign-in goes on failing.
        if (!works) void state.connected()
        works = true
      },
    })
    return { failed: !signal.aborted, lasted: performance.now() - begun }
  } catch (error) {
    if (signal.aborted) return { failed: false, lasted: 0 }
    const reason = error instanceof Error ? error.message : String(error)
    desk.log.warn({ mailbox: name, account, reason }, 'reading a mailbox failed; it is tried again')
    await state.failing(reason)
    return { failed: true, lasted: works ? performance.now() - begun : 0 }
  } finally {
    await Promise.all([state.flush(), journal.flush()])
  }
}
