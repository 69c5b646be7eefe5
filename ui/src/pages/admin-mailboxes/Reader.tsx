// How far has the desk read a mailbox, and which mails could it not take?
import type { ReactNode } from 'react'
import type { Reader as State } from '../../api/admin.ts'
import { Time } from '../../components/Time.tsx'
import { Facts } from '../../mail-log/Facts.tsx'
import { span } from '../../times.ts'

const words: Record<State['state'], string> = {
  connecting: 'Connecting since',
  connected: 'Connected since',
  failing: 'Failing since',
}

export function Reader({ reader }: { reader: State }) {
  const { state, since, seen_at, last_item, last_error, last_error_at, idle, node, leftovers } = reader
  const answered = seen_at ? <Time at={seen_at} /> : 'never yet'
  const facts: [string, ReactNode][] = [
    [words[state], since && <Time at={since} />],
    ['Server answered', answered],
    ['Still to be taken', stillThere(reader)],
    ['Last mail taken', last_item && itemName(last_item)],
    ['Hears of new mail', state === 'connected' && idle !== null && (idle ? 'at once' : 'in intervals')],
    [
      'Last error',
      state !== 'failing' && last_error && last_error_at && (
        <>
          <Time at={last_error_at} />: {last_error}
        </>
      ),
    ],
    ['Read by', node],
  ]
  return (
    <div className="flex max-w-170 flex-col gap-2 pt-1">
      <Facts facts={facts.map(([name, value]) => [name, value || null])} />
      {leftovers.count > 0 && <Leftovers leftovers={leftovers} />}
    </div>
  )
}

function stillThere({ waiting, lag_seconds }: State): string {
  if (waiting === 0) return 'nothing'
  const mails = `${waiting.toLocaleString()} ${waiting === 1 ? 'mail' : 'mails'}`
  return lag_seconds === null ? mails : `${mails}, the oldest for ${span(lag_seconds * 1000)}`
}

/** `UIDVALIDITY:UID` as IMAP people say it; the ids of Microsoft Graph as they are. */
function itemName(item: string): string {
  const [, validity, uid] = /^(\d+):(\d+)$/.exec(item) ?? []
  return uid === undefined ? item : `UID ${uid} (UIDVALIDITY ${validity})`
}

function Leftovers({ leftovers: { count, latest } }: Pick<State, 'leftovers'>) {
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-md text-held hover:underline">
        {count === 1 ? '1 mail could not be taken' : `${count.toLocaleString()} mails could not be taken`}
      </summary>
      <ul className="flex flex-col divide-y divide-line pt-1">
        {latest.map(({ item, reason, attempts, next_attempt_at }) => (
          <li key={item} className="flex flex-wrap gap-x-4 gap-y-0.5 py-1.5">
            <span className="font-medium [overflow-wrap:anywhere]">{itemName(item)}</span>
            <span dir="auto" className="min-w-0 grow basis-60 text-muted [overflow-wrap:anywhere]">
              {reason}
            </span>
            <span className="text-faint text-xs">
              {attempts === 1 ? 'tried once' : `tried ${attempts} times`},{' '}
              {next_attempt_at ? (
                <>
                  again <Time at={next_attempt_at} />
                </>
              ) : (
                'given up'
              )}
            </span>
          </li>
        ))}
      </ul>
      {count > latest.length && <p className="text-faint text-xs">The latest {latest.length} are shown.</p>}
    </details>
  )
}
