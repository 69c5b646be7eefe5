// Of which days are the numbers? One press for the usual ones, two fields for any.
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useId, useState } from 'react'
import { useActions } from '../../actions.ts'
import { cx } from '../../components/cx.ts'
import { inputLook } from '../../components/Field.tsx'
import { type Days, inAddress, presets, wrongWith } from './period.ts'

export function PeriodBar({ days, now }: { days: Days; now: string }) {
  const navigate = useNavigate()
  const show = (next: Days) => void navigate({ to: '.', search: inAddress(next, now), replace: true })
  useActions(
    presets.map(({ id, name, days: of }) => ({
      id: `numbers-${id}`,
      label: `Show numbers of ${name.toLowerCase()}`,
      group: 'Numbers',
      run: () => show(of(now)),
    })),
  )
  return (
    <div data-print="no" className="flex flex-wrap items-start gap-x-6 gap-y-2 pt-1 pb-4">
      <fieldset className="flex min-w-0 flex-wrap gap-1">
        <legend className="sr-only">Period</legend>
        {presets.map(({ id, name, days: of }) => {
          const { from, to } = of(now)
          const chosen = from === days.from && to === days.to
          return (
            <button
              key={id}
              type="button"
              aria-pressed={chosen}
              onClick={() => show({ from, to })}
              className={cx(
                'h-8 rounded-full border px-3 text-xs',
                chosen
                  ? 'border-accent bg-accent-soft font-medium text-accent-strong'
                  : 'border-line text-muted hover:bg-hover hover:text-ink',
              )}
            >
              {name}
            </button>
          )
        })}
      </fieldset>
      <FromTo days={days} now={now} show={show} />
    </div>
  )
}

/** Days that cannot be counted stay in the fields, with what is wrong, until they can. */
function FromTo({ days, now, show }: { days: Days; now: string; show: (days: Days) => void }) {
  const [draft, setDraft] = useState(days)
  const [left, setLeft] = useState(false)
  const id = useId()
  const { from, to } = days
  useEffect(() => setDraft({ from, to }), [from, to])
  const wrong = wrongWith(draft.from, draft.to)
  const shownWrong = left ? wrong : undefined
  const change = (next: Days) => {
    setDraft(next)
    setLeft(false)
    if (wrongWith(next.from, next.to) === undefined) show(next)
  }
  return (
    <fieldset
      className="relative flex items-center gap-2 text-sm"
      aria-describedby={`${id}-error`}
      onBlur={() => setLeft(true)}
    >
      <legend className="sr-only">Any days</legend>
      {(['from', 'to'] as const).map(end => (
        <label key={end} className="flex items-center gap-2 text-faint text-xs">
          {end === 'from' ? 'From' : 'to'}
          <input
            type="date"
            aria-label={end === 'from' ? 'First day' : 'Last day'}
            aria-invalid={shownWrong !== undefined}
            value={draft[end]}
            max={now}
            onChange={event => change({ ...draft, [end]: event.target.value })}
            className={cx(inputLook, 'tabular h-8 w-34 px-2 text-sm')}
          />
        </label>
      ))}
      <p
        id={`${id}-error`}
        role="alert"
        className="absolute start-0 top-full whitespace-nowrap text-bad text-xs"
      >
        {shownWrong}
      </p>
    </fieldset>
  )
}
