// What is one mail of a log? What, who, how it ended, when; the rest when it is opened.
import { type ReactNode, useState } from 'react'
import { cx } from '../components/cx.ts'
import { Time } from '../components/Time.tsx'

export type Tone = 'good' | 'quiet' | 'held' | 'bad'

const tones: Record<Tone, string> = {
  good: 'bg-open-soft text-open',
  quiet: 'bg-sunken text-muted',
  held: 'bg-held-soft text-held',
  bad: 'bg-bad-soft text-bad',
}

type Props = {
  subject: string
  who: ReactNode
  state: { label: string; tone: Tone; means: string }
  at: string
  /** Stands before everything, such as a checkbox; lies above the line's own button. */
  before?: ReactNode
  marked?: boolean
  details: () => ReactNode
}

export function Line({ subject, who, state, at, before, marked = false, details }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <div className={cx(marked && 'bg-accent-soft')}>
      <div className="relative flex min-h-11 items-center gap-3 px-2 py-1.5 hover:bg-hover">
        {before}
        <div className="flex min-w-0 grow flex-col md:flex-row md:items-center md:gap-4">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            dir="auto"
            className="min-w-0 grow truncate text-start font-medium text-sm after:absolute after:inset-0"
          >
            {subject}
          </button>
          <span dir="auto" className="truncate text-muted text-sm md:w-64 md:shrink-0">
            {who}
          </span>
        </div>
        <span className="shrink-0 text-right md:w-32">
          <span
            className={cx('inline-block rounded-full px-2 py-0.5 text-xs', tones[state.tone])}
            title={state.means}
          >
            {state.label}
          </span>
        </span>
        <Time at={at} className="w-18 shrink-0 text-right text-faint text-xs" />
      </div>
      {open && details()}
    </div>
  )
}
