// What is said where nothing can be counted? Whether there never was a ticket, or only none in these days.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChartNoAxesColumn } from 'lucide-react'
import { countsQuery } from '../../api/issues.ts'
import { Empty } from '../../components/Empty.tsx'
import { pathParam } from '../../urls.ts'
import { inAddress, presets } from './period.ts'

const linkLook =
  'inline-flex h-8 items-center rounded-md border border-line px-3 font-medium text-sm hover:bg-hover'

export function Nothing({ path, now }: { path: string; now: string }) {
  const { data: counts, isPending } = useQuery(countsQuery(path, { service_desk: true }))
  const params = { path: pathParam(path) }
  if (isPending) return null
  if ((counts?.all ?? 0) === 0)
    return (
      <Empty
        icon={ChartNoAxesColumn}
        title="No tickets yet"
        actions={
          <Link to="/p/$path/issues/service_desk" params={params} className={linkLook}>
            Go to Service Desk
          </Link>
        }
      >
        <p>
          With the first mail of a customer, this page begins to show how many come, how soon they are
          answered, and who writes.
        </p>
      </Empty>
    )
  const year = presets.find(({ id }) => id === 'year')
  return (
    <Empty
      icon={ChartNoAxesColumn}
      title="Nothing happened in these days"
      actions={
        year && (
          <Link
            to="/p/$path/numbers"
            params={params}
            search={inAddress(year.days(now), now)}
            className={linkLook}
          >
            Show 12 months
          </Link>
        )
      }
    >
      <p>No ticket was opened, closed or open.</p>
    </Empty>
  )
}
