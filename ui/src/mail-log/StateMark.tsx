// Does this way of mail work? A dot and a word, so that no one has to know the colours.
import type { Mailbox } from '../api/admin.ts'
import { cx } from '../components/cx.ts'

type State = Mailbox['state']

const looks: Record<State, readonly [word: string, dot: string, text: string]> = {
  up: ['Works', 'bg-open', 'text-open'],
  failing: ['Fails', 'bg-bad', 'text-bad'],
  off: ['Off', 'border border-edge', 'text-muted'],
  not_configured: ['Not set up', 'border border-edge', 'text-muted'],
}

export function StateMark({ state }: { state: State }) {
  const [word, dot, text] = looks[state]
  return (
    <span className={cx('inline-flex w-24 shrink-0 items-center gap-2 text-sm', text)}>
      <span aria-hidden="true" className={cx('size-2 shrink-0 rounded-full', dot)} />
      {word}
    </span>
  )
}
