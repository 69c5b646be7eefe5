// How far is it? Issues that are closed, of all.
import { useQuery } from '@tanstack/react-query'
import { countsQuery } from '../../api/issues.ts'

export function Progress({ path, title }: { path: string; title: string }) {
  const { data } = useQuery(countsQuery(path, { milestone: title }))
  const share = data && data.all > 0 ? Math.round((100 * data.closed) / data.all) : 0
  return (
    <span className="flex w-48 shrink-0 items-center gap-2">
      <span
        role="progressbar"
        aria-label={`${title}: issues closed`}
        aria-valuenow={share}
        className="h-1.5 grow overflow-hidden rounded-full bg-pressed"
      >
        <span className="block h-full rounded-full bg-done" style={{ width: `${share}%` }} />
      </span>
      <span className="tabular w-20 text-right text-muted text-xs">
        {data ? `${data.closed} of ${data.all}` : '\u00a0'}
      </span>
    </span>
  )
}
