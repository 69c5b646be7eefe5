// How long has it been waiting, or since when is it answered, closed, open?
import type { Issue } from '../api/types.ts'
import { cx } from '../components/cx.ts'
import { Time } from '../components/Time.tsx'
import { isAwaited } from './awaited.ts'

type Row = Pick<
  Issue,
  'state' | 'service_desk' | 'last_customer_at' | 'last_team_at' | 'closed_at' | 'created_at'
>

export function Age({ row, className }: { row: Row; className: string }) {
  const shared = cx('tabular whitespace-nowrap text-xs', className)
  if (isAwaited(row) && row.last_customer_at)
    return (
      <span className={cx(shared, 'text-ink')}>
        waiting <Time at={row.last_customer_at} look="span" className="relative z-1" />
      </span>
    )
  const [word, at] =
    row.state === 'closed' && row.closed_at
      ? ['closed', row.closed_at]
      : row.service_desk && row.last_team_at
        ? ['answered', row.last_team_at]
        : ['opened', row.created_at]
  return (
    <span className={cx(shared, 'text-faint')}>
      {word} <Time at={at} className="relative z-1" />
    </span>
  )
}
