// Does this way of mail work? A sign and a word, so that no one has to know the colours.
import { Circle, CircleCheck, CircleDashed, CircleOff, CircleX, type LucideIcon } from 'lucide-react'
import type { Mailbox } from '../api/admin.ts'
import { cx } from '../components/cx.ts'

type State = Mailbox['state']

const looks: Record<State, readonly [word: string, sign: LucideIcon, text: string]> = {
  up: ['Works', CircleCheck, 'text-open'],
  connecting: ['Connects', CircleDashed, 'text-held'],
  failing: ['Fails', CircleX, 'text-bad'],
  off: ['Off', CircleOff, 'text-muted'],
  not_configured: ['Not set up', Circle, 'text-muted'],
}

export function StateMark({ state }: { state: State }) {
  const [word, Sign, text] = looks[state]
  return (
    <span className={cx('inline-flex w-24 shrink-0 items-center gap-1.5 text-sm', text)}>
      <Sign aria-hidden="true" className="size-4 shrink-0" />
      {word}
    </span>
  )
}
