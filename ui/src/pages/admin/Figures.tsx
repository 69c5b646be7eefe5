// How many people, projects and tickets are there?
import { useQuery } from '@tanstack/react-query'
import { type Statistics, statisticsQuery } from '../../api/admin.ts'
import { Failed } from '../../components/Failed.tsx'

const figures: readonly [keyof Statistics, string, (all: Statistics) => string][] = [
  ['seats', 'Seats taken', all => `People who may sign in; ${bots(all.bots)} no seat`],
  ['blocked_users', 'Blocked', () => 'People who may not sign in'],
  ['projects', 'Projects', all => `in ${all.groups} ${all.groups === 1 ? 'group' : 'groups'}`],
  ['service_desk_tickets', 'Tickets', () => 'Opened by mail'],
  ['issues', 'Issues', () => 'Tickets included'],
]

const bots = (count: number) => (count === 1 ? 'the Support Bot takes' : `${count} bots take`)

export function Figures() {
  const { data, error, refetch } = useQuery(statisticsQuery)
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  return (
    <section aria-label="Figures" className="pt-5 pb-7">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-3 lg:grid-cols-5">
        {figures.map(([name, label, about]) => (
          <div key={name} className="flex flex-col">
            <dt className="text-muted text-sm">{label}</dt>
            <dd className="tabular order-first min-h-7 font-semibold text-xl">
              {data?.[name].toLocaleString() ?? ''}
            </dd>
            <dd className="min-h-8 text-faint text-xs">{data && about(data)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
