// Is the hook told anything?
import type { Hook } from '../../../api/hooks.ts'
import { hookState } from './words.ts'

const looks = {
  good: 'bg-open-soft text-open',
  quiet: 'bg-sunken text-muted',
  held: 'bg-held-soft text-held',
  bad: 'bg-bad-soft text-bad',
}

export function StateBadge({ hook }: { hook: Hook }) {
  const { label, tone, means } = hookState(hook)
  return (
    <span className={`shrink-0 rounded-full px-2 py-0.5 text-xs ${looks[tone]}`} title={means}>
      {label}
    </span>
  )
}
