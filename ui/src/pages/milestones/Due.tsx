// Until when?
import type { Milestone } from '../../api/types.ts'
import { cx } from '../../components/cx.ts'
import { dayName } from '../../times.ts'

export function Due({ milestone }: { milestone: Milestone }) {
  const { start_date: start, due_date: due, expired, state } = milestone
  const late = expired && state === 'active'
  const words = [start && `from ${dayName(start)}`, due && `until ${dayName(due)}`].filter(Boolean).join(' ')
  return (
    <span className={cx('tabular text-xs', late ? 'text-bad' : 'text-faint')}>
      {words || 'no day set'}
      {late && ' · past'}
    </span>
  )
}
